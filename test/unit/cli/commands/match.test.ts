// `mock match`: which exchange answers, or why none does.

import { expect, test } from 'vitest';
import { mock } from '../../../support/command-line.ts';
import { edited, SAMPLE } from '../../../support/edited-recording.ts';

const exchanges = async () =>
  (await mock('inspect', SAMPLE, '--exchanges', '--json')).out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { exchange: number; sql: string | null; command: string; outcome: string });

test('a recorded statement is found, with the state that it was asked in', async () => {
  const read = (await exchanges()).find(({ command, outcome }) => command === 'COM_QUERY' && outcome === 'resultset');
  const { out, code } = await mock('match', SAMPLE, read?.sql ?? '');
  expect(out).toMatch(/^\d+ recorded answers?( in database \w+)?, given in this order:$/m);
  expect(out).toMatch(
    new RegExp(`^ {2}exchange ${read?.exchange} \\(session \\d+\\): \\d+ rows?; asked with autocommit=1`, 'm'),
  );
  expect(code).toBe(0);
  expect(JSON.parse((await mock('match', SAMPLE, read?.sql ?? '', '--json')).out)).toMatchObject({ found: true });
});

test('one that is not is a miss, with what is nearest', async () => {
  const { out, code } = await mock('match', SAMPLE, 'SELECT * FROM product_s');
  expect(out).toMatch(/^no recorded answer to: SELECT \* FROM product_s/);
  expect(code).toBe(5);
  expect(JSON.parse((await mock('match', SAMPLE, 'SELECT x', '--json')).out)).toMatchObject({
    found: false,
    miss: { reason: 'unknown' },
  });
});

test('a parameter is a number, null, or a text', async () => {
  const bound = "parameter VAR_STRING 'it\\'s 7'";
  const lines = ['COM_STMT_PREPARE', '| SELECT ?, ?', '=>', 'prepared 901 parameters 2 columns 0', 'COM_STMT_EXECUTE'];
  const more = ['statement 901', bound, 'parameter LONG 5', '=>', 'ok status 0x0002'];
  const file = edited((text) =>
    text.replace(/\n {2}COM_QUIT/, `\n${[...lines, ...more].map((line) => `  ${line}`).join('\n')}$&`),
  );
  expect((await mock('match', file, 'SELECT ?, ?', "'it''s 7'", '5')).code).toBe(0);
  expect((await mock('match', file, 'SELECT ?, ?', "it's 7", '5')).code).toBe(0);
  expect((await mock('match', file, 'SELECT ?, ?', "'it''s 7'", 'null')).code).toBe(5);
  expect((await mock('match', file, 'SELECT ?, ?', '--prepared')).code).toBe(5);
});

test('a scope that there is not is named with those that there are', async () => {
  const { error, code } = await mock('match', SAMPLE, 'SELECT 1', '--scope', 'none');
  expect(error).toBe(`${SAMPLE} has no scope "none": pass --scope with one that it has (none)`);
  expect(code).toBe(2);
});

test('behind other statements all are asked as text', async () => {
  expect((await mock('match', SAMPLE, 'SELECT ?', '1', '--after', 'SELECT 1')).error).toMatch(/are asked as text/);
  const { out, code } = await mock('match', SAMPLE, 'SELECT nothing_of_it', '--after', 'SET NAMES utf8mb4');
  expect(out).toMatch(/^SET NAMES utf8mb4\n {2}\S/);
  expect(out).toContain('SELECT nothing_of_it\n  no recorded answer to');
  expect(code).toBe(5);
});
