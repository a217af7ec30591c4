import { describe, expect, test } from 'vitest';
import { NO_FACTS } from '../../../../src/core/command.ts';
import type { XCommand } from '../../../../src/core/x-responder.ts';
import { ClientMessage as C } from '../../../../src/mysqlx/constants/message-types.ts';
import { CursorOpen, Execute, Prepare } from '../../../../src/mysqlx/messages/messages.ts';
import { keptMessage } from '../../../../src/mysqlx/session/kept-message.ts';
import { XSessionState } from '../../../../src/mysqlx/session/session-state.ts';
import { closeCursor, deallocate, fetch, type XStep } from '../../../support/sessions/x-messages.ts';
import { xMessage } from '../../../support/x-golden.ts';

const DONE = { ...NO_FACTS, outcome: 'ok' } as const;
const refusedWith = (errorCode: number) => ({ ...NO_FACTS, outcome: 'error', errorCode }) as const;

const said = ({ x }: XStep) => xMessage(...x('shop'));
const prepared = (sql: string) => {
  const stmt = { type: 5, stmtExecute: { stmt: Buffer.from(sql), args: [] } };
  return xMessage(C.PREPARE_PREPARE, Prepare.encode({ stmtId: 1, stmt }));
};
const executed = xMessage(C.PREPARE_EXECUTE, Execute.encode({ stmtId: 1, args: [] }));
const opened = xMessage(
  C.CURSOR_OPEN,
  CursorOpen.encode({ cursorId: 1, stmt: { type: 0, prepareExecute: { stmtId: 1, args: [] } } }),
);
const deallocated = said(deallocate(1));
const sql = (text: string) =>
  xMessage(C.SQL_STMT_EXECUTE, Buffer.concat([Buffer.from([0x0a, text.length]), Buffer.from(text)]));

/** What a recording keeps of messages: a client waits for each answer, or for none. */
function kept(asked: readonly [ReturnType<typeof xMessage>, Parameters<XCommand['answered']>[0]][], waits: boolean) {
  const state = new XSessionState('shop');
  const commands: XCommand[] = [];
  for (const [message, facts] of asked) {
    const command = state.decode(message);
    commands.push(command);
    if (waits) command.answered(facts);
  }
  if (!waits) for (const [at, command] of commands.entries()) command.answered(asked[at]?.[1] ?? DONE);
  return commands.map((command) => keptMessage(command, null));
}

describe('what could not be prepared', () => {
  test('is not there, nor a cursor that could not be opened', () => {
    const state = new XSessionState('shop');
    state.decode(prepared('SELECT 1')).answered(DONE);
    expect(state.decode(executed).refusal).toBeNull();
    state.decode(prepared('SELEC')).answered(refusedWith(1064));
    expect(state.decode(executed).refusal).not.toBeNull();
    expect(state.decode(deallocated).refusal).not.toBeNull();
    state.decode(prepared('SET @k = 1')).answered(DONE);
    state.decode(opened).answered(refusedWith(1210));
    for (const step of [fetch(1, 1), closeCursor(1)]) expect(state.decode(said(step)).refusal).not.toBeNull();
  });

  test('is still there for a miss, of which no server knows', () => {
    const state = new XSessionState('shop');
    state.decode(prepared('SELECT 1')).answered({ ...NO_FACTS, outcome: 'error' });
    expect(state.decode(executed).refusal).toBeNull();
  });

  test('is recorded alike of a client that waits and of one that does not', () => {
    const asked = [
      [prepared('SELEC'), refusedWith(1064)],
      [executed, refusedWith(5110)],
      [deallocated, refusedWith(5110)],
      [prepared('SET @k = 1'), DONE],
      [opened, refusedWith(1210)],
      [said(fetch(1, 1)), refusedWith(5111)],
      [executed, refusedWith(1210)],
      [said(closeCursor(1)), refusedWith(5111)],
      [deallocated, DONE],
    ] as const;
    expect(kept([...asked] as never, false)).toEqual(kept([...asked] as never, true));
  });

  test('changes what ROW_COUNT() and SHOW WARNINGS tell', () => {
    const stateBehind = (text: string, ...before: [ReturnType<typeof xMessage>, typeof DONE][]) => {
      const state = new XSessionState('shop');
      for (const [message, facts] of before) state.decode(message).answered(facts);
      return state.decode(sql(text)).session.state;
    };
    const refused = [prepared('SELEC'), refusedWith(1064) as never] as [ReturnType<typeof xMessage>, typeof DONE];
    for (const text of ['SELECT ROW_COUNT()', 'SHOW WARNINGS'])
      expect(stateBehind(text, refused)).not.toBe(stateBehind(text));
    const done = [prepared('SELECT 1'), DONE] as [ReturnType<typeof xMessage>, typeof DONE];
    expect(stateBehind('SELECT ROW_COUNT()', done)).toBe(stateBehind('SELECT ROW_COUNT()'));
    expect(stateBehind('SHOW WARNINGS', done)).not.toBe(stateBehind('SHOW WARNINGS'));
  });
});

test('what executes a statement gets a cursor too, from its first one until that is closed', () => {
  const state = new XSessionState('shop');
  const ask = (message: ReturnType<typeof xMessage>) => {
    const command = state.decode(message);
    command.answered(DONE);
    return command.fingerprint;
  };
  ask(prepared('SELECT 1'));
  const plain = ask(executed);
  ask(opened);
  expect(ask(executed)).not.toBe(plain);
  ask(said(closeCursor(1)));
  expect(ask(executed)).toBe(plain);
  ask(opened);
  ask(prepared('SELECT 1'));
  expect(ask(executed)).toBe(plain);
});

test('a variable has the type that it had at the prepare', () => {
  const stateBehind = (...messages: ReturnType<typeof xMessage>[]) => {
    const state = new XSessionState('shop');
    for (const message of messages) state.decode(message).answered(DONE);
    return state.decode(executed).session.state;
  };
  const [number, other, text] = [sql('SET @k = 1'), sql('SET @k = 2'), sql("SET @k = 'a'")];
  const one = prepared('SELECT @k');
  expect(stateBehind(number, one, text)).not.toBe(stateBehind(text, one));
  expect(stateBehind(number, one, other)).toBe(stateBehind(other, one));
});
