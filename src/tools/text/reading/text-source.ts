// The bytes of a text twin, wherever they are, and its lines: no more of it is held than a block.

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { NamelessFile } from '../../../store/file/nameless-file.ts';

const BLOCK_BYTES = 64 * 1024;
const NEWLINE = 0x0a;
const STDIN = 0;

export interface TextSource {
  readonly bytes: number;
  /** Fewer than `length` bytes only at the end. */
  read(offset: number, length: number): Buffer;
  close(): void;
}

/** A file, or `-` for stdin. Throws what the file system throws. */
export function openText(path: string): TextSource {
  return path === '-' ? spooled(STDIN) : openedFile(path);
}

function openedFile(path: string): TextSource {
  const file = openSync(path, 'r');
  if (!fstatSync(file).isFile()) {
    // a pipe, such as a shell's <(…), can be read once only
    try {
      return spooled(file);
    } finally {
      closeSync(file);
    }
  }
  const { size: bytes } = fstatSync(file);
  const read = (offset: number, length: number) => {
    const block = Buffer.allocUnsafe(Math.max(0, Math.min(length, bytes - offset)));
    return block.subarray(0, readSync(file, block, 0, block.length, offset));
  };
  return { bytes, read, close: () => closeSync(file) };
}

function spooled(from: number): TextSource {
  const file = new NamelessFile();
  const block = Buffer.allocUnsafe(BLOCK_BYTES);
  for (let read = readSync(from, block); read > 0; read = readSync(from, block)) file.append(block.subarray(0, read));
  return { bytes: file.bytes, read: (at, length) => file.read(at, length), close: () => file.close() };
}

/** A line without its line break, and where it begins. */
export interface SourceLine {
  readonly offset: number;
  readonly text: string;
}

/** The lines between two offsets, as a text is split at its line breaks: behind the last one there is one more. */
export function* linesOf(source: TextSource, from = 0, to = source.bytes): Generator<SourceLine> {
  let start = from;
  let pieces: Buffer[] = [];
  for (let at = from; at < to; ) {
    const block = source.read(at, Math.min(BLOCK_BYTES, to - at));
    if (block.length === 0) break;
    let begin = 0;
    for (let end = block.indexOf(NEWLINE); end >= 0; end = block.indexOf(NEWLINE, begin)) {
      const text =
        pieces.length === 0 ? block.toString('utf8', begin, end) : joined(pieces, block.subarray(begin, end));
      yield { offset: start, text };
      pieces = [];
      begin = end + 1;
      start = at + begin;
    }
    pieces.push(block.subarray(begin));
    at += block.length;
  }
  yield { offset: start, text: joined(pieces) };
}

/** A line that blocks have cut. */
function joined(pieces: readonly Buffer[], last: Buffer = Buffer.alloc(0)): string {
  return Buffer.concat([...pieces, last]).toString('utf8');
}

/** The same without places. */
export function* textLinesOf(source: TextSource, from: number, to: number): Generator<string> {
  for (const { text } of linesOf(source, from, to)) yield text;
}
