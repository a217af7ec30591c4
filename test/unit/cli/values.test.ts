import { InvalidArgumentError } from 'commander';
import { expect, test } from 'vitest';
import { formatBytes, formatDuration, plural } from '../../../src/cli/format.ts';
import { defaultOutput, fileNameOf } from '../../../src/cli/upstream.ts';
import { parseCount, parseOneOf, parsePacketSize, parsePort } from '../../../src/cli/values.ts';

test('reads values as people write them', () => {
  expect(parsePort('0')).toBe(0);
  expect(parsePort('65535')).toBe(65_535);
  expect(parsePort('None')).toBe('none');
  expect(parsePacketSize('64M')).toBe(64 * 1024 * 1024);
  expect(parsePacketSize('1g')).toBe(1024 ** 3);
  expect(parseOneOf(['VERIFY_CA', 'REQUIRED'])('verify_ca')).toBe('VERIFY_CA');
});

test.each([
  [() => parsePort('65536')],
  [() => parsePort('-1')],
  [() => parsePort('3.5')],
  [() => parseCount('0')],
  [() => parsePacketSize('2G')],
  [() => parsePacketSize('64 M')],
  [() => parseOneOf(['a'])('b')],
])('refuses others with what it expects', (parse) => {
  expect(parse).toThrow(InvalidArgumentError);
  expect(parse).toThrow(/^Expected .+\.$/);
});

test('writes numbers as people read them', () => {
  expect([0, 1, 999, 1000, 999_949, 999_950, 1.5e9].map(formatBytes)).toEqual([
    '0 bytes',
    '1 byte',
    '999 bytes',
    '1.0 kB',
    '999.9 kB',
    '1.0 MB',
    '1.5 GB',
  ]);
  expect([350, 12_000, 59_600, 185_000, 7_800_000].map(formatDuration)).toEqual([
    '0.35 s',
    '12 s',
    '1 min 0 s',
    '3 min 5 s',
    '2 h 10 min',
  ]);
  expect([plural(1, 'miss'), plural(0, 'miss'), plural(2, 'session')]).toEqual(['1 miss', '0 misses', '2 sessions']);
});

test('names a recording after its server and the time', () => {
  const now = new Date('2026-01-31T10:15:00.123Z');
  const name = (text: Parameters<typeof fileNameOf>[0]) => defaultOutput(fileNameOf(text), now);
  expect(name({ kind: 'tcp', host: 'db', port: 3306 })).toBe('recordings/db-3306-20260131T101500Z.db');
  expect(name({ kind: 'tcp', host: '::1', port: 1 })).toBe('recordings/_1-1-20260131T101500Z.db');
  expect(name({ kind: 'unix', path: '/run/mysqld/mysqld.sock' })).toBe('recordings/mysqld-20260131T101500Z.db');
});
