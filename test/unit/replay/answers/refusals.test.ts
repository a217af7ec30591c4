// Commands that a server refuses whatever it holds, in the words of MySQL and of MariaDB.

import { expect, test } from 'vitest';
import { flavourOf } from '../../../../src/mysql/constants/flavour.ts';
import type { ErrPacket } from '../../../../src/mysql/packets/err.ts';
import { noOpenCursor, refusalOf, shortRefusal, unknownStatement } from '../../../../src/replay/answers/refusals.ts';
import { commandOf, queryOf } from '../../../support/decoded-command.ts';

const [MYSQL, MARIADB] = [flavourOf('9.7.0'), flavourOf('10.11.6-MariaDB')];
const hex = (bytes: string) => commandOf(Buffer.from(bytes, 'hex'));

function both(word: (flavour: typeof MYSQL) => ErrPacket | null): unknown[] {
  return [MYSQL, MARIADB].map((flavour) => word(flavour)?.code ?? null);
}

test.each<[string, string, unknown[]]>([
  ['an unknown command', '7f', [1047, 1047]],
  ['an empty query', '03', [1065, 1065]],
  ['an empty prepare', '16', [1065, 1065]],
  ['no database', '02', [1046, 1046]],
  ['a query', '0331', [null, null]],
  ['a ping', '0e', [null, null]],
  ['a clone', '20', [1524, 1047]],
])('%s', (_, bytes, codes) => {
  expect(both((flavour) => refusalOf(hex(bytes), flavour))).toEqual(codes);
});

test('a client that asks whether $$ is a quote hears the error of its server', () => {
  expect(both((flavour) => refusalOf(queryOf('select $$'), flavour))).toEqual([1064, 1054]);
  expect(both((flavour) => refusalOf(queryOf('select $$ from t'), flavour))).toEqual([null, null]);
});

test('a statement that is not known: named by its call, an id that is cut read with zeros', () => {
  const text = (bytes: string, flavour: typeof MYSQL) => String(unknownStatement(hex(bytes), flavour).message);
  expect(text('1a05000000', MYSQL)).toBe('Unknown prepared statement handler (5) given to mysql_stmt_precheck');
  expect(text('1a05000000', MARIADB)).toBe('Unknown prepared statement handler (5) given to mysqld_stmt_reset');
  expect(text('1a0501', MARIADB)).toContain('(261)');
  expect(text('1a0501', MYSQL)).toBe('Malformed communication packet.');
  expect(text('170500000000', MARIADB)).toBe('Malformed communication packet');
  expect(text('1c05000000', MYSQL)).toBe('Malformed communication packet.');
});

test('a fetch without a cursor ends with a full stop at MySQL alone', () => {
  const text = (flavour: typeof MYSQL) => String(noOpenCursor(hex('1c0700000001000000'), flavour).message);
  expect(text(MYSQL)).toMatch(/\(7\).*\.$/);
  expect(`${text(MARIADB)}.`).toBe(text(MYSQL));
});

test('MySQL has a word on what is too short, though it gets no answer else', () => {
  expect(both((flavour) => shortRefusal(hex('1905'), flavour))).toEqual([1835, null]);
  expect(both((flavour) => shortRefusal(hex('1905000000'), flavour))).toEqual([null, null]);
});
