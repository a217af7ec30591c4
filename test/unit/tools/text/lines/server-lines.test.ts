// What is known of the server beside its answers.

import { expect, test } from 'vitest';
import type { ServerVariable, TableSchema } from '../../../../../src/core/recording.ts';
import {
  formatTables,
  formatVariables,
  lastingVariables,
  parseTables,
  parseVariables,
} from '../../../../../src/tools/text/lines/server-lines.ts';
import { Lines } from '../../../../../src/tools/text/reading/scanner.ts';

const shape = { type: 8, flags: 160, length: 21, decimals: 0, charset: 63 };
const VARIABLES: ServerVariable[] = [
  { name: 'autocommit', value: '1', ...shape },
  { name: 'init_connect', value: '', ...shape, type: 253 },
  { name: 'basedir', value: null, ...shape },
  { name: 'odd', value: "a\n'b'\\NULL", ...shape, length: 0xffffffff },
];
const TABLES: TableSchema[] = [
  { schema: 'shop', table: 'users', digest: 'a'.repeat(32), definition: "BASE TABLE\ncolumn id 'int'\n\n  key" },
  { schema: 'shop', table: "o'dd", digest: 'b'.repeat(32), definition: 'VIEW' },
];
const lines = (text: readonly string[]) => new Lines(text.join('\n'));

test('variables are read as they were written; none, an empty one and the word NULL are three values', () => {
  const written = formatVariables(VARIABLES);
  expect(written[0]).toBe("variable 'autocommit' '1' type 8 flags 160 length 21 decimals 0 charset 63");
  expect(written[2]).toMatch(/^variable 'basedir' NULL type/);
  expect(parseVariables(lines(written))).toEqual(VARIABLES);
  expect(parseVariables(lines(["variable 'v' 'NULL' type 8 flags 0 length 0 decimals 0 charset 0"]))).toMatchObject([
    { value: 'NULL' },
  ]);
});

test('tables are read as they were written, line by line of their descriptions', () => {
  const written = formatTables(TABLES);
  expect(written.slice(0, 3)).toEqual([
    `table 'shop' 'users' '${'a'.repeat(32)}'`,
    "  has 'BASE TABLE'",
    "  has 'column id \\'int\\''",
  ]);
  expect(parseTables(lines(written))).toEqual(TABLES);
});

test('what changes by itself is not kept: it would make another text of the same traffic', () => {
  const named = (name: string): ServerVariable => ({ name, value: '1', ...shape });
  const all = ['timestamp', 'autocommit', 'gtid_executed', 'last_insert_id', 'sql_mode'].map(named);
  expect(lastingVariables(all).map(({ name }) => name)).toEqual(['autocommit', 'sql_mode']);
});

test.each([
  ["variable 'a'", '1:13: expected a value, the line ends here'],
  ["variable 'a' '1' flags 1", '1:18: expected type, found flags 1'],
  ["variable 'a' '1' type 4294967296", 'a number of 4294967295 at the most'],
  ["table 'a'", '1:1: expected variable, found table'],
  [`${formatVariables(VARIABLES.slice(0, 1))} more`, 'expected the end of the line, found more'],
])('%s is no variable', (line, message) => {
  expect(() => parseVariables(lines([line]))).toThrow(message);
});

test.each([
  [["  has 'a'"], "1:3: expected table, found has 'a'"],
  [["table 'a' 'b'"], 'expected a digest, the line ends here'],
  [["table 'a' 'b' 'c'", 'has a'], 'expected a line of the description'],
])('%j is no table', (text, message) => {
  expect(() => parseTables(lines(text))).toThrow(message);
});
