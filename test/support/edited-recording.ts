// The sample recording with its text edited, as a recording of its own.

import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import type { ServerVariable, TableSchema } from '../../src/core/recording.ts';
import { writeDigests } from '../../src/store/file/write-digests.ts';
import { writeWholeRecording } from '../../src/store/file/write-whole.ts';
import { openRecording, type RecordingFileReader } from '../../src/store/reading/reader.ts';
import { formatTables, formatVariables } from '../../src/tools/text/lines/server-lines.ts';
import { writeText } from '../../src/tools/text/reading/load.ts';
import { dumpRecording } from '../../src/tools/text/writing/dump.ts';
import { parseText } from './parse-text.ts';

export const SAMPLE = join(import.meta.dirname, '..', '..', 'recordings', 'sample-mysql-9.7.db');

/** A reader that is closed when the test ends. */
export function opened(file: string): RecordingFileReader {
  const reader = openRecording(file);
  onTestFinished(() => reader.close());
  return reader;
}

export function temporaryFile(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'mock-edited-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, name);
}

/** The path of a recording made of the edited text of another. */
export function edited(edit: (text: string) => string, from = SAMPLE): string {
  const reader = openRecording(from);
  const text = [...dumpRecording(reader)].join('\n');
  reader.close();
  return loaded(edit(text));
}

/** The path of a copy that says something else of itself. */
export function withMeta(key: string, value: string, from = SAMPLE): string {
  const file = temporaryFile('other.db');
  copyFileSync(from, file);
  const db = new Database(file);
  db.prepare('UPDATE meta SET value = ? WHERE key = ?').run(value, key);
  // as one that was sealed so
  db.transaction(() => writeDigests(db)).immediate();
  db.close();
  return file;
}

/** The path of a recording made of a text. */
export function loaded(text: string): string {
  const file = temporaryFile('edited.db');
  const parsed = parseText(text);
  writeWholeRecording(file, { meta: parsed.meta, isOverwrite: false }, (writer) => writeText(parsed, writer));
  return file;
}

/** The path of a recording with what is known of the server put into it; it must know nothing of it. */
export function withServer(
  variables: readonly ServerVariable[],
  tables: readonly TableSchema[],
  from = SAMPLE,
): string {
  const lists = [
    { name: 'variables-000000000000', word: 'variables', lines: formatVariables(variables) },
    { name: 'tables-000000000000', word: 'tables', lines: formatTables(tables) },
  ].filter(({ lines }) => lines.length > 0);
  const head = lists.map(({ word, name }) => `${word} ${name}\n`).join('');
  const entries = lists.map(({ name, lines }) => `\ndefine ${name}\n${lines.map((line) => `  ${line}\n`).join('')}`);
  return edited((text) => text.replace(/^(upstream .*\n)/m, (line) => line + head) + entries.join(''), from);
}

let sample: readonly string[] | undefined;

/** The sample's lines, which do not change while tests run. */
function sampleLines(): readonly string[] {
  if (sample !== undefined) return sample;
  const reader = openRecording(SAMPLE);
  sample = [...dumpRecording(reader)];
  reader.close();
  return sample;
}

/** Text of a recording with one session of these exchanges (their lines, without indentation). */
export function textOf(exchanges: readonly string[]): string {
  const lines = sampleLines();
  const appendix = lines.slice(lines.findIndex((line) => line.startsWith('define ')));
  return [...lines.slice(0, 4), ...sessionLines(1), ...exchanges, 'ended quit', ...appendix].join('\n');
}

/** Lines that stand between the exchanges of the session before and those of session `number`. */
export function nextSession(number: number): string[] {
  return ['ended quit', '', ...sessionLines(number)];
}

function sessionLines(number: number): string[] {
  // of the driver, which asks for EOF packets
  const [, client = ''] = sampleLines().filter((line) => line.trim().startsWith('client '));
  return [`session ${number}`, "user 'demo' database 'shop'", client];
}
