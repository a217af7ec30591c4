// The quick way through a session comes to what reading comes to: where a packet's text begins, in which form an execute binds, and
// what is known of the session behind an answer that was given again.

import { expect, test } from 'vitest';
import { type Command, NO_FACTS, type ResponseFacts } from '../../../../src/core/command.ts';
import { frameSmall } from '../../../../src/mysql/codec/framing.ts';
import { Capability } from '../../../../src/mysql/constants/capabilities.ts';
import { CommandCode } from '../../../../src/mysql/constants/commands.ts';
import { Status } from '../../../../src/mysql/constants/status.ts';
import { encodeComQuery } from '../../../../src/mysql/packets/com-query.ts';
import { notedAgain } from '../../../../src/mysql/session/asked-again.ts';
import { SessionState } from '../../../../src/mysql/session/session-state.ts';
import { markOf } from '../../../../src/sql/session/session-sequence.ts';

const ROWS: ResponseFacts = { ...NO_FACTS, outcome: 'resultset', rows: 3, warnings: 0, status: Status.AUTOCOMMIT };
const SELECT = Buffer.from('SELECT n FROM t');
const [LONGLONG, STRING] = [8, 253];

function session(capabilities = 0n): SessionState {
  return new SessionState({ capabilities, user: 'app', database: 'shop', charset: 45, status: Status.AUTOCOMMIT });
}

function asked(state: SessionState, sql: string | Buffer, facts: ResponseFacts = ROWS): Command {
  const command = state.decode(Buffer.concat([Buffer.of(CommandCode.COM_QUERY), Buffer.from(sql)]));
  state.apply(command, facts, null);
  return command;
}

function prepared(capabilities = 0n, sql = 'SELECT n FROM t WHERE id = ?'): SessionState {
  const state = session(capabilities);
  const prepare = state.decode(Buffer.from(`\x16${sql}`));
  state.apply(prepare, { ...NO_FACTS, outcome: 'ok', prepared: { id: 1, columns: 1, parameters: 1 } }, 7);
  return state;
}

/** Of one parameter that is not NULL. */
function execute(type: number | null, value: readonly number[], hasCount = false): Buffer {
  const types = type === null ? [0] : [1, type, 0, ...(hasCount ? [0] : [])];
  return Buffer.from([0x17, 1, 0, 0, 0, 0, 1, 0, 0, 0, ...(hasCount ? [1] : []), 0, ...types, ...value]);
}

test('the text of a query is where decoding finds it, and has to be read where attributes stand before it', () => {
  for (const capabilities of [0n, Capability.QUERY_ATTRIBUTES]) {
    const payload = encodeComQuery({ sql: SELECT, attributes: [] }, capabilities);
    const state = session(capabilities);
    const packet = frameSmall(payload, 0);
    expect(packet.subarray(state.textAt(packet))).toEqual(state.decode(payload).sql);
  }
  const value = { kind: 'text', value: Buffer.from('x') } as const;
  const attributes = [{ name: Buffer.from('a'), type: STRING, isUnsigned: false, isLongData: false, value }];
  const packet = frameSmall(encodeComQuery({ sql: SELECT, attributes }, Capability.QUERY_ATTRIBUTES), 0);
  expect(session(Capability.QUERY_ATTRIBUTES).textAt(packet)).toBe(-1);
});

