// Every file of these rooms that does something has a unit test at its mirrored path, or docs/contributing.md says which test it
// has instead. Files of types and names alone have nothing to test.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const ROOMS = ['core', 'net', 'identity', 'data', 'replay', 'faults', 'script', 'tools/text', 'cli'];
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** Rows of the table: files of src by the tests that they have. A folder stands for all that is in it. */
const elsewhere = [...read('docs/contributing.md').matchAll(/^\| `src\/([^`]+)` +\| `([^`]+)` +\|/gm)].map(
  ([, file = '', by = '']) => ({ file, by }),
);

const files = ROOMS.flatMap((room) =>
  readdirSync(join(ROOT, 'src', room), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => `${room}/${path.replaceAll('\\', '/')}`),
);

function isTypesOnly(file: string): boolean {
  const text = read(`src/${file}`).replace(/^export const \w+ = (?:'[^']*'|[\d_]+);$/gm, '');
  return !/^(export )?(default |async )?(const|let|var|function\*?|class|enum) /m.test(text);
}

function hasOwnTest(file: string): boolean {
  const slash = file.lastIndexOf('/');
  const [folder, name] = [file.slice(0, slash), file.slice(slash + 1, -'.ts'.length)];
  const tests = join(ROOT, 'test', 'unit', folder);
  if (!existsSync(tests)) return false;
  return readdirSync(tests).some(
    (each) => each.startsWith(name) && /^(-[\w-]+)?(\.long)?\.test\.ts$/.test(each.slice(name.length)),
  );
}

const isElsewhere = (file: string) =>
  elsewhere.some((row) => row.file === file || (row.file.endsWith('/') && file.startsWith(row.file)));

test('each file has its test, or is said to have another one', () => {
  const lacking = files.filter((file) => !hasOwnTest(file) && !isElsewhere(file) && !isTypesOnly(file));
  expect(lacking).toEqual([]);
});

test('what is said to be tested elsewhere is there, and has no test of its own', () => {
  expect(elsewhere.length).toBeGreaterThan(5);
  for (const { file, by } of elsewhere) {
    expect([by, existsSync(join(ROOT, by))]).toEqual([by, true]);
    expect([file, existsSync(join(ROOT, 'src', file))]).toEqual([file, true]);
    if (!file.endsWith('/')) expect([file, hasOwnTest(file)]).toEqual([file, false]);
  }
});

test('a file of types alone is known, and one that does something is', () => {
  expect([isTypesOnly('replay/matching/seat.ts'), isTypesOnly('replay/matching/place.ts')]).toEqual([true, false]);
});
