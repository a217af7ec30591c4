// A statement as text finds the prepared one and the reverse, only where the answer is certain to be the same.

import { expect, test } from 'vitest';
import type { Command, ParameterValue } from '../../../../src/core/command.ts';
import type {
  NearbyStatement,
  RecordedExchange,
  RecordedResponse,
  RecordingReader,
  SessionFacts,
} from '../../../../src/core/recording.ts';
import { fingerprintOf } from '../../../../src/identity/fingerprint.ts';
import { CommandCode } from '../../../../src/mysql/constants/commands.ts';
import {
  convertedPackets,
  isOfItsForm,
  isOfPrepare,
  knownAsText,
  otherFingerprints,
  prepareFingerprint,
} from '../../../../src/replay/answers/cross-protocol.ts';
import { commandOf, queryOf } from '../../../support/decoded-command.ts';
import { responseOf } from '../../../support/recorded-response.ts';

const PREPARED = 'SELECT n FROM t WHERE id = ?';
const AS_TEXT = 'SELECT n FROM t WHERE id = 5';

function readerOf(sql: string, command: string, response?: Partial<RecordedResponse>): RecordingReader {
  const near: NearbyStatement = { exchange: 1, command, sql, parameters: null, database: 'shop', scope: '' };
  const exchange = { id: 1, gap: null, responseId: 1, state: null } as Partial<RecordedExchange> as RecordedExchange;
  const answer = responseOf([Buffer.from('00000002000000', 'hex')], response);
  const reader: Partial<RecordingReader> = {
    nearest: () => [near],
    exchangeById: () => exchange,
    response: () => answer,
  };
  return reader as RecordingReader;
}

function execute(value: ParameterValue, flags = 0): Command {
  const sql = Buffer.from(PREPARED);
  const statement = { id: 1, sql, parameterCount: 1, columnCount: 1, database: 'shop', exchange: null };
  const payload = Buffer.from([CommandCode.COM_STMT_EXECUTE, 1, 0, 0, 0, flags, 1, 0, 0, 0]);
  const code = CommandCode.COM_STMT_EXECUTE;
  return { ...queryOf(PREPARED, 'shop'), code, name: 'COM_STMT_EXECUTE', payload, sql, parameters: [value], statement };
}

test('an execute finds the text with its value, a text the execute', () => {
  const asText = queryOf(AS_TEXT, 'shop');
  const executed = execute({ kind: 'int', value: 5n });
  const [reader, none] = [readerOf(PREPARED, 'COM_STMT_EXECUTE'), readerOf(AS_TEXT, 'COM_QUERY')];
  expect(otherFingerprints(executed, none)).toContain(fingerprintOf(asText, asText.dialect));
  expect(otherFingerprints(asText, reader)).toContain(fingerprintOf(executed, executed.dialect));
  expect(otherFingerprints(asText, none)).toEqual([]);
  expect(otherFingerprints(queryOf('SELECT n FROM t WHERE name = 5', 'shop'), reader)).toEqual([]);
});

test('a double that is a whole number may have been bound as one; a cursor’s execute is no text', () => {
  const [int, double] = [execute({ kind: 'int', value: 5n }), execute({ kind: 'double', value: 5 })];
  const reader = readerOf(AS_TEXT, 'COM_QUERY');
  expect(otherFingerprints(double, reader)).toContain(fingerprintOf(int, int.dialect));
  expect(otherFingerprints(execute({ kind: 'int', value: 5n }, 1), reader)).toEqual([]);
  expect(otherFingerprints(commandOf(Buffer.of(CommandCode.COM_PING)), reader)).toEqual([]);
});

test('only errors that a prepare finds are a prepare’s', () => {
  const error = (errorCode: number | null) => isOfPrepare(responseOf([], { outcome: 'error', errorCode }));
  expect([1146, 1064, 1062, 1205, null].map(error)).toEqual([true, true, false, false, false]);
  expect(isOfPrepare(responseOf([], { outcome: 'ok', errorCode: 1146 }))).toBe(false);
});

test('a prepare learns from the text what it has, and what refused it in the same state', () => {
  const prepare = queryOf(PREPARED, 'shop');
  const known = (response: Partial<RecordedResponse> = {}, isSame = true) =>
    knownAsText(prepare, readerOf(AS_TEXT, 'COM_QUERY', response), () => isSame);
  expect(known()).toMatchObject({ parameterCount: 1, columns: [] });
  expect(known({ outcome: 'error', errorCode: 1146 })).toMatchObject({ refusedBy: { id: 1 } });
  expect(known({ outcome: 'error', errorCode: 1146 }, false)).toBeUndefined();
  expect(known({ outcome: 'error', errorCode: 1205 })).toBeUndefined();
  expect(knownAsText(queryOf('SELECT ?'), readerOf(AS_TEXT, 'COM_QUERY'), () => true)).toBeUndefined();
});

test('rows are not converted of more than one result, of what is too long, of what is cut', () => {
  expect(convertedPackets(responseOf([Buffer.from('00000002000000', 'hex')]), 'COM_QUERY')).toHaveLength(1);
  expect(convertedPackets(responseOf([], { outcome: 'local_infile' }), 'COM_QUERY')).toBeNull();
  expect(convertedPackets(responseOf([], { bytes: 2 ** 30 }), 'COM_QUERY')).toBeNull();
});

test('a prepare has a fingerprint of its own', () => {
  const asked = queryOf(PREPARED, 'shop');
  expect(prepareFingerprint(asked)).not.toBe(fingerprintOf(asked, asked.dialect));
  expect(prepareFingerprint(asked)).toBe(prepareFingerprint(queryOf('SELECT  n FROM t WHERE id = ?', 'shop')));
});

test('what MySQL warned of, or refused, for a text that is no date is told of its own protocol alone', () => {
  const of = (facts: Partial<RecordedResponse>, sql = PREPARED, serverVersion = '9.7.0') => {
    const recorded = responseOf([], facts);
    return isOfItsForm(recorded, sql, { facts: { serverVersion } as SessionFacts });
  };
  expect(of({ outcome: 'resultset', warnings: 2 })).toBe(true);
  expect(of({ outcome: 'error', errorCode: 1525 })).toBe(true);
  expect(of({ outcome: 'resultset', warnings: 0 })).toBe(false);
  expect(of({ outcome: 'error', errorCode: 1146 })).toBe(false);
  expect(of({ outcome: 'resultset', warnings: 2 }, AS_TEXT)).toBe(false);
  expect(of({ outcome: 'resultset', warnings: 1 }, `SELECT SQL_CALC_FOUND_ROWS ${PREPARED.slice(7)}`)).toBe(false);
  expect(of({ outcome: 'resultset', warnings: 2 }, PREPARED, '10.11.2-MariaDB')).toBe(false);
});
