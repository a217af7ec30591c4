// What a session carries from command to command, as far as executes need it: types that were sent once, parameters that
// came ahead, and the key by which a repeated execute is known.

import { describe, expect, test } from 'vitest';
import { NO_FACTS } from '../../../../src/core/command.ts';
import { readExecution } from '../../../../src/identity/execution-reading.ts';
import { fingerprintOf } from '../../../../src/identity/fingerprint.ts';
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
