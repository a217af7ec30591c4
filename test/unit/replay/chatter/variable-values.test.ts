// A variable's value where it is certain, and nothing where it is not.

import { expect, test } from 'vitest';
import type { Command } from '../../../../src/core/command.ts';
import type { ServerVariable } from '../../../../src/core/recording.ts';
import { ColumnType } from '../../../../src/mysql/constants/column-types.ts';
import { flavourOf } from '../../../../src/mysql/constants/flavour.ts';
import type { ServerVariables } from '../../../../src/replay/chatter/server-variables.ts';
import {
  bytesPerCharacter,
  cellOf,
  knownValue,
  resultCharset,
  type VariableContext,
} from '../../../../src/replay/chatter/variable-values.ts';
import { queryOf } from '../../../support/decoded-command.ts';

const text = { type: ColumnType.VAR_STRING, flags: 0, length: 80, decimals: 31, charset: 45 };
const flag = { type: ColumnType.LONGLONG, flags: 128, length: 1, decimals: 0, charset: 63 };
const number = { ...flag, length: 21 };
const KNOWN: Readonly<Record<string, ServerVariable>> = {
  wait_timeout: { name: 'wait_timeout', value: '28800', ...number },
  interactive_timeout: { name: 'interactive_timeout', value: '60', ...number },
  foreign_key_checks: { name: 'foreign_key_checks', value: '1', ...flag },
  sql_mode: { name: 'sql_mode', value: 'ANSI', ...text },
  transaction_isolation: { name: 'transaction_isolation', value: 'REPEATABLE-READ', ...text },
  timestamp: { name: 'timestamp', value: '1', ...number },
};

function context(serverVersion = '9.7.0', collation = 255): VariableContext {
  const variables: Pick<ServerVariables, 'get' | 'isOfSession'> = {
    get: (name) => KNOWN[name],
    isOfSession: () => false,
  };
  return { variables: variables as ServerVariables, collation, flavour: flavourOf(serverVersion), serverVersion };
}

function command(given: Readonly<Record<string, string | null>> = {}, database = ''): Command {
  const asked = queryOf('SELECT 1', database);
  const { all, settings, isInTransaction } = asked.state;
  return { ...asked, state: { all, settings, isInTransaction, status: 2, given: new Map(Object.entries(given)) } };
}

function value(name: string, given: Readonly<Record<string, string | null>> = {}, within = context()) {
  return knownValue({ name, scope: null }, command(given), within)?.value;
}

test('of what the session has set only a boolean’s 0 and 1 are certain', () => {
  expect(value('foreign_key_checks', { foreign_key_checks: '0' })).toBe('0');
  expect(value('foreign_key_checks', { foreign_key_checks: 'DEFAULT' })).toBeUndefined();
  expect(value('wait_timeout', { wait_timeout: '1' })).toBeUndefined();
  expect(value('sql_mode', { sql_mode: null })).toBeUndefined();
  expect(value('sql_mode')).toBe('ANSI');
});

test('behind what may have set any variable only what no session can set is known', () => {
  const { context: before, ...asked } = command();
  const told = (name: string, part: object) =>
    knownValue({ name, scope: null }, { ...asked, context: { ...before, ...part } }, context())?.value;
  for (const part of [{ called: 'unknown.1' }, { unknown: 'unknown.1' }]) {
    expect(told('sql_mode', part)).toBeUndefined();
    expect(told('version()', part)).toBe('9.7.0');
    expect(told('autocommit', part)).toBe('1');
  }
  expect(value('sql_mode', { unknown_settings: '1' })).toBeUndefined();
});

test('what no recording fixes is never known', () => {
  expect(value('timestamp')).toBeUndefined();
});

test('the level of isolation, under whatever name it was set', () => {
  expect(value('transaction_isolation')).toBe('REPEATABLE-READ');
  expect(value('transaction_isolation', { transaction: 'ISOLATION LEVEL READ COMMITTED' })).toBe('READ-COMMITTED');
  expect(value('transaction_isolation', { tx_isolation: 'SERIALIZABLE' })).toBe('SERIALIZABLE');
  expect(value('transaction_isolation', { transaction: 'READ ONLY' })).toBeUndefined();
  expect(value('transaction_isolation', { transaction: 'X', tx_isolation: 'SERIALIZABLE' })).toBeUndefined();
  expect(value('transaction_read_only', { transaction: 'READ ONLY' })).toBeUndefined();
});

test('an interactive client waits for another time', () => {
  const plain = command();
  const client = { ...plain.context.client, interactive: true };
  const asked = { ...plain, context: { ...plain.context, client } };
  expect(knownValue({ name: 'wait_timeout', scope: null }, asked, context())?.value).toBe('60');
});

test('a variable that may be global only is not told as the session’s', () => {
  expect(knownValue({ name: 'version', scope: 'session' }, command(), context())).toBeUndefined();
  expect(value('version')).toBe('9.7.0');
  expect(knownValue({ name: 'database()', scope: null }, command({}, 'shop'), context())?.value).toBe('shop');
  expect(value('database()')).toBeNull();
});

test('the character set is the login’s, until the session sets one; MariaDB lacks some of MySQL’s', () => {
  expect([value('character_set_client'), value('collation_connection')]).toEqual(['utf8mb4', 'utf8mb4_0900_ai_ci']);
  expect(value('character_set_client', { names: 'latin1' })).toBeUndefined();
  expect(value('collation_connection', {}, context('10.11.6-MariaDB', 255))).toBeUndefined();
  expect(value('collation_connection', {}, context('10.11.6-MariaDB', 45))).toBe('utf8mb4_general_ci');
});

test('text comes in the character set of results, its width counted anew', () => {
  const results = (given: Record<string, string | null>, within = context()) => resultCharset(command(given), within);
  expect([results({}), results({ names: 'utf8mb4' }), results({ names: 'latin1' })]).toEqual([255, 255, 8]);
  expect([results({ names: 'gbk' }), results({ character_set_results: null })]).toEqual([undefined, undefined]);
  expect([results({ names: 'utf8mb4' }, context('5.7.44')), results({}, context('10.11.6-MariaDB'))]).toEqual([
    45,
    undefined,
  ]);
  expect([results({ names: 'utf8' }), results({ names: 'utf8mb3' })]).toEqual([33, 33]);
  const unicode = (settings: string, given = {}) => {
    const asked = command({ names: 'utf8mb4', ...given });
    return resultCharset({ ...asked, state: { ...asked.state, settings } }, context());
  };
  expect(unicode(" collation_connection='UTF8MB4_UNICODE_CI'")).toBe(224);
  expect(unicode(" collation_connection='UTF8MB4_CZECH_CI'")).toBeUndefined();
  expect(unicode('', { collation_connection: 'UTF8MB4_UNICODE_CI' })).toBeUndefined();
  const reset = command();
  expect(resultCharset({ ...reset, state: { ...reset.state, collation: 224 } }, context())).toBe(224);
  const read = { name: 'sql_mode', scope: null, heading: Buffer.from('@@sql_mode') };
  const cell = cellOf(read, command({ names: 'latin1' }), context());
  expect(cell?.column).toMatchObject({ charset: 8, displayLength: 20, name: Buffer.from('@@sql_mode') });
  expect([45, 33, 8, 63, 99_999].map(bytesPerCharacter)).toEqual([4, 3, 1, undefined, undefined]);
});
