// Why a command has no answer: the most alike of what was recorded, and what differs.

import { expect, test } from 'vitest';
import type { NearbyStatement, RecordedExchange, RecordingReader } from '../../../../src/core/recording.ts';
import { type Asked, askedBy, describeMiss, type NotAnswered } from '../../../../src/replay/misses/describe-miss.ts';
import { queryOf } from '../../../support/decoded-command.ts';

function near(sql: string, changes: Partial<NearbyStatement> = {}): NearbyStatement {
  return { exchange: 1, command: 'COM_QUERY', sql, parameters: null, database: 'shop', scope: '', ...changes };
}

function readerOf(...nearby: readonly NearbyStatement[]): RecordingReader {
  const reader: Partial<RecordingReader> = {
    nearest: () => nearby,
    exchangeById: () => undefined,
    recordedStatement: () => undefined,
    statementOf: (id) => nearby.find(({ exchange }) => exchange === id)?.sql ?? null,
    parametersOf: () => null,
  };
  return reader as RecordingReader;
}

function asked(sql: string): Asked {
  return askedBy(queryOf(sql, 'shop'), '');
}

const UNKNOWN: NotAnswered = { reason: 'unknown', near: null };

test('nothing recorded is nothing near', () => {
  const miss = describeMiss(readerOf(), asked('SELECT 1'), UNKNOWN);
  expect(miss).toMatchObject({ reason: 'unknown', nearest: null, others: [], connection: null, sql: 'SELECT 1' });
});

test('another database is another state, with the statement named', () => {
  const miss = describeMiss(readerOf(near('SELECT a FROM t', { database: 'test' })), asked('SELECT a FROM t'), UNKNOWN);
  expect(miss).toMatchObject({ reason: 'other state', nearest: { exchange: 1, database: 'test' } });
});

test('of the same statement the one in the same database is nearest; others are told once each', () => {
  const sql = 'SELECT a FROM t WHERE b = 1';
  const nearby = [
    near(sql, { exchange: 1, database: 'test' }),
    near(sql, { exchange: 2, scope: 'x' }),
    ...[3, 4].map((exchange) => near('SELECT a FROM t WHERE b = 2', { exchange })),
  ];
  const miss = describeMiss(readerOf(...nearby), asked(sql), UNKNOWN);
  expect(miss.nearest).toMatchObject({ exchange: 2, difference: "recorded in scope 'x'" });
  expect(miss.others.map(({ exchange }) => exchange)).toEqual([3]);
});

test('an exchange that is about it says why it does not answer', () => {
  const exchange = {
    id: 1,
    command: 'COM_QUERY',
    database: 'shop',
    session: 4,
    transaction: 9,
    gap: null,
    state: null,
  };
  const told = (changes: Partial<NotAnswered>) =>
    describeMiss(readerOf(near('SELECT 1')), asked('SELECT 1'), {
      ...{ reason: 'unknown', near: exchange as Partial<RecordedExchange> as RecordedExchange },
      ...changes,
    }).nearest?.difference;
  expect(told({ reason: 'exhausted' })).toBe('its last recorded answer was given already');
  expect(told({ reason: 'out of order' })).toContain('the transaction that exchange 9 began, of session 4');
  expect(told({ reason: 'other file' })).toBe("the file's SHA-256 differs");
  const data = { missing: 1, extra: 0, swapped: null };
  expect(told({ reason: 'other data', data })).toBe('recorded behind exchange 1 SELECT 1, which was not asked here');
  expect(told({ reason: 'other data', data: { ...data, missing: 0, swapped: [1, 1] } })).toContain(
    'in the other order',
  );
});

test('a secret is told of neither what was asked nor what was recorded', () => {
  const sql = "SET PASSWORD = 'tiger'";
  const miss = describeMiss(readerOf(near(sql)), asked(sql), UNKNOWN);
  expect(JSON.stringify(miss)).not.toContain('tiger');
  expect(miss.nearest?.difference).toContain('recorded by an older mock');
});
