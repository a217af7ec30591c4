import { expect, test } from 'vitest';
import { otherDefinition } from '../../../../src/data/use/other-definition.ts';
import { readStatement } from '../../../../src/sql/statement-reading.ts';

function useOf(text: string) {
  const { access, normal } = readStatement(Buffer.from(text));
  const [first] = access;
  if (first === undefined) throw new Error(`no statement: ${text}`);
  const answered = { parameters: null, database: 'db', state: '', isByChance: false, isCollection: false, warnings: 0 };
  const asked = {
    ...answered,
    access,
    sql: normal.toString('utf8'),
    errorCode: null,
    lastInsertId: 0n,
    affectedRows: 0,
  };
  return otherDefinition(asked, first);
}

test('a schema that is dropped takes all its tables along; one that is made has none left', () => {
  const all = ['other.*', '*.other.*'].map((table) => ({ table, effect: 'drop' }));
  const there = { table: '*database.other', isExistence: true };
  const drop = { reads: [there], soft: [], writes: [{ table: there.table, effect: 'drop' }, ...all], commits: true };
  expect(useOf('DROP DATABASE Other')).toEqual(drop);
  expect(useOf('DROP DATABASE IF EXISTS `Other`')).toEqual({ ...drop, reads: [], soft: [there] });
  const made = [{ table: there.table, effect: 'create' }, ...all];
  expect(useOf('CREATE DATABASE other CHARACTER SET utf8mb4')).toMatchObject({ reads: [there], writes: made });
  const soft = { reads: [], soft: [there], writes: [{ table: there.table, effect: 'create absent' }] };
  expect(useOf('CREATE DATABASE IF NOT EXISTS other')).toMatchObject(soft);
});

test('a trigger is made where its table is, as that is by now', () => {
  const of = { table: 'shop.t', isDefinition: true };
  const sql = 'CREATE TRIGGER tr BEFORE INSERT ON `Shop`.t FOR EACH ROW SET NEW.a = 1';
  expect(useOf(sql).reads).toEqual([{ table: '*trigger.db.tr', isExistence: true }, of]);
});

test('what has a name but no rows is there or not', () => {
  const { reads, soft, writes } = useOf('DROP PROCEDURE p');
  expect(reads).toMatchObject([{ isExistence: true }]);
  expect(soft).toEqual([]);
  expect(writes).toMatchObject([{ effect: 'drop' }]);
  expect(useOf('DROP PROCEDURE IF EXISTS p')).toMatchObject({ reads: [], soft: [{ isExistence: true }] });
});
