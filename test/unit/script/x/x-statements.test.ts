// Statements, prepared ones and cursors of one session that a script answers.

import { expect, test } from 'vitest';
import { framesOf } from '../../../../src/mysqlx/codec/framing.ts';
import { ClientMessage, ServerMessage } from '../../../../src/mysqlx/constants/message-types.ts';
import * as messages from '../../../../src/mysqlx/messages/messages.ts';
import { PreparePrepareOneOfMessageType as Kind } from '../../../../src/mysqlx/messages/schema.ts';
import { XSessionState } from '../../../../src/mysqlx/session/session-state.ts';
import type { ScriptRun } from '../../../../src/script/script.ts';
import { TraceScript } from '../../../../src/script/trace/trace-script.ts';
import { XStatements } from '../../../../src/script/x/x-statements.ts';
import { xMessage } from '../../../support/x-golden.ts';
import { xSaid } from '../../../support/x-recording.ts';

const TRACE = {
  stmts: [
    { stmt: 'SELECT 1', result: { columns: [{ name: 'a', type: 'LONGLONG' }], rows: [[1], [2]] }, repeat: 99 },
    { stmt: 'DO 1', ok: {}, repeat: 99 },
    { stmt: 'BAD', error: { code: 5, message: 'no' }, repeat: 99 },
  ],
};
const NAMES = new Map(Object.entries(ServerMessage).map(([name, type]) => [type as number, name]));

function statements(run: ScriptRun | null = new TraceScript('x.json', TRACE, 1000).open()) {
  const sent: Buffer[] = [];
  const told: string[] = [];
  const host = {
    hasNotices: true,
    run: () => run,
    write: (frames: Buffer) => void sent.push(Buffer.from(frames)),
    track: <T>(sending: Promise<T>) => sending,
    onStatement: () => void told.push('statement'),
    report: (error: unknown) => String((error as Error).message),
  };
  const all = new XStatements(host);
  const state = new XSessionState('shop');
  const ask = async (type: number, payload: Buffer) => {
    const outcome = await all.answer(state.decode(xMessage(type, payload)));
    const frames = [...framesOf(sent.splice(0))];
    const code = frames.map((frame) =>
      frame.type === ServerMessage.ERROR ? messages.ErrorMessage.decode(frame.payload).code : null,
    );
    return {
      outcome,
      types: frames.map(({ type: each }) => NAMES.get(each)),
      code: code.find((each) => each !== null),
    };
  };
  return { all, told, ask };
}

const sql = (stmt: string) => [ClientMessage.SQL_STMT_EXECUTE, xSaid(stmt, Buffer.alloc(0)).payload] as const;
const prepare = (stmtId: number, stmt: string, namespace?: string) => {
  const stmtExecute = { stmt: Buffer.from(stmt), args: [], ...(namespace !== undefined && { namespace }) };
  return [
    ClientMessage.PREPARE_PREPARE,
    messages.Prepare.encode({ stmtId, stmt: { type: Kind.STMT, stmtExecute } }),
  ] as const;
};
const execute = (stmtId: number) =>
  [ClientMessage.PREPARE_EXECUTE, messages.Execute.encode({ stmtId, args: [] })] as const;
const number = (value: number) => ({ low: value, high: 0, unsigned: true });
const open = (cursorId: number, stmtId: number, rows: number) => {
  const stmt = { type: 0 as const, prepareExecute: { stmtId, args: [] } };
  return [ClientMessage.CURSOR_OPEN, messages.CursorOpen.encode({ cursorId, stmt, fetchRows: number(rows) })] as const;
};
const fetch = (cursorId: number, rows: number) =>
  [ClientMessage.CURSOR_FETCH, messages.CursorFetch.encode({ cursorId, fetchRows: number(rows) })] as const;

test('a statement is answered, and an error is one for who follows the block', async () => {
  const { ask, told } = statements();
  expect((await ask(...sql('SELECT 1'))).types.filter((type) => type === 'RESULTSET_ROW')).toHaveLength(2);
  expect(await ask(...sql('BAD'))).toMatchObject({ outcome: 'error', code: 5 });
  expect(told).toHaveLength(2);
});

test('a script that did not load is told at each statement', async () => {
  const { ask } = statements(null);
  expect(await ask(...sql('SELECT 1'))).toMatchObject({ outcome: 'error', code: 1064 });
  expect(await ask(...prepare(1, 'SELECT 1'))).toMatchObject({ outcome: 'error', code: 1064 });
});

test('what was prepared can be executed until it is let go', async () => {
  const { ask } = statements();
  expect(await ask(...prepare(1, 'SELECT 1'))).toMatchObject({ outcome: 'ok', types: ['OK'] });
  expect(await ask(...execute(1))).toMatchObject({ outcome: 'ok' });
  expect(await ask(...execute(2))).toMatchObject({ outcome: 'error', code: 5110 });
  const deallocate = [ClientMessage.PREPARE_DEALLOCATE, messages.Deallocate.encode({ stmtId: 1 })] as const;
  expect([
    (await ask(...deallocate)).outcome,
    (await ask(...deallocate)).code,
    (await ask(...execute(1))).code,
  ]).toEqual(['ok', 5110, 5110]);
});

test('only SQL may be prepared, and what cannot be is not there', async () => {
  const { ask } = statements();
  expect((await ask(...prepare(1, 'ping', 'mysqlx'))).outcome).toBe('error');
  expect((await ask(...execute(1))).code).toBe(5110);
});

test('a cursor gives its rows in portions, and says when there are none', async () => {
  const { ask } = statements();
  await ask(...prepare(1, 'SELECT 1'));
  expect((await ask(...open(7, 1, 1))).types).toContain('RESULTSET_FETCH_SUSPENDED');
  expect((await ask(...fetch(7, 5))).types).toContain('RESULTSET_FETCH_DONE');
  const [exhausted, unknown] = [await ask(...fetch(7, 1)), await ask(...fetch(8, 1))];
  expect([exhausted.outcome, unknown.outcome, exhausted.code === unknown.code]).toEqual(['error', 'error', false]);
});

test('no cursor is opened over what has no rows, or was never prepared', async () => {
  const { ask } = statements();
  await ask(...prepare(1, 'DO 1'));
  await ask(...prepare(2, 'BAD'));
  expect((await ask(...open(7, 1, 1))).outcome).toBe('error');
  expect((await ask(...open(7, 2, 1))).code).toBe(5);
  expect((await ask(...open(7, 9, 1))).code).toBe(5110);
  expect((await ask(...fetch(7, 1))).outcome).toBe('error');
});

test('a reset lets go of everything', async () => {
  const { ask, all } = statements();
  await ask(...prepare(1, 'SELECT 1'));
  await ask(...open(7, 1, 1));
  all.forget();
  expect([(await ask(...execute(1))).code, (await ask(...fetch(7, 1))).outcome]).toEqual([5110, 'error']);
});
