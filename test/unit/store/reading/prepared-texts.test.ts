import { expect, test } from 'vitest';
import { canonicalDigest } from '../../../../src/core/canonical-hash.ts';
import { readStatement } from '../../../../src/sql/statement-reading.ts';
import { PreparedTexts } from '../../../../src/store/reading/prepared-texts.ts';

const read = (sql: string) => readStatement(Buffer.from(sql));

/** The word by which a state knows what `s` is. */
function wordOf(prepare: string, ...values: readonly string[]): string {
  const effect = read(prepare).effects.find(({ kind }) => kind === 'prepared');
  const digest = effect?.kind === 'prepared' ? effect.digest : '';
  return ` prepared.s=${canonicalDigest([digest, ...values].join('\n')).slice(0, 8)}`;
}

function executed(prepare: string, execute: string, { at = '', state = '' } = {}) {
  const texts = new PreparedTexts();
  texts.note(read(prepare), at);
  const ran = texts.executedBy(read(execute), state, {});
  return ran === null
    ? null
    : [ran.reading.normal.toString(), ...ran.parameters.map((one) => String(Object.values(one)[1]))];
}

test('what EXECUTE ran is what PREPARE named, with the values of the variables', () => {
  const prepare = "PREPARE s FROM 'UPDATE t SET n = ? WHERE id = ?'";
  const state = `autocommit=1${wordOf(prepare)} @a='x y' @b='2'`;
  expect(executed(prepare, 'EXECUTE s USING @a, @b', { state })).toEqual([
    'UPDATE t SET n = ? WHERE id = ?',
    'x y',
    '2',
  ]);
  // of one that is too long the state has a digest
  const long = `autocommit=1${wordOf(prepare)} @a='${'0'.repeat(32)}'`;
  expect(executed(prepare, 'EXECUTE s USING @a', { state: long })).toEqual(['UPDATE t SET n = ? WHERE id = ?', '']);
});

test('a text that a variable holds is known where the state has all of it', () => {
  const prepare = 'PREPARE s FROM @sql';
  const state = wordOf(prepare, 'SELECT n FROM t');
  expect(executed(prepare, 'EXECUTE s', { at: " @sql='SELECT n FROM t'", state })).toEqual(['SELECT n FROM t']);
  expect(executed(prepare, 'EXECUTE s', { at: " @sql='unknown'", state })).toBeNull();
  expect(executed(prepare, 'EXECUTE s', { state })).toBeNull();
});

test.each([
  ["PREPARE s FROM 'CREATE TABLE t (n INT)'", 'EXECUTE s'],
  ["PREPARE s FROM 'CALL p()'", 'EXECUTE s'],
  ["PREPARE s FROM 'COMMIT'", 'EXECUTE s'],
])('%s is left to be anything', (prepare, execute) => {
  expect(executed(prepare, execute, { state: wordOf(prepare) })).toBeNull();
});

test('EXECUTE IMMEDIATE says it itself', () => {
  expect(
    executed('SELECT 1', "EXECUTE IMMEDIATE 'SELECT n FROM t WHERE id = ?' USING @a", { state: " @a='1'" }),
  ).toEqual(['SELECT n FROM t WHERE id = ?', '1']);
});
