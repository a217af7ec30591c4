// The quick way says what the slow way says: an answer is remembered only where nothing but the data can make it another.
import { expect, test } from 'vitest';
import { type Command, NO_CONTEXT } from '../../../../src/core/command.ts';
import type { DataUse } from '../../../../src/core/data-use.ts';
import type { RecordedData, RecordedExchange, RecordedResponse } from '../../../../src/core/recording.ts';
import { SessionView } from '../../../../src/data/versions/session-view.ts';
import { World } from '../../../../src/data/versions/world.ts';
import { fingerprintOf } from '../../../../src/identity/fingerprint.ts';
import { findAnswer } from '../../../../src/replay/matching/find-answer.ts';
import { Matcher } from '../../../../src/replay/matching/matcher.ts';
import { type Place, startPlace } from '../../../../src/replay/matching/place.ts';
import { recordingOf } from '../../../support/recorded-exchanges.ts';

const READ: DataUse = { reads: [{ table: 'shop.t' }], writes: [] };
const WRITE: DataUse = { reads: [{ table: 'shop.t' }], writes: [{ table: 'shop.t', effect: 'change' }] };
const SELECT = 'SELECT n FROM t';
const UPDATE = 'UPDATE t SET n = n + 1';
const ANSWER = { whole: Buffer.from('answer'), bytes: 6 } as RecordedResponse;

function commandOf(sql: string, changes: Partial<Command> = {}): Command {
  const bytes = Buffer.from(sql);
  return {
    ...{ code: 3, name: 'COM_QUERY', payload: Buffer.concat([Buffer.of(3), bytes]), sql: bytes },
    ...{ parameters: null, statement: null, database: '' },
    dialect: { charset: null, noBackslashEscapes: false, ansiQuotes: false },
    state: { all: 'outside', settings: '', isInTransaction: false, status: 2, given: new Map() },
    context: NO_CONTEXT,
    ...changes,
  };
}

/** SELECT, UPDATE, SELECT, UPDATE: what the SELECT sees is another version each time. */
function matcherOf(...statements: readonly string[]) {
  const recorded = statements.map((sql, at) => ({
    fingerprint: fingerprintOf(commandOf(sql)) ?? '',
    sql,
    response: at + 1,
  }));
  const reader = { ...recordingOf(recorded), hasData: true, stateId: () => 1, dataOf };
  const matcher = new Matcher({
    ...{ reader, scope: 0, strategy: 'data', exhausted: null },
    isSameAnswer: (a, b) => a.responseId === b.responseId,
  });
  function dataOf(id: number): RecordedData {
    const isRead = statements[id - 1] === SELECT;
    const use = isRead ? READ : WRITE;
    const { version } = new World().seen(use, new SessionView());
    return { use, identity: id, version, soft: 0, behind: 0, also: [] };
  }
  return matcher;
}

/** The slow way, which fills the quick one. */
function ask(matcher: Matcher, place: Place, command: Command): number | string {
  const context = { reader: {} as never, matcher, place, isCrossProtocol: false };
  const found = findAnswer(command, context);
  if (found.kind !== 'found') return found.kind;
  if (found.repeatable) matcher.remembered.set(command, place, found.repeatable, remembered(found.exchange));
  return found.exchange.id;
}

function remembered(exchange: RecordedExchange) {
  return { exchange, response: ANSWER, answer: { facts: {} as never, exchange: exchange.id, closes: false } };
}

function known(matcher: Matcher, place: Place, command: Command): number | undefined {
  return matcher.remembered.get(command, place)?.exchange.id;
}

