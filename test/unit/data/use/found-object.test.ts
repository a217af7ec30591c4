import { expect, test } from 'vitest';
import type { DataUse, TableUse, TableWrite } from '../../../../src/core/data-use.ts';
import {
  absentAtFirst,
  beginningsOf,
  foundBy,
  thereAtFirst,
  withBeginnings,
} from '../../../../src/data/use/found-object.ts';

test.each([
  ['CREATE TABLE t (a INT)', null, 0, 'absent'],
  ['/* c */ create table if not exists t (a int)', null, 1, 'there'],
  ['CREATE OR REPLACE VIEW t AS SELECT 1', null, 0, null],
  ['CREATE OR REPLACE VIEW t AS SELECT 1', 1347, 0, 'table'],
  ['CREATE VIEW t AS SELECT 1', 1050, 0, 'there'],
  ['CREATE TRIGGER t BEFORE INSERT ON u FOR EACH ROW SET @a = 1', null, 0, 'absent'],
  ['CREATE OR REPLACE TRIGGER t BEFORE INSERT ON u FOR EACH ROW SET @a = 1', null, 0, null],
  ['CREATE PROCEDURE IF NOT EXISTS p() SELECT 1', null, 0, null],
  ['DROP FUNCTION f', null, 0, null],
  ['CREATE UNIQUE INDEX i ON t (a)', null, 0, 'table'],
  ['DROP VIEW t', null, 0, 'view'],
  ['DROP VIEW IF EXISTS t', null, 1, 'spared'],
  ['DROP TABLE IF EXISTS t, u', null, 1, 'some spared'],
  ['DROP TABLE t', 1051, 0, 'absent'],
  ['DROP TABLE t', 1965, 0, 'view'],
  ['ALTER TABLE t COMMENT "c"', 1347, 0, 'view'],
  ['ALTER TABLE t RENAME TO u', null, 0, null],
  ['TRUNCATE TABLE t', null, 0, 'table'],
  ['CREATE DATABASE d', null, 0, 'absent'],
  ['CREATE DATABASE d', 1007, 0, 'there'],
  ['CREATE SCHEMA IF NOT EXISTS d', null, 1, 'there'],
  ['DROP DATABASE d', null, 0, 'table'],
  ['DROP DATABASE d', 1008, 0, 'absent'],
  ['SELECT 1', null, 0, null],
] as const)('%s, error %s, %i warnings: %s', (sql, errorCode, warnings, found) => {
  expect(foundBy(sql, errorCode, warnings)).toBe(found);
});

const drop: DataUse = {
  reads: [{ table: 's.t', otherThan: 'view' }],
  writes: [{ table: 's.t', effect: 'drop', kind: 'view' }],
};
const read: DataUse = { reads: [{ table: 's.t' }], writes: [] };

test('a database that is made was not there at the beginning, whatever is said of its tables', () => {
  const all = { table: 'd.*', effect: 'drop' } as const;
  const database = { table: '*database.d' };
  const made: DataUse = { reads: [], writes: [{ ...database, effect: 'create' }, all] };
  const gone: DataUse = { reads: [], writes: [{ ...database, effect: 'drop' }, all] };
  const step = { scope: 1, isError: false };
  expect(beginningsOf([{ ...step, use: made, found: 'absent' }]).get('*database.d')).toBe('absent');
  expect(beginningsOf([{ ...step, use: gone, found: 'table' }]).get('*database.d')).toBe('table');
});

test('what is read behind a DROP VIEW IF EXISTS that dropped nothing is a table, and stays for it', () => {
  const spared = { scope: 1, use: drop, found: 'spared', isError: false } as const;
  const begins = beginningsOf([spared, { scope: 1, use: read, isError: false }]);
  expect([...begins]).toEqual([['s.t', 'table']]);
  expect(withBeginnings(drop, begins)).toEqual({
    reads: [{ table: 's.t', otherThan: 'view', begins: 'table' }],
    writes: [{ table: 's.t', effect: 'drop', kind: 'view', begins: 'table' }],
  });
  // refused, in another scope, or before it: nothing is told
  const others = [
    { scope: 1, use: read, isError: true },
    { scope: 2, use: read, isError: false },
  ] as const;
  expect(beginningsOf([spared, ...others]).size).toBe(0);
  expect(beginningsOf([{ scope: 1, use: read, isError: false }, spared]).size).toBe(0);
});

