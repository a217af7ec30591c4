// What several answers share or what is too long to read stands once, at the end of the text, under a name made of its
// content: so that a change elsewhere changes no names.

import { createHash } from 'node:crypto';
import { type Line, Lines } from './scanner.ts';

const NAME_DIGITS = 12;
const LINE_BYTES = 57;

/** Collects entries while a text is written. */
export class AppendixWriter {
  readonly #entries = new Map<string, readonly string[]>();

  /** Keeps lines under a name made of them and returns it. */
  add(kind: string, lines: readonly string[]): string {
    const name = `${kind}-${digest(lines.join('\n'))}`;
    this.#entries.set(name, lines);
    return name;
  }

  /** Keeps bytes. */
  addBytes(bytes: Buffer): string {
    const name = `bytes-${digest(bytes)}`;
    if (!this.#entries.has(name)) this.#entries.set(name, base64Lines(bytes));
    return name;
  }

  /** What was collected so far, as whoever reads the text will have it. */
  reader(): AppendixReader {
    return new AppendixReader({
      get: (name) => {
        const lines = this.#entries.get(name);
        return lines === undefined ? undefined : new Lines(lines.join('\n'));
      },
    });
  }

  /** In the order of their names. */
  *lines(): Generator<string> {
    const names = [...this.#entries.keys()].sort();
    for (const name of names) {
      yield '';
      yield `define ${name}`;
      for (const line of this.#entries.get(name) ?? []) yield `  ${line}`;
    }
  }
}

/** Entries of a text that is read: each knows where it stands, and is read when it is first asked for. */
export class AppendixReader {
  readonly #entries: Pick<ReadonlyMap<string, Lines>, 'get'>;
  readonly #read = new Map<string, unknown>();

  constructor(entries: Pick<ReadonlyMap<string, Lines>, 'get'>) {
    this.#entries = entries;
  }

  /** The entry that `line` names, read by `parse`. @throws TextError where there is none */
  get<T>(name: string, kind: string, line: Line, parse: (lines: Lines) => T): T {
    const entry = this.#entries.get(name);
    if (entry === undefined || !name.startsWith(`${kind}-`)) {
      throw line.error(`the text has no "define ${name.startsWith(`${kind}-`) ? name : `${kind}-…`}"`);
    }
    if (!this.#read.has(name)) this.#read.set(name, parse(entry));
    return this.#read.get(name) as T;
  }

  bytes(name: string, line: Line): Buffer {
    return this.get(name, 'bytes', line, parseBase64);
  }
}

function digest(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex').slice(0, NAME_DIGITS);
}

function base64Lines(bytes: Buffer): string[] {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += LINE_BYTES) {
    lines.push(`> ${bytes.toString('base64', at, Math.min(at + LINE_BYTES, bytes.length))}`);
  }
  return lines;
}

function parseBase64(lines: Lines): Buffer {
  const pieces: Buffer[] = [];
  for (let line = lines.take(); line !== null; line = lines.take()) {
    line.sign('>');
    const text = line.rest().trim();
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0) throw line.error('expected base64', text.length);
    pieces.push(Buffer.from(text, 'base64'));
  }
  return Buffer.concat(pieces);
}
