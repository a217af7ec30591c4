// What a session carries from command to command, as far as executes need it: types that were sent once, parameters that
// came ahead, and the key by which a repeated execute is known.

import { describe, expect, test } from 'vitest';
import { NO_FACTS } from '../../../../src/core/command.ts';
import { readExecution } from '../../../../src/identity/execution-reading.ts';
import { fingerprintOf } from '../../../../src/identity/fingerprint.ts';
import { stateOf } from '../../../../src/identity/state-words.ts';
import { Capability } from '../../../../src/mysql/constants/capabilities.ts';
import { CommandCode } from '../../../../src/mysql/constants/commands.ts';
import { SessionState } from '../../../../src/mysql/session/session-state.ts';

const LONGLONG = 8;
const VAR_STRING = 253;

/** A session in which `SELECT ?` is prepared as statement 1. */
function prepared(sql = 'SELECT ?', database = 'shop', capabilities = 0n): SessionState {
  const state = new SessionState({ capabilities, user: 'app', database, charset: 45, status: 2 });
  const prepare = state.decode(Buffer.concat([Buffer.from([CommandCode.COM_STMT_PREPARE]), Buffer.from(sql)]));
  state.apply(prepare, { ...NO_FACTS, outcome: 'ok', prepared: { id: 1, columns: 1, parameters: 1 } }, 7);
  return state;
}

