// What a script's thread sends of an answer, and what is made of it on the other side.

import { expect, test } from 'vitest';
import { type Completion, NOTHING_DONE, type Row } from '../../../../src/script/answer.ts';
import { withBuffers } from '../../../../src/script/thread/buffers.ts';
import { packColumns, packCompletion, unpackColumns, unpackCompletion } from '../../../../src/script/thread/columns.ts';
import type { FromThread, ToThread } from '../../../../src/script/thread/messages.ts';
import { Packing } from '../../../../src/script/thread/packing.ts';
import { RowStreams } from '../../../../src/script/thread/row-streams.ts';
import { scriptColumn } from '../../../support/script-column.ts';

/** The two sides, wired without a thread; messages are cloned as they would be. */
function wired() {
  const sent: FromThread[] = [];
  const streams = new RowStreams((message) => take(structuredClone(message)));
  const packing = new Packing((message) => {
    const clone = structuredClone(message);
    sent.push(clone);
    if (clone.op === 'rows') streams.add(clone.stream, clone.rows);
    if (clone.op === 'end') streams.end(clone.stream, clone.failure);
  }, 100);
  const take = (message: ToThread) => {
    if (message.op === 'taken') packing.taken(message.stream, message.rows);
    if (message.op === 'drop') packing.drop(message.stream);
  };
  const rowsOf = (rows: Iterable<Row> | AsyncIterable<Row>): AsyncGenerator<Row> => {
    const answer = { delayMs: 0, results: [{ kind: 'rows', columns: [], rows, completion: NOTHING_DONE } as const] };
    const [packed] = packing.pack(1, answer).results;
    if (packed?.kind !== 'rows' || typeof packed.rows !== 'number') throw new Error('no stream');
    return streams.rows(packed.rows);
  };
  return { sent, streams, rowsOf };
}

async function read(rows: AsyncIterable<Row>): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const [value] of rows) all.push(value);
  return all;
}

function* numbers(count: number, onRow: (n: number) => void = () => undefined): Generator<Row> {
  for (let n = 0; n < count; n++) {
    onRow(n);
    yield [n];
  }
}

test('rows come in their order, many in one message', async () => {
  const { sent, rowsOf } = wired();
  expect(await read(rowsOf(numbers(1000)))).toEqual(Array.from({ length: 1000 }, (_, n) => n));
  expect(sent.length).toBeLessThan(20);
});

test('a row that comes is sent at once, whatever the next one takes', async () => {
  let go = () => {};
  const later = new Promise<void>((resolve) => {
    go = resolve;
  });
  const { rowsOf } = wired();
  const rows = rowsOf(
    (async function* () {
      yield [1];
      await later;
      yield [2];
    })(),
  );
  expect((await rows.next()).value).toEqual([1]);
  go();
  expect(await read(rows)).toEqual([2]);
});

test('what is not taken is not made, and what nobody wants any more ends', async () => {
  let made = 0;
  let isOver = false;
  const { rowsOf } = wired();
  const endless = (function* () {
    try {
      for (;;) yield [made++];
    } finally {
      isOver = true;
    }
  })();
  const rows = rowsOf(endless);
  await rows.next();
  await new Promise((resolve) => setImmediate(resolve));
  expect(made).toBeLessThan(1000);
  await rows.return(undefined);
  await expect.poll(() => isOver).toBe(true);
});

test('what fails behind some rows, cannot be cloned, or was in a thread that is gone, is said', async () => {
  const { streams, rowsOf } = wired();
  const failing = (function* (): Generator<Row> {
    yield [1];
    throw new Error('half');
  })();
  await expect(read(rowsOf(failing))).rejects.toThrow('half');
  const odd = [[() => 1]] as unknown as Row[];
  await expect(read(rowsOf(new Set(odd)))).rejects.toThrow('could not be cloned');
  await expect(read(streams.rows(7))).rejects.toThrow('the thread of the script was ended');
});

test('columns and ends of results come back as they were', () => {
  const columns = [scriptColumn({ name: 'a', type: 3 }), scriptColumn({ name: 'b', charset: 63, flags: 128 })];
  expect(unpackColumns(structuredClone(packColumns(columns)))).toEqual(columns);
  const usual = { ...NOTHING_DONE, status: 2 };
  const name = Buffer.from('shop');
  const other: Completion = { ...usual, affectedRows: 3n, trackers: [{ type: 'schema', name }] };
  for (const completion of [usual, other]) {
    expect(unpackCompletion(structuredClone(packCompletion(completion)))).toEqual(completion);
  }
});

test('bytes are Buffers again, however deep', () => {
  const value = structuredClone({ a: [{ b: Buffer.from('x') }, null, 1n], c: Buffer.from('y') });
  expect(withBuffers(value)).toEqual({ a: [{ b: Buffer.from('x') }, null, 1n], c: Buffer.from('y') });
  expect(Buffer.isBuffer(value.c)).toBe(true);
});