test('what was given again is remembered, for a session in the same state only', () => {
  const matcher = matcherOf(SELECT);
  const place = startPlace();
  const select = commandOf(SELECT);
  expect(ask(matcher, place, select)).toBe(1);
  expect(known(matcher, place, select)).toBeUndefined();
  expect(ask(matcher, place, select)).toBe(1);
  expect(known(matcher, place, select)).toBe(1);
  expect(known(matcher, place, commandOf(SELECT))).toBe(1);
  const others = {
    anotherText: commandOf(`${SELECT} `),
    anotherDatabase: commandOf(SELECT, { database: 'other' }),
    anotherState: commandOf(SELECT, { state: { ...select.state, all: "outside sql_mode='ANSI'" } }),
    aTransaction: commandOf(SELECT, { state: { ...select.state, isInTransaction: true } }),
    anotherDialect: commandOf(SELECT, { dialect: { ...select.dialect, ansiQuotes: true } }),
    aTemporaryTable: commandOf(SELECT, { context: { ...NO_CONTEXT, temporaryTables: new Set(['t']) } }),
    aPrepare: commandOf(SELECT, { code: 0x16 }),
  };
  for (const [name, command] of Object.entries(others)) expect(known(matcher, place, command), name).toBeUndefined();
});

test('what all sessions were answered alike is known to each of them, and is its own exchange', () => {
  const fingerprint = fingerprintOf(commandOf(SELECT)) ?? '';
  const recorded = [1, 2, 3].map((session) => ({ fingerprint, sql: SELECT, response: 7, session }));
  const dataOf = (): RecordedData => {
    const { version } = new World().seen(READ, new SessionView());
    return { use: READ, identity: 1, version, soft: 0, behind: 0, also: [] };
  };
  const matcher = new Matcher({
    ...{ reader: { ...recordingOf(recorded), hasData: true, stateId: () => 1, dataOf } },
    ...{ scope: 0, strategy: 'data', exhausted: null, isSameAnswer: (a, b) => a.responseId === b.responseId },
  });
  const select = commandOf(SELECT);
  for (let n = 1; n <= 4; n++) {
    expect(known(matcher, startPlace(2), select), 'while some were not played').toBeUndefined();
    ask(matcher, startPlace(1), select);
  }
  for (const session of [1, 2, 3]) expect(known(matcher, startPlace(session), select)).toBe(session);
  expect(known(matcher, startPlace(4), select)).toBe(3);
});

test('a write makes it unknown, and is never remembered itself', () => {
  const matcher = matcherOf(SELECT, UPDATE);
  const place = startPlace();
  const [select, update] = [commandOf(SELECT), commandOf(UPDATE)];
  ask(matcher, place, select);
  ask(matcher, place, select);
  expect(known(matcher, place, select)).toBe(1);
  expect(ask(matcher, place, update)).toBe(2);
  expect(known(matcher, place, select)).toBeUndefined();
  expect(ask(matcher, place, select)).toBe('miss');
  expect(known(matcher, place, update)).toBeUndefined();
});

test.each(['restart', 'giveBack'] as const)('%s forgets everything', (how) => {
  const matcher = matcherOf(SELECT);
  const place = startPlace();
  const select = commandOf(SELECT);
  ask(matcher, place, select);
  ask(matcher, place, select);
  const exchange = matcher.remembered.get(select, place)?.exchange;
  expect(exchange?.id).toBe(1);
  if (how === 'restart') matcher.restart();
  else if (exchange !== undefined) matcher.giveBack(exchange);
  expect(known(matcher, place, select)).toBeUndefined();
});

test('what asks for the session is not remembered', () => {
  for (const sql of [
    'SELECT @a FROM t',
    'SELECT LAST_INSERT_ID() FROM t',
    'SELECT FOUND_ROWS() FROM t',
    'SELECT n FROM t FOR UPDATE',
  ]) {
    const matcher = matcherOf(sql);
    const place = startPlace();
    const command = commandOf(sql);
    for (let n = 0; n < 3; n++) ask(matcher, place, command);
    const isWrite = sql.endsWith('UPDATE');
    if (!isWrite) expect(known(matcher, place, command), sql).toBeUndefined();
  }
});
