import { describe, expect, test } from 'vitest';
import { makeRuleSet } from '../../../src/identity/rule-set.ts';
import { readStatement } from '../../../src/sql/statement-reading.ts';

const sql = (text: string) => Buffer.from(text);

describe('readStatement', () => {
  test('reads the same statement once, whatever becomes of the bytes it was given', () => {
    const given = sql('select  1');
    const first = readStatement(given);
    given.fill(0x20);
    expect(readStatement(sql('select  1'))).toBe(first);
    expect(first.normal.toString()).toBe('SELECT 1');
    expect(first.isRead).toBe(true);
    expect(first.isSessionBound).toBe(false);
    expect(first.keyword).toBe('SELECT');
    expect(first.databaseChanges).toEqual([]);
  });

  test('reads a statement anew in another dialect', () => {
    const text = `select 'a\\' + 1, database() -- '`;
    const plain = readStatement(sql(text));
    const other = readStatement(sql(text), { noBackslashEscapes: true });
    expect(plain.isSessionBound).toBe(false);
    expect(other.isSessionBound).toBe(true);
  });

  test('does not keep a statement that holds a secret', () => {
    const text = `CREATE USER reader IDENTIFIED BY 'pw-not-kept'`;
    const first = readStatement(sql(text));
    expect(first.masked.includes('pw-not-kept')).toBe(false);
    expect(readStatement(sql(text))).not.toBe(first);
  });

  test('forgets, and reads again, when thousands of others were asked for', () => {
    const first = readStatement(sql('USE kept'));
    for (let n = 0; n < 10_000; n++) readStatement(sql(`SELECT ${n}`));
    expect(readStatement(sql('USE kept'))).not.toBe(first);
    expect(readStatement(sql('USE kept')).databaseChanges).toEqual([{ kind: 'used', name: 'kept' }]);
  });

  test('keeps what was read under rules with these rules, and apart from what was read without', () => {
    const rules = makeRuleSet([{ name: 'digits', find: '[0-9]+', replace: 'N' }], () => 'here');
    const others = makeRuleSet([{ name: 'digits', find: '[0-9]+', replace: 'N' }], () => 'there');
    const text = 'SELECT 1 + 2';
    const first = readStatement(sql(text), { rules });
    expect(readStatement(sql(text), { rules })).toBe(first);
    expect(readStatement(sql(text), { rules: others })).not.toBe(first);
    expect(first.compared.toString()).toBe('SELECT N + N');
    expect(readStatement(sql(text)).compared.toString()).toBe('SELECT 1 + 2');
  });
});
