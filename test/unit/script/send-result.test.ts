// One result: what is written as one piece, and what in pieces.

import { expect, test } from 'vitest';
import { packetsOf } from '../../../src/mysql/codec/framing.ts';
import { PacketBatch } from '../../../src/mysql/codec/packet-batch.ts';
import { Capability } from '../../../src/mysql/constants/capabilities.ts';
import { errorResult, NOTHING_DONE, type Row, type StatementResult } from '../../../src/script/answer.ts';
import { encodingFor } from '../../../src/script/encode-answer.ts';
import { canSendAtOnce, PIECE_BYTES, sendInPieces, writeAtOnce } from '../../../src/script/send-result.ts';
import { scriptColumn } from '../../support/script-column.ts';

const ENCODING = encodingFor(Capability.PROTOCOL_41 | Capability.DEPRECATE_EOF);
const rowsOf = (rows: Iterable<Row> | AsyncIterable<Row>): StatementResult => ({
  ...{ kind: 'rows', columns: [scriptColumn()], rows, completion: NOTHING_DONE },
});
const list = (length: number): Row[] => Array.from({ length }, (_, at) => [`row ${at}`]);

test('only a short list of rows is there at once', () => {
  expect([list(0), list(200), list(201)].map((rows) => canSendAtOnce(rowsOf(rows)))).toEqual([true, true, false]);
  expect(canSendAtOnce(rowsOf(new Set(list(1))))).toBe(false);
  expect(canSendAtOnce(errorResult(1, 'HY000', ''))).toBe(true);
  expect(canSendAtOnce({ kind: 'infile', filename: '', received: () => Promise.reject() })).toBe(false);
});

test('what is written at once begins with the first sequence id, whatever was written before', () => {
  for (let time = 0; time < 2; time++) expect(writeAtOnce(rowsOf(list(1)), false, ENCODING)[3]).toBe(1);
  const bytes = Buffer.from(writeAtOnce(rowsOf(list(3)), false, ENCODING));
  expect([...packetsOf([bytes])]).toHaveLength(6);
});

test('a row that cannot be had ends the answer with an error', () => {
  const broken = new Proxy(list(1), {
    get: (target, key, receiver) => {
      if (key === Symbol.iterator) return () => ({ next: () => fail() });
      return Reflect.get(target, key, receiver) as unknown;
    },
  });
  const fail = (): never => {
    throw new Error('no row');
  };
  const bytes = Buffer.from(writeAtOnce(rowsOf(broken), false, ENCODING));
  expect([...packetsOf([bytes])].at(-1)?.payload[0]).toBe(0xff);
});

test('long answers go out in pieces, each when it is full, and wait for a slow client', async () => {
  const batch = new PacketBatch();
  let [written, waits] = [0, 0];
  const reply = {
    write: (bytes: Buffer) => {
      written += bytes.length;
      return Promise.resolve().then(() => void waits++);
    },
    readClientPacket: () => Promise.reject(),
  };
  const sending = { batch, reply, isBinary: false, encoding: ENCODING, further: 0 };
  await sendInPieces(rowsOf(new Set(list(20_000))), sending);
  expect(waits).toBe(Math.floor((written + batch.byteLength) / PIECE_BYTES));
  expect(waits).toBeGreaterThan(2);
  expect(batch.byteLength).toBeLessThan(2 * PIECE_BYTES);
});