const make: DataUse = {
  reads: [{ table: 's.t', isExistence: true }],
  writes: [{ table: 's.t', effect: 'create', kind: 'table' }],
};
const dropTable: DataUse = { reads: [], writes: [{ table: 's.t', effect: 'drop', kind: 'table' }] };
const dropAll: DataUse = { reads: [], writes: [{ table: 's.*', effect: 'drop' }] };
const made = { scope: 1, use: make, found: 'absent', isError: false } as const;
const spared = { scope: 1, use: dropTable, found: 'spared', isError: false } as const;
const asked = { scope: 1, use: read, isError: false } as const;

test.each([
  ['what the first statement makes', [made, asked], ['s.t']],
  ['what is made behind a DROP IF EXISTS that dropped nothing', [spared, made], ['s.t']],
  ['not what was asked before', [asked, made], []],
  ['not what was dropped before', [{ ...spared, found: 'table' }, made], []],
  ['not what went with its database', [{ scope: 1, use: dropAll, isError: false }, made], []],
  ['not what another scope has found there', [made, { ...asked, scope: 2 }], []],
  ['what every scope has made', [made, { ...made, scope: 2 }], ['s.t']],
] as const)('absent at first: %s', (_, steps, tables) => {
  expect([...absentAtFirst(steps)]).toEqual(tables);
});

test('whether it is there is told with what was so at the beginning', () => {
  expect(withBeginnings(make, new Map(), new Set(['s.t'])).reads).toEqual([
    { table: 's.t', isExistence: true, begins: 'absent' },
  ]);
  const absent = new Set(['s.t']);
  expect(withBeginnings(dropTable, new Map(), absent).writes).toEqual([
    { table: 's.t', effect: 'drop', kind: 'table', begins: 'absent', leavesNothing: true },
  ]);
});

test('what goes with a database that was not there leaves nothing', () => {
  const [own, tables] = withBeginnings(
    { reads: [], writes: ['*database.d', 'd.*'].map((table) => ({ table, effect: 'drop' as const })) },
    new Map(),
    new Set(['*database.d']),
  ).writes as TableWrite[];
  expect([own?.leavesNothing, tables?.leavesNothing]).toEqual([true, true]);
  const [other] = withBeginnings(dropTable, new Map(), new Set(['s.other'])).writes as TableWrite[];
  expect(other?.leavesNothing).toBeUndefined();
});

const used: DataUse = { reads: [{ table: '*database.d', isExistence: true }], writes: [] };
const madeBase: DataUse = { ...used, writes: [{ table: '*database.d', effect: 'create' }] };
const anything: DataUse = { reads: 'all', writes: 'all' };
const use = { scope: 1, use: used, isError: false } as const;

test.each([
  ['a database that is used first', [use, { ...use, use: madeBase }], ['*database.d']],
  ['none that is made first', [{ ...use, use: madeBase }, use], []],
  ['none that was not found', [{ ...use, isError: true }, use], []],
  ['none that another scope has made', [use, { ...use, scope: 2, use: madeBase }], []],
  ['none behind what may have made it', [{ ...use, use: anything }, use], []],
  ['no table', [asked], []],
] as const)('there at first: %s', (_, steps, databases) => {
  const there = thereAtFirst(steps);
  expect([...there]).toEqual(databases);
  const [read] = withBeginnings(used, new Map(), new Set(), there).reads as TableUse[];
  expect(read?.begins).toBe(databases.length === 0 ? undefined : 'table');
});
