// Text twins as files: there when they are complete, or not at all.

import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { dumpTo, dumpToFile, loadFile } from '../../../../src/tools/text/files.ts';
import { SAMPLE, temporaryFile } from '../../../support/edited-recording.ts';

test('a file has what is written piece by piece, for its owner alone', async () => {
  const text = temporaryFile('a.mock');
  await dumpToFile(SAMPLE, text);
  const pieces: string[] = [];
  await dumpTo(SAMPLE, async (piece) => void pieces.push(piece));
  expect(pieces.join('')).toBe(readFileSync(text, 'utf8'));
  expect(statSync(text).mode & 0o777).toBe(0o600);
  expect(readdirSync(dirname(text))).toEqual(['a.mock']);
});

test('a text without sessions is none to load', async () => {
  const text = temporaryFile('a.mock');
  await dumpToFile(SAMPLE, text);
  const [head = ''] = readFileSync(text, 'utf8').split(/^session/m);
  writeFileSync(text, head);
  const recording = temporaryFile('b.db');
  expect(() => loadFile(text, recording, false)).toThrow(`${text} has no sessions: nothing to load`);
  expect(existsSync(recording)).toBe(false);
});

test('a recording that cannot be read leaves the text that was there', async () => {
  const text = temporaryFile('a.mock');
  writeFileSync(text, 'old');
  await expect(dumpToFile('/nowhere.db', text)).rejects.toMatchObject({ name: 'MockError' });
  expect(readFileSync(text, 'utf8')).toBe('old');
  expect(readdirSync(dirname(text))).toEqual(['a.mock']);
  await expect(dumpToFile(SAMPLE, join(text, 'b.mock'))).rejects.toThrow(`cannot write ${join(text, 'b.mock')}: `);
});

test('a text that makes no sense is told with file and line, and no recording comes of it', () => {
  const text = temporaryFile('a.mock');
  const recording = temporaryFile('b.db');
  expect(() => loadFile('/nowhere.mock', recording, false)).toThrow('/nowhere.mock cannot be read: ENOENT');
  writeFileSync(text, 'what\n');
  expect(() => loadFile(text, recording, false)).toThrow(`${text}:1:`);
  expect(existsSync(recording)).toBe(false);
});