const head = (id = 1) => Buffer.from([CommandCode.COM_STMT_EXECUTE, id, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
const typed = (type: number, ...value: number[]) => Buffer.concat([head(), Buffer.from([1, type, 0, ...value])]);
const untyped = (...value: number[]) => Buffer.concat([head(), Buffer.from([0, ...value])]);
const seven = [7, 0, 0, 0, 0, 0, 0, 0];

describe('executes', () => {
  test('one without types has those that were sent last', () => {
    const state = prepared();
    state.decode(typed(LONGLONG, ...seven));
    state.decode(typed(VAR_STRING, 1, 0x61));
    expect(state.decode(untyped(2, 0x62, 0x63)).parameters).toEqual([{ kind: 'text', value: Buffer.from('bc') }]);
  });

  test('one whose types were never sent, or that is cut short, has no parameters that could be read', () => {
    expect(prepared().decode(untyped(...seven)).parameters).toBeNull();
    expect(prepared().decode(typed(LONGLONG, 7)).parameters).toBeNull();
    expect(prepared().decode(head()).parameters).toBeNull();
  });

  test('what came ahead counts once', () => {
    const state = prepared();
    const ahead = Buffer.from([CommandCode.COM_STMT_SEND_LONG_DATA, 1, 0, 0, 0, 0, 0, 0x78, 0x79]);
    state.apply(state.decode(ahead), NO_FACTS, null);
    const first = state.decode(typed(VAR_STRING));
    expect(first.parametersKey).toBeNull();
    state.apply(first, NO_FACTS, null);
    expect(first.parameters).toEqual([{ kind: 'text', value: Buffer.from('xy') }]);
    expect(state.decode(typed(VAR_STRING, 1, 0x61)).parameters).toEqual([{ kind: 'text', value: Buffer.from('a') }]);
  });
});

describe('an execute that is read again', () => {
  const reading = (state: SessionState, payload: Buffer) => readExecution(state.decode(payload));

  test('is known again, also on another connection', () => {
    const first = reading(prepared(), typed(LONGLONG, ...seven));
    expect(reading(prepared(), typed(LONGLONG, ...seven))).toBe(first);
    expect(first.shown).toBe('[{"int":7}]');
  });

  test('has the fingerprint that it would have without being remembered', () => {
    const state = prepared();
    for (const payload of [typed(LONGLONG, ...seven), typed(VAR_STRING, 1, 0x61), untyped(1, 0x62), untyped(1, 0x62)]) {
      const command = state.decode(payload);
      expect(readExecution(command).fingerprint).toBe(fingerprintOf(command, command.dialect));
    }
  });

  test('is known again where the types came with other values', () => {
    const [one, other] = [prepared(), prepared()];
    one.decode(typed(VAR_STRING, 1, 0x61));
    other.decode(typed(VAR_STRING, 2, 0x63, 0x64));
    const text = reading(one, untyped(1, 0x62));
    expect(reading(other, untyped(1, 0x62))).toBe(text);
    other.decode(typed(LONGLONG, ...seven));
    expect(reading(other, untyped(...seven))).not.toBe(text);
  });

  test('is another one where the same bytes hold query attributes', () => {
    const attributes = prepared(undefined, undefined, Capability.QUERY_ATTRIBUTES);
    const bytes = typed(LONGLONG, ...seven);
    expect(attributes.decode(bytes).boundKey).not.toBe(prepared().decode(bytes).boundKey);
  });

  test('is another one where statement, database, types or flags differ', () => {
    const payload = typed(LONGLONG, ...seven);
    const cursor = Buffer.from(payload);
    cursor[5] = 1;
    const bytes = untyped(7, 1, 2, 3, 4, 5, 6, 7);
    const afterText = prepared();
    afterText.decode(typed(VAR_STRING, 1, 0x61));
    const afterNumber = prepared();
    afterNumber.decode(payload);
    const all = [
      reading(prepared(), payload),
      reading(prepared('SELECT ? '), payload),
      reading(prepared('SELECT ?', 'other'), payload),
      reading(prepared(), cursor),
      reading(afterText, bytes),
      reading(afterNumber, bytes),
    ];
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('what the session is asked for later', () => {
  const ask = (state: SessionState, sql: string, facts: Partial<typeof NO_FACTS> = {}) => {
    const query = state.decode(Buffer.concat([Buffer.from([CommandCode.COM_QUERY]), Buffer.from(sql)]));
    const words = stateOf(query);
    state.apply(query, { ...NO_FACTS, outcome: 'ok', ...facts }, null);
    return words;
  };
  const session = () => new SessionState({ capabilities: 0n, user: 'app', database: 'shop', charset: 45, status: 2 });
  const idOf = (state: SessionState) => / last_insert_id=(\S+)/.exec(ask(state, 'SELECT LAST_INSERT_ID()'))?.[1];

  test('an id that the statement may have given itself leaves LAST_INSERT_ID() as it was', () => {
    const state = session();
    ask(state, "INSERT INTO t (name) VALUES ('a')", { lastInsertId: 7n });
    expect(idOf(state)).toBe('7');
    ask(state, 'INSERT INTO t (id) VALUES (70)', { lastInsertId: 70n });
    expect(idOf(state)).toBe('70.or.7');
    ask(state, "INSERT INTO t (name) VALUES ('b')", { lastInsertId: 71n });
    ask(state, 'INSERT INTO t SELECT id FROM u', { lastInsertId: 90n });
    expect(idOf(state)).toBe('90.or.71');
    ask(state, 'REPLACE INTO t (id, n) VALUES (99, LAST_INSERT_ID())', { lastInsertId: 99n });
    expect(idOf(state)).toBe('99.or.90.or.71');
    ask(state, 'UPDATE t SET n = LAST_INSERT_ID(5)', { lastInsertId: 5n });
    expect(idOf(state)).toBe('5');
    ask(state, 'SET last_insert_id = 9');
    expect(ask(state, 'SELECT LAST_INSERT_ID()')).toContain(' last_insert_id=9');
    ask(state, 'DO LAST_INSERT_ID(6)');
    expect(ask(state, 'SELECT LAST_INSERT_ID()')).toContain(' last_insert_id=6');
  });

  test('what SHOW WARNINGS tells is known behind another one as well', () => {
    const behind = (sql: string, times: number) => {
      const state = session();
      ask(state, sql, { warnings: 1 });
      for (let time = 0; time < times; time++) ask(state, 'SHOW WARNINGS', { rows: 1, outcome: 'resultset' });
      return / behind=(\S+)/.exec(ask(state, 'SHOW COUNT(*) WARNINGS'))?.[1];
    };
    expect(behind('SELECT 1/0', 1)).not.toBe(behind('DROP TABLE IF EXISTS a', 1));
    expect(behind('SELECT 1/0', 2)).toBe(behind('SELECT 1/0', 1));
  });
});
