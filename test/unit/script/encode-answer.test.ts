// A script's answers as packets, for clients that differ in what they can read.

import { expect, test } from 'vitest';
import { packetsOf } from '../../../src/mysql/codec/framing.ts';
import { PacketBatch } from '../../../src/mysql/codec/packet-batch.ts';
import { Capability } from '../../../src/mysql/constants/capabilities.ts';
import { ColumnType } from '../../../src/mysql/constants/column-types.ts';
import { Status } from '../../../src/mysql/constants/status.ts';
import { decodeColumnDefinition } from '../../../src/mysql/packets/column-definition.ts';
import { decodeErr } from '../../../src/mysql/packets/err.ts';
import { decodeOk } from '../../../src/mysql/packets/ok.ts';
import { decodePrepareOk } from '../../../src/mysql/packets/prepare-ok.ts';
import { type Completion, NOTHING_DONE, type RowsResult } from '../../../src/script/answer.ts';
import {
  type Encoding,
  encodingFor,
  rowWriter,
  writeColumns,
  writeError,
  writeOk,
  writePrepared,
  writeRowFailure,
  writeRowsEnd,
} from '../../../src/script/encode-answer.ts';
import { scriptColumn } from '../../support/script-column.ts';

const { PROTOCOL_41, DEPRECATE_EOF, SESSION_TRACK, OPTIONAL_RESULTSET_METADATA } = Capability;
const OLD = encodingFor(PROTOCOL_41);
const MODERN = encodingFor(PROTOCOL_41 | DEPRECATE_EOF);
const TRACKING = encodingFor(PROTOCOL_41 | DEPRECATE_EOF | SESSION_TRACK);

function packets(write: (batch: PacketBatch) => void): Buffer[] {
  const batch = new PacketBatch();
  write(batch);
  return [...packetsOf([Buffer.from(batch.take())])].map(({ payload }) => Buffer.from(payload));
}

function okOf(completion: Partial<Completion>, encoding: Encoding, further = 0) {
  const [payload = Buffer.alloc(0)] = packets((batch) =>
    writeOk(batch, { ...NOTHING_DONE, ...completion }, encoding, further),
  );
  return { payload, ok: decodeOk(payload, encoding.capabilities) };
}

test('what changed in the session is told to who asked for it alone', () => {
  const trackers = [{ type: 'schema', name: Buffer.from('shop') }] as const;
  const told = okOf({ trackers }, TRACKING, Status.MORE_RESULTS_EXISTS).ok;
  expect(told).toMatchObject({
    status: Status.SESSION_STATE_CHANGED | Status.MORE_RESULTS_EXISTS,
    sessionState: trackers,
  });
  expect(okOf({ trackers }, MODERN).ok).toMatchObject({ status: 0, sessionState: null, info: null });
});

test('an empty message has its length byte where a client tracks the session', () => {
  expect(okOf({}, TRACKING).payload.toString('hex')).toBe('00000000000000' + '00');
  expect(okOf({}, MODERN).payload.toString('hex')).toBe('00000000000000');
  expect(okOf({ message: 'hi', affectedRows: 300n, warnings: 2 }, MODERN).ok).toMatchObject({
    ...{ affectedRows: 300n, warnings: 2, info: Buffer.from('hi') },
  });
});

test('a result set has EOF packets for an old client, one OK packet for a new one', () => {
  const completion = { ...NOTHING_DONE, warnings: 1 };
  const result: RowsResult = { kind: 'rows', columns: [scriptColumn()], rows: [], completion };
  const all = (encoding: Encoding) =>
    packets((batch) => {
      writeColumns(batch, result.columns, encoding);
      rowWriter(batch, result.columns, false)(['x']);
      writeRowsEnd(batch, result, encoding, Status.MORE_RESULTS_EXISTS);
    });
  const [count, definition = Buffer.alloc(0), eof, row, end] = all(OLD);
  expect([count, eof, row, end].map((one) => one?.toString('hex'))).toEqual(['01', 'fe00000000', '0178', 'fe01000800']);
  expect(decodeColumnDefinition(definition, PROTOCOL_41)).toMatchObject({ name: Buffer.from('c'), charset: 255 });
  expect(all(MODERN)).toHaveLength(4);
  expect(all(MODERN).at(-1)?.toString('hex')).toBe('fe000008000100');
  const optional = encodingFor(PROTOCOL_41 | OPTIONAL_RESULTSET_METADATA);
  expect(all(optional)[0]?.toString('hex')).toBe('0101');
});

test('a prepare tells a placeholder for each parameter, and nothing where there is none', () => {
  const prepared = (parameters: number, columns: number, encoding: Encoding) =>
    packets((batch) => writePrepared(batch, 7, parameters, Array(columns).fill(scriptColumn()), encoding));
  expect(prepared(2, 1, OLD)).toHaveLength(6);
  expect(prepared(2, 1, MODERN)).toHaveLength(4);
  const [ok = Buffer.alloc(0), first = Buffer.alloc(0)] = prepared(1, 0, MODERN);
  expect(decodePrepareOk(ok, PROTOCOL_41)).toMatchObject({ statementId: 7, parameterCount: 1, columnCount: 0 });
  expect(decodeColumnDefinition(first, PROTOCOL_41)).toMatchObject({
    name: Buffer.from('?'),
    type: ColumnType.VAR_STRING,
  });
  expect(prepared(0, 0, OLD)).toHaveLength(1);
});

test('errors: the script’s own, and that of a row that could not be made, which takes the place of what was begun', () => {
  const [error = Buffer.alloc(0)] = packets((batch) =>
    writeError(batch, { kind: 'error', code: 1146, sqlState: '42S02', message: 'no table' }),
  );
  expect(decodeErr(error)).toEqual({ code: 1146, sqlState: '42S02', message: Buffer.from('no table') });
  const failed = packets((batch) => {
    batch.begin().lenencText('half a row');
    writeRowFailure(batch, 'boom');
  });
  expect(failed).toHaveLength(1);
  expect(decodeErr(failed[0] ?? Buffer.alloc(0)).message.toString()).toBe('executing statement failed: boom');
});
