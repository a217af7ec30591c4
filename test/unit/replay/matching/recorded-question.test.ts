// Whether an exchange was recorded for what is asked.

import { expect, test, vi } from 'vitest';
import type { Command } from '../../../../src/core/command.ts';
import type { RecordedExchange } from '../../../../src/core/recording.ts';
import { readExecution } from '../../../../src/identity/execution-reading.ts';
import { fingerprintOf } from '../../../../src/identity/fingerprint.ts';
import type { Answering } from '../../../../src/replay/matching/answers.ts';
import { RecordedQuestions } from '../../../../src/replay/matching/recorded-question.ts';
import { commandOf, queryOf } from '../../../support/decoded-command.ts';

const exchange = (changes: Partial<RecordedExchange> = {}): RecordedExchange =>
  ({ id: 1, database: 'shop', prepareExchange: null, ...changes }) as RecordedExchange;

function questions(text: string | null, parameters: string | null = null) {
  const statementOf = vi.fn(() => text);
  const reader = { statementOf, parametersOf: () => parameters } as Partial<Answering> as Answering;
  const asked = new RecordedQuestions(reader);
  const isFor = (command: Command, changes: Partial<RecordedExchange> = {}) =>
    asked.isFor(command, fingerprintOf(command, command.dialect) ?? '', exchange(changes));
  return { asked, isFor, statementOf };
}

test.each([
  ['the same', 'SELECT 1', true],
  ['in other words of the same normal form', 'select   1 /* x */', true],
  ['another', 'SELECT 2', false],
  ['none', null, false],
  // the text does not keep what the bytes were
  ['with bytes that are no UTF-8', 'SELECT \ufffd', true],
])('%s', (_what, recorded, is) => {
  expect(questions(recorded).isFor(queryOf('SELECT 1', 'shop'))).toBe(is);
});

test('of another database it is another question; a command without a statement has none', () => {
  expect(questions('SELECT 1').isFor(queryOf('SELECT 1', 'shop'), { database: 'other' })).toBe(false);
  expect(questions(null).isFor(commandOf(Buffer.from('\x02shop'), 'shop'), { database: '' })).toBe(true);
});

test('an exchange is compared once, whatever came of it', () => {
  const { asked, isFor, statementOf } = questions('SELECT 1');
  expect([isFor(queryOf('SELECT 1', 'shop')), isFor(queryOf('SELECT 1', 'shop'))]).toEqual([true, true]);
  expect(isFor(queryOf('SELECT 2', 'shop'), { id: 2 })).toBe(false);
  expect(isFor(queryOf('SELECT 1', 'shop'), { id: 2 })).toBe(false);
  expect(statementOf).toHaveBeenCalledTimes(2);
  expect([asked.isKnownRight(1), asked.isKnownRight(2), asked.isKnownRight(3)]).toEqual([true, false, false]);
});

function execution(value: string): Command {
  const sql = Buffer.from('SELECT ?');
  const statement = { id: 1, sql, parameterCount: 1, columnCount: 1, database: 'shop', exchange: null };
  const parameters = [{ kind: 'text', value: Buffer.from(value) } as const];
  const payload = Buffer.from('17010000000001000000', 'hex');
  return { ...queryOf('SELECT ?', 'shop'), code: 0x17, name: 'COM_STMT_EXECUTE', payload, parameters, statement };
}

test('the parameters count, too', () => {
  const recorded = readExecution(execution('a')).shown;
  const isFor = (value: string) => questions('SELECT ?', recorded).isFor(execution(value), { prepareExchange: 1 });
  expect([isFor('a'), isFor('b')]).toEqual([true, false]);
});

test('of an execute whose prepare is not known nothing can be compared', () => {
  expect(questions(null).isFor(execution('a'))).toBe(true);
  expect(questions(null).isFor(execution('a'), { prepareExchange: 1 })).toBe(false);
});
