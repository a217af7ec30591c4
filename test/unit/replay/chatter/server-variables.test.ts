// What recorded sessions were told of variables counts where they had set nothing, and where all were told the same.

import { expect, test } from 'vitest';
import type { RecordedExchange, RecordingReader } from '../../../../src/core/recording.ts';
import { ColumnType } from '../../../../src/mysql/constants/column-types.ts';
import { encodeColumnCount } from '../../../../src/mysql/packets/column-count.ts';
import { encodeColumnDefinition } from '../../../../src/mysql/packets/column-definition.ts';
import { encodeOk, plainOk } from '../../../../src/mysql/packets/ok.ts';
import { ServerVariables } from '../../../../src/replay/chatter/server-variables.ts';
import { responseOf } from '../../../support/recorded-response.ts';

const { encoding } = responseOf([]);
const NOTHING = Buffer.alloc(0);

/** A result set of one column. */
function answer(charset: number, ...values: readonly Buffer[]): Buffer[] {
  const definition = {
    ...{ catalog: Buffer.from('def'), schema: NOTHING, table: NOTHING, originalTable: NOTHING, originalName: NOTHING },
    ...{ name: Buffer.from('v'), extendedMetadata: [], charset, displayLength: 80, type: ColumnType.VAR_STRING },
    ...{ flags: 0, decimals: 31 },
  };
  return [
    encodeColumnCount({ count: 1, hasDefinitions: true }, encoding),
    encodeColumnDefinition(definition, encoding),
    ...values.map((value) => Buffer.concat([Buffer.of(value.length), value])),
    encodeOk(plainOk(2, 0xfe), encoding),
  ];
}

interface Asked {
  readonly session?: number;
  readonly sql: string;
  /** Absent for what is no read. */
  readonly values?: readonly (string | Buffer)[];
  readonly charset?: number;
}

function variablesOf(asked: readonly Asked[]): ServerVariables {
  const exchanges = asked.map(({ session = 1 }, at) => {
    return { id: at + 1, session, responseId: at + 1, state: null } as Partial<RecordedExchange> as RecordedExchange;
  });
  const reader: Partial<RecordingReader> = {
    variableReads: () => exchanges.filter((_, at) => asked[at]?.values !== undefined),
    statementOf: (id) => asked[id - 1]?.sql ?? null,
    bySessionAfter: (session) => exchanges.filter((one) => one.session === session),
    response: (id) => {
      const { values = [], charset = 45 } = asked[id - 1] ?? {};
      return responseOf(answer(charset, ...values.map((value) => Buffer.from(value as string))), {
        outcome: 'resultset',
      });
    },
    serverVariable: () => undefined,
  };
  return new ServerVariables(reader as RecordingReader);
}

function read(name: string, ...asked: readonly Asked[]): string | null | undefined {
  return variablesOf(asked).get(name, null)?.value;
}

const MODE = { sql: 'SELECT @@sql_mode', values: ['ANSI'] };

test('what a session was told that had set nothing is known of the server', () => {
  expect(read('sql_mode', MODE)).toBe('ANSI');
  expect(read('time_zone', MODE)).toBeUndefined();
});

test('what it had set itself is not, under any name of the variable', () => {
  expect(read('sql_mode', { sql: "SET sql_mode = 'ANSI'" }, MODE)).toBeUndefined();
  expect(read('sql_mode', { sql: 'SET autocommit = 0' }, MODE)).toBe('ANSI');
  expect(read('sql_mode', { sql: 'CALL p()' }, MODE)).toBeUndefined();
  expect(read('sql_mode', { sql: 'CALL p()', session: 2 }, MODE)).toBe('ANSI');
  const level = { sql: 'SELECT @@transaction_isolation', values: ['SERIALIZABLE'] };
  const set = { sql: 'SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE' };
  expect(read('transaction_isolation', set, level)).toBeUndefined();
});

test('where sessions were told different values nothing is certain', () => {
  expect(
    read('sql_mode', MODE, { ...MODE, session: 2, values: ['TRADITIONAL'] }, { ...MODE, session: 3 }),
  ).toBeUndefined();
});

test('the server’s own value is kept apart; what was told as @@session is a session’s', () => {
  const variables = variablesOf([{ sql: 'SELECT @@global.sql_mode', values: ['A'] }]);
  expect([variables.get('sql_mode', 'global')?.value, variables.get('sql_mode', null)]).toEqual(['A', undefined]);
  expect(variables.isOfSession('sql_mode')).toBe(false);
  expect(variablesOf([{ ...MODE, sql: 'SELECT @@session.sql_mode' }]).isOfSession('sql_mode')).toBe(true);
});

test('an answer that is no single row, or no text that can be read, says nothing', () => {
  expect(read('sql_mode', { ...MODE, values: [] })).toBeUndefined();
  expect(read('sql_mode', { ...MODE, values: ['a', 'b'] })).toBeUndefined();
  expect(read('sql_mode', { ...MODE, charset: 8, values: [Buffer.of(0xe4)] })).toBeUndefined();
  expect(read('sql_mode', { ...MODE, charset: 8 })).toBe('ANSI');
});
