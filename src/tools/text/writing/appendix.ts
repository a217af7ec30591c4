// What several answers share or what is too long to read stands once, at the end of the text, under a name made of its
// content: so that a change elsewhere changes no names.

import { createHash } from 'node:crypto';
import { RecentMap } from '../../../core/recent-map.ts';
import { NamelessFile } from '../../../store/file/nameless-file.ts';
import { type Line, Lines } from '../reading/scanner.ts';

const NAME_DIGITS = 12;
/** Of base64, which are 57 bytes. */
const LINE_CHARS = 76;

/** Entries up to this length are held, longer ones wait in a file. */
const HELD_CHARS = 4096;
/** Of what was read from entries, as much as this is kept in memory. */
const REMEMBERED_BYTES = 32 * 1024 * 1024;

interface Spilled {
  readonly offset: number;
  readonly bytes: number;
}

/** Collects entries while a text is written; to be closed. */
export class AppendixWriter {
  readonly #entries = new Map<string, readonly string[] | Spilled>();
  #file: NamelessFile | null = null;

  /** Keeps lines under a name made of them and returns it. */
  add(kind: string, lines: readonly string[]): string {
    const name = `${kind}-${digest(lines.join('\n'))}`;
    this.#keep(name, lines);
    return name;
  }

  /** Keeps bytes. */
  addBytes(bytes: Buffer): string {
    const name = `bytes-${digest(bytes)}`;
    if (!this.#entries.has(name)) this.#keep(name, base64Lines(bytes));
    return name;
  }

  /** What was collected so far, as whoever reads the text will have it. */
  reader(): AppendixReader {
    return new AppendixReader({
      get: (name) => {
        const entry = this.#entries.get(name);
        return entry === undefined ? undefined : new Lines(this.#linesOf(entry));
      },
    });
  }

  /** In the order of their names. */
  *lines(): Generator<string> {
    const names = [...this.#entries.keys()].sort();
    for (const name of names) {
      yield '';
      yield `define ${name}`;
      for (const line of this.#linesOf(this.#entries.get(name) ?? [])) yield `  ${line}`;
    }
  }

  close(): void {
    this.#file?.close();
    this.#file = null;
  }

  #keep(name: string, lines: readonly string[]): void {
    if (this.#entries.has(name)) return;
    if (lines.reduce((sum, line) => sum + line.length, 0) <= HELD_CHARS) {
      this.#entries.set(name, lines);
      return;
    }
    this.#file ??= new NamelessFile();
    const bytes = Buffer.from(lines.join('\n'));
    this.#entries.set(name, { offset: this.#file.bytes, bytes: bytes.length });
    this.#file.append(bytes);
  }

  #linesOf(entry: readonly string[] | Spilled): readonly string[] {
    if (!('offset' in entry)) return entry;
    return (this.#file?.read(entry.offset, entry.bytes) ?? Buffer.alloc(0)).toString('utf8').split('\n');
  }
}

/** Entries of a text that is read: each knows where it stands, and is read when it is asked for. */
export class AppendixReader {
  readonly #entries: { get(name: string): Lines | undefined };
  readonly #read = new RecentMap<string, unknown>(REMEMBERED_BYTES, weightOf);

  /** @param entries the lines of one, from the first on at each look-up */
  constructor(entries: { get(name: string): Lines | undefined }) {
    this.#entries = entries;
  }

  /** The entry that `line` names, read by `parse`. @throws TextError where there is none */
  get<T>(name: string, kind: string, line: Line, parse: (lines: Lines) => T): T {
    if (!name.startsWith(`${kind}-`)) throw line.error(`the text has no "define ${kind}-…"`);
    const known = this.#read.get(name);
    if (known !== undefined) return known as T;
    const entry = this.#entries.get(name);
    if (entry === undefined) throw line.error(`the text has no "define ${name}"`);
    const read = parse(entry);
    this.#read.set(name, read);
    return read;
  }

  bytes(name: string, line: Line): Buffer {
    return this.get(name, 'bytes', line, parseBase64);
  }
}

/** What an entry that was read takes in memory, roughly. */
function weightOf(read: unknown): number {
  return Buffer.isBuffer(read) ? read.length : HELD_CHARS;
}

function digest(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex').slice(0, NAME_DIGITS);
}

function base64Lines(bytes: Buffer): string[] {
  const text = bytes.toString('base64');
  const lines: string[] = [];
  for (let at = 0; at < text.length; at += LINE_CHARS) lines.push(`> ${text.slice(at, at + LINE_CHARS)}`);
  return lines;
}

function parseBase64(lines: Lines): Buffer {
  const pieces: Buffer[] = [];
  for (let line = lines.take(); line !== null; line = lines.take()) {
    line.sign('>');
    const text = line.rest().trim();
    // what is no base64 is skipped by the platform, so that fewer bytes come of it
    const bytes = Buffer.from(text, 'base64');
    const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
    const isExact = text.length > 0 && text.length % 4 === 0 && bytes.length === (text.length / 4) * 3 - padding;
    if (!isExact || /[-_]/.test(text)) throw line.error('expected base64', text.length);
    pieces.push(bytes);
  }
  return Buffer.concat(pieces);
}
