import { expect, test } from 'vitest';
import { FrameBatch } from '../../../../src/mysqlx/codec/frame-batch.ts';
import { frameMessage } from '../../../../src/mysqlx/codec/framing.ts';
import { ServerMessage } from '../../../../src/mysqlx/constants/message-types.ts';
import { Row } from '../../../../src/mysqlx/messages/messages.ts';
import fc from '../../../support/property.ts';

const field = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.nat(40_000).map((length) => new Uint8Array(length).fill(7)),
);

test('rows and messages are the bytes that they are by themselves', () => {
  fc.assert(
    fc.property(fc.array(fc.array(field, { maxLength: 5 }), { maxLength: 4 }), (rows) => {
      const batch = new FrameBatch();
      const expected: Buffer[] = [];
      for (const fields of rows) {
        const row = { field: fields.map((bytes) => Buffer.from(bytes)) };
        batch.row(row.field).message(ServerMessage.RESULTSET_FETCH_DONE, Buffer.alloc(0));
        expected.push(frameMessage(ServerMessage.RESULTSET_ROW, Row.encode(row)));
        expected.push(frameMessage(ServerMessage.RESULTSET_FETCH_DONE));
      }
      const all = Buffer.concat(expected);
      expect(batch.byteLength).toBe(all.length);
      expect(batch.take().equals(all)).toBe(true);
      expect(batch.take().length).toBe(0);
    }),
    { numRuns: 50 },
  );
});

test('what was taken stays as it is when the batch goes on', () => {
  const batch = new FrameBatch();
  const first = batch.frame(Buffer.from('first')).take();
  batch.frame(Buffer.from('second'));
  expect(first.toString()).toBe('first');
});
