import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { formatBytes, formatDuration, formatTls, plural, shellWord } from '../../../src/cli/format.ts';

test.each([
  [999_949_999, '999.9 MB'],
  [999_950_000, '1.0 GB'],
  [1.5e12, '1.5 TB'],
  // there is no larger unit
  [1.5e15, '1500.0 TB'],
])('%i bytes: %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [0, '0.00 s'],
  [9_990, '9.99 s'],
  [10_000, '10 s'],
  [59_499, '59 s'],
  [59_500, '1 min 0 s'],
  [119_600, '2 min 0 s'],
  [3_599_400, '59 min 59 s'],
  [3_599_600, '1 h 0 min'],
])('%i ms: %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test('a duration below ten seconds is never written as ten with two digits', () => {
  expect(formatDuration(9_996)).toBe('10 s');
});

test('a noun takes what its plural needs', () => {
  expect([plural(0, 'row'), plural(1, 'row'), plural(2, 'miss')]).toEqual(['0 rows', '1 row', '2 misses']);
});

test('TLS is spoken of where somebody resumed', () => {
  expect(formatTls({ handshakes: 3, resumed: 0 })).toBe('');
  expect(formatTls({ handshakes: 3, resumed: 2 })).toBe(' (3 with TLS, 2 of them resumed)');
});

test('a shell takes each word as it was', () => {
  const words = ['recordings/a-b.db', '', "it's", '$HOME `id` "x" \\', 'a b', '*', '~', 'a\nb', '#x', 'db:3306'];
  const script = `printf '%s\\0' ${words.map(shellWord).join(' ')}`;
  expect(
    String(spawnSync('sh', ['-c', script]).stdout)
      .split('\0')
      .slice(0, -1),
  ).toEqual(words);
  expect(shellWord('recordings/a-b.db')).toBe('recordings/a-b.db');
});
