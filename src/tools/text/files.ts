// Text twins as files.

import { once } from 'node:events';
import { createWriteStream, renameSync, rmSync, type WriteStream } from 'node:fs';
import { MockError, messageOf } from '../../core/errors.ts';
import { writeWholeRecording } from '../../store/file/write-whole.ts';
import { openRecording, type RecordingFileReader } from '../../store/reading/reader.ts';
import { parseSource, writeText } from './reading/load.ts';
import { TextError } from './reading/text-error.ts';
import { openText, type TextSource } from './reading/text-source.ts';
import { dumpRecording } from './writing/dump.ts';

const BLOCK_CHARS = 64 * 1024;

/** Writes a recording's text in pieces, at the pace of whoever takes them. */
export async function dumpTo(
  file: string,
  write: (text: string) => Promise<void>,
  linesOf: (reader: RecordingFileReader) => Iterable<string> = dumpRecording,
): Promise<void> {
  const reader = openRecording(file);
  try {
    let block = '';
    for (const line of linesOf(reader)) {
      block += `${line}\n`;
      if (block.length < BLOCK_CHARS) continue;
      await write(block);
      block = '';
    }
    await write(block);
  } finally {
    reader.close();
  }
}

/** Writes a recording's text to a file, which is there when it is complete, or not at all. */
export async function dumpToFile(
  file: string,
  output: string,
  linesOf: (reader: RecordingFileReader) => Iterable<string> = dumpRecording,
): Promise<void> {
  const staged = `${output}-part-${process.pid}`;
  try {
    const stream = createWriteStream(staged, { mode: 0o600 });
    await once(stream, 'open');
    await dumpTo(file, (text) => writeTo(stream, text), linesOf);
    stream.end();
    await once(stream, 'close');
    renameSync(staged, output);
  } catch (cause) {
    if (cause instanceof MockError) throw cause;
    throw new MockError('USAGE', `cannot write ${output}: ${messageOf(cause)}`, { cause });
  } finally {
    removeStaged(staged);
  }
}

/** What went wrong before it is said, not what goes wrong with it: in a folder that is none nothing can be removed. */
function removeStaged(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // there was no file
  }
}

async function writeTo(stream: WriteStream, text: string): Promise<void> {
  if (!stream.write(text)) await once(stream, 'drain');
}

/**
 * Makes a recording of a text.
 * @param text a file, or `-` for stdin
 * @throws MockError `TEXT_UNUSABLE` with the file, line and column; `USAGE` where it cannot be read; those of writing
 */
export function loadFile(text: string, output: string, isOverwrite: boolean): void {
  const source = open(text);
  try {
    const recording = inFile(text === '-' ? 'stdin' : text, () => parseSource(source));
    if (recording.sessions.length === 0) {
      throw new MockError('TEXT_UNUSABLE', `${text} has no sessions: nothing to load`);
    }
    writeWholeRecording(output, { meta: recording.meta, isOverwrite }, (writer) => writeText(recording, writer));
  } finally {
    source.close();
  }
}

function inFile<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof TextError) throw new MockError('TEXT_UNUSABLE', `${name}:${cause.message}`, { cause });
    throw cause;
  }
}

function open(file: string): TextSource {
  try {
    return openText(file);
  } catch (cause) {
    throw new MockError('USAGE', `${file} cannot be read: ${messageOf(cause)}`, { cause });
  }
}
