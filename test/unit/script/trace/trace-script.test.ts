// Which entry of a trace answers, and how often.

import { expect, test } from 'vitest';
import type { ScriptOperation } from '../../../../src/script/operation.ts';
import type { ScriptRun } from '../../../../src/script/script.ts';
import type { Trace, TraceEntry } from '../../../../src/script/trace/trace.ts';
import { TraceScript } from '../../../../src/script/trace/trace-script.ts';

const ok = (message: string, entry: Partial<TraceEntry>): TraceEntry => ({ ...entry, ok: { message } });
const script = (...stmts: TraceEntry[]) => new TraceScript('x.json', { stmts } as Trace, 1000);

/** The message of an OK, or the error's. */
async function says(run: ScriptRun, ...statements: string[]): Promise<string[]> {
  const told: string[] = [];
  for (const statement of statements) {
    const [result] = (await run.answer(statement, null)).results;
    told.push(result?.kind === 'ok' ? result.completion.message : result?.kind === 'error' ? result.message : '');
  }
  return told;
}

test('a statement is compared as recordings are; what nobody knows is an error', async () => {
  const run = script(ok('one', { stmt: 'SELECT 1' })).open();
  expect(await says(run, 'select  1;', 'SELECT 2')).toEqual(['one', 'Unknown statement. (end of stmts)']);
});

test('several entries of one statement answer one after the other, and the last one again', async () => {
  const run = script(ok('first', { stmt: 'a' }), ok('second', { stmt: 'a' })).open();
  expect(await says(run, 'a', 'a', 'a', 'a')).toEqual(['first', 'second', 'second', 'second']);
});

test('`repeat` says how often, and is kept for each connection', async () => {
  const traced = script(ok('thrice', { stmt: 'a', repeat: 3 }), ok('then', { stmt: 'a', repeat: 1 }));
  const told = ['thrice', 'thrice', 'thrice', 'then'];
  for (const run of [traced.open(), traced.open()]) {
    expect((await says(run, 'a', 'a', 'a', 'a', 'a')).slice(0, 4)).toEqual(told);
  }
});

test('an expression stands for all that it finds', async () => {
  const run = script(ok('some', { stmt_regex: '^SELECT \\d+$' }), ok('dotted', { 'stmt.regex': '^DO' })).open();
  expect(await says(run, 'SELECT 15', 'DO 1', 'SELECT x')).toEqual([
    'some',
    'dotted',
    'Unknown statement. (end of stmts)',
  ]);
});

test('an entry without a statement stands for its place: whatever comes, once', async () => {
  const run = script(ok('any', {}), ok('known', { stmt: 'a' })).open();
  expect(await says(run, 'x', 'a')).toEqual(['any', 'known']);
});

test('a prepared statement has the columns of the answer that it would get', async () => {
  const columns = [{ name: 'n', type: 'LONG' }];
  const run = script(
    { stmt: 'SELECT ?', result: { columns } },
    { stmt: 'X', error: { code: 5, message: 'no' } },
  ).open();
  expect(await run.prepare('SELECT ?')).toMatchObject({ columns: [{ name: 'n' }] });
  expect(await says(run, 'SELECT ?')).toEqual(['']);
});

test('an operation by its text, a command by its name alone, else what servers say', async () => {
  const command = { kind: 'command', text: 'mysqlx.ping()', name: 'ping', args: {} } as unknown as ScriptOperation;
  const run = script(ok('pong', { stmt: 'ping' })).open();
  const [result] = (await run.operate(command)).results;
  expect(result).toMatchObject({ kind: 'ok', completion: { message: 'pong' } });
  const find = { kind: 'find', text: 'a.b.find()' } as unknown as ScriptOperation;
  expect((await script().open().operate(find)).results).toHaveLength(1);
});

test('an expression that searches for too long is a failure, and not an answer', async () => {
  const run = new TraceScript('x.json', { stmts: [ok('slow', { stmt_regex: '^(a+)+$' })] }, 20).open();
  expect(() => run.answer(`${'a'.repeat(40)}b`, null)).toThrow(/expression|ms/);
});