test.each([0n, Capability.QUERY_ATTRIBUTES])(
  'an execute has the form that reading it tells, with capabilities %s',
  (capabilities) => {
    const hasCount = capabilities !== 0n;
    const [quick, slow] = [prepared(capabilities), prepared(capabilities)];
    const eight = [7, 0, 0, 0, 0, 0, 0, 0];
    const executes = [
      ...[execute(LONGLONG, eight, hasCount), execute(null, eight, hasCount), execute(STRING, [1, 0x61], hasCount)],
      ...[execute(null, [1, 0x62], hasCount), execute(LONGLONG, eight, hasCount), execute(null, eight, hasCount)],
    ];
    for (const payload of executes) {
      const packet = frameSmall(payload, 0);
      const executed = quick.executed(packet);
      expect(executed?.form).toBe(slow.decode(payload).boundForm);
      const previous = notedAgain(SELECT, quick.dialect, ROWS);
      if (previous === null || executed === undefined) throw new Error('it has to be read');
      quick.noteAgain({ previous, mark: 0 }, executed, packet);
    }
    // what was not read is read once it is asked for
    const last = execute(null, [9, 0, 0, 0, 0, 0, 0, 0], hasCount);
    expect(quick.decode(last).parameters).toEqual(slow.decode(last).parameters);
  },
);

test('an execute has to be read behind long data, where it asks for the database, and of nobody', () => {
  const packet = frameSmall(execute(STRING, [1, 0x61]), 0);
  expect(session().executed(packet)).toBeUndefined();
  expect(prepared(0n, 'SELECT DATABASE(), ?').executed(packet)).toBeUndefined();
  const state = prepared();
  expect(state.executed(packet)).toBeDefined();
  state.apply(state.decode(Buffer.from([0x18, 1, 0, 0, 0, 0, 0, 0x78])), NO_FACTS, null);
  expect(state.executed(packet)).toBeUndefined();
});

test('behind an answer that was given again the session holds what it would if it had been read', () => {
  const before = ['SET @a = 1', 'SELECT n FROM u'] as const;
  const [quick, slow] = [session(), session()];
  for (const state of [quick, slow]) for (const sql of before) asked(state, sql);
  for (const sql of ['SELECT n FROM t', 'SELECT n FROM t WHERE id = 2']) {
    asked(slow, sql);
    const previous = notedAgain(Buffer.from(sql), quick.dialect, ROWS);
    if (previous === null) throw new Error('it has to be read');
    quick.noteAgain({ previous, mark: markOf(Buffer.from(sql), '') }, null, Buffer.alloc(0));
  }
  const next = Buffer.from('\x03SELECT FOUND_ROWS()');
  expect(quick.decode(next).context).toEqual(slow.decode(next).context);
  asked(quick, 'SET @b = FOUND_ROWS()', { ...NO_FACTS, outcome: 'ok', status: Status.AUTOCOMMIT });
  asked(slow, 'SET @b = FOUND_ROWS()', { ...NO_FACTS, outcome: 'ok', status: Status.AUTOCOMMIT });
  expect(quick.decode(next).context).toEqual(slow.decode(next).context);
});

test('words do not say all where a temporary table is there, or something holds for the next statement', () => {
  const done: ResponseFacts = { ...NO_FACTS, outcome: 'ok', status: Status.AUTOCOMMIT };
  for (const sql of ['CREATE TEMPORARY TABLE t (n INT)', 'SET TRANSACTION ISOLATION LEVEL SERIALIZABLE']) {
    const state = session();
    expect(state.isPlain).toBe(true);
    asked(state, sql, done);
    expect(state.isPlain, sql).toBe(false);
  }
});

test('what leaves more behind than that it was asked is followed each time', () => {
  const { dialect } = session();
  expect(notedAgain(SELECT, dialect, ROWS)?.sql).toBe(SELECT);
  const facts: Partial<ResponseFacts>[] = [
    ...[
      { warnings: 1 },
      { outcome: 'ok' as const },
      { status: Status.IN_TRANS },
      { status: null },
      { lastInsertId: 3n },
    ],
  ];
  for (const one of facts)
    expect(notedAgain(SELECT, dialect, { ...ROWS, ...one }), JSON.stringify(one.outcome)).toBeNull();
  const texts = [
    'SELECT SQL_CALC_FOUND_ROWS n FROM t',
    'SELECT LAST_INSERT_ID(3)',
    'SELECT @a := n FROM t',
    'UPDATE t SET n = 1',
  ];
  for (const sql of texts) expect(notedAgain(Buffer.from(sql), dialect, ROWS), sql).toBeNull();
});
