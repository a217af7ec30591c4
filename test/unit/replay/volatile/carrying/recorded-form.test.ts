import { expect, test } from 'vitest';
import { type Command, NO_CONTEXT, type ParameterValue } from '../../../../../src/core/command.ts';
import { CommandCode } from '../../../../../src/mysql/constants/commands.ts';
import { CarriedValues } from '../../../../../src/replay/volatile/carrying/carried-values.ts';
import {
  inRecordedForm,
  valuesOf,
  withRecordedValues,
} from '../../../../../src/replay/volatile/carrying/recorded-form.ts';
import type { Slot } from '../../../../../src/replay/volatile/values/masked-statement.ts';
import { ActiveRule } from '../../../../../src/replay/volatile/values/volatile-rules.ts';

const dialect = { charset: null, noBackslashEscapes: false, ansiQuotes: false };
const state = { all: '', settings: '', isInTransaction: false, status: 2, given: new Map<string, string | null>() };
const [LIVE, RECORDED] = ['8d3f0c51-e9a2-4b77-91fe-02c6d4a8b0e3', '0b9a7c3e-5d1f-4f6a-8e2b-7c4d9f1a3b5e'];

function command(text: string, parameters: readonly ParameterValue[] | null = null): Command {
  const about = { code: CommandCode.COM_QUERY, name: 'COM_QUERY', payload: Buffer.from(`\x03${text}`) };
  const at = { statement: null, database: 'shop', dialect, state, context: NO_CONTEXT };
  return { ...about, sql: Buffer.from(text), parameters, ...at };
}
const sqlOf = (one: Command | null) => one?.sql?.toString('latin1') ?? null;

function slot(position: number, content: string, parameter: number | null = null): Slot {
  const rule = new ActiveRule({ kind: 'any' }, 'test', 'here');
  return { rule, shape: 'x', position, parameter, content, token: null };
}

function bound(...pairs: readonly (readonly [recorded: string, live: string])[]): CarriedValues {
  const values = new CarriedValues(true);
  for (const [recorded, live] of pairs) values.bind('any', recorded, live);
  return values;
}

test('what is known of its values is put back; a command of which nothing is known is itself', () => {
  const values = bound([RECORDED, LIVE]);
  const form = inRecordedForm(command(`SELECT * FROM t WHERE id = '${LIVE}' AND n = 5`), values, []);
  expect(sqlOf(form)).toBe(`SELECT * FROM t WHERE id = '${RECORDED}' AND n = 5`);
  const other = command('SELECT 1');
  expect(inRecordedForm(other, values, [])).toBe(other);
});

test('a short value is put back only where a rule covers it', () => {
  const values = bound(['7', '8']);
  const asked = command('UPDATE t SET a = 8, b = 8');
  expect(inRecordedForm(asked, values, [])).toBe(asked);
  expect(sqlOf(inRecordedForm(asked, values, [slot(2, '8')]))).toBe('UPDATE t SET a = 8, b = 7');
});

test('who asks for a recorded value for which another one stands now asks for what there is not', () => {
  const form = inRecordedForm(command(`SELECT * FROM t WHERE id = '${RECORDED}'`), bound([RECORDED, LIVE]), []);
  expect(valuesOf(form)[0]).not.toBe(RECORDED);
});

test('values in slots are exchanged, in the words and among the parameters', () => {
  const value = (text: string): ParameterValue => ({ kind: 'text', value: Buffer.from(text) });
  const asked = command("INSERT INTO t VALUES ('a', ?, 'a')", [value('b')]);
  const live = [slot(1, 'a'), slot(2, 'b', 0)];
  const form = withRecordedValues(asked, live, [slot(1, "it's"), slot(2, 'd', 0)]);
  expect(form === null ? null : valuesOf(form).filter((one) => one !== '')).toEqual(["it's", 'a', 'd']);
  expect(withRecordedValues(asked, live, live)).toBe(asked);
});

test('a name keeps its quotes', () => {
  const form = withRecordedValues(command('SELECT * FROM `live_1`'), [slot(-3, 'live_1')], [slot(-3, 'recorded_2')]);
  expect(sqlOf(form)).toBe('SELECT * FROM `recorded_2`');
});

test('a number cannot be a word', () => {
  const asked = command('INSERT INTO t VALUES (?)', [{ kind: 'int', value: 5n }]);
  expect(withRecordedValues(asked, [slot(1, '5', 0)], [slot(1, 'five', 0)])).toBe(null);
});

test('a command without words has no values', () => {
  expect(valuesOf({ ...command(''), sql: null })).toEqual([]);
});
