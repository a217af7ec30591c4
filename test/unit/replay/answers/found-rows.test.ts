// An UPDATE recorded for a client that counts the rows found answers one that counts those changed, and the reverse.

import { expect, test } from 'vitest';
import type { RecordedResponse } from '../../../../src/core/recording.ts';
import { framePayload } from '../../../../src/mysql/codec/framing.ts';
import { Capability } from '../../../../src/mysql/constants/capabilities.ts';
import { decodeOk, encodeOk, plainOk } from '../../../../src/mysql/packets/ok.ts';
import { otherCount, recounted } from '../../../../src/replay/answers/found-rows.ts';

const encoding = Capability.PROTOCOL_41;
const [CHANGED, FOUND] = ['user=a found_rows=0 x=1', 'user=a found_rows=1 x=1'];

function response(affectedRows: bigint, info: string | null, behind = Buffer.alloc(0)): RecordedResponse {
  const ok = encodeOk({ ...plainOk(2), affectedRows, info: info === null ? null : Buffer.from(info) }, encoding);
  const whole = Buffer.concat([...framePayload(ok, 1), behind]);
  return { outcome: 'ok', encoding, whole, bytes: whole.length } as RecordedResponse;
}

function countOf(answer: RecordedResponse | null): bigint | null {
  return answer?.whole == null ? null : decodeOk(answer.whole.subarray(4), encoding).affectedRows;
}

test('the other state counts otherwise; a state that does not count has no other', () => {
  expect([otherCount(CHANGED), otherCount(FOUND), otherCount('user=a')]).toEqual([FOUND, CHANGED, null]);
});

test('the text of an UPDATE has both counts', () => {
  const info = 'Rows matched: 7  Changed: 300  Warnings: 0';
  expect(countOf(recounted(response(300n, info), 'UPDATE', CHANGED))).toBe(7n);
  const answer = recounted(response(7n, info), 'UPDATE', FOUND);
  expect(countOf(answer)).toBe(300n);
  expect(answer?.bytes).toBe(answer?.whole?.length);
  expect(Buffer.concat([...(answer?.chunks() ?? [])])).toEqual(answer?.whole);
});

test('an INSERT of one row is certain where it changed one, or found none to change', () => {
  expect(countOf(recounted(response(2n, null), 'INSERT', FOUND))).toBe(2n);
  expect(countOf(recounted(response(1n, ''), 'INSERT', CHANGED))).toBe(1n);
  expect(recounted(response(1n, null), 'INSERT', FOUND)).toBeNull();
  expect(recounted(response(2n, 'Records: 2  Duplicates: 0  Warnings: 0'), 'INSERT', FOUND)).toBeNull();
});

test('what is not certain is not answered', () => {
  const info = 'Rows matched: 1  Changed: 1  Warnings: 0';
  expect(recounted(response(1n, info), 'DELETE', FOUND)).toBeNull();
  expect(recounted(response(1n, null), 'UPDATE', FOUND)).toBeNull();
  expect(recounted(response(1n, info, Buffer.from('0100000200', 'hex')), 'UPDATE', FOUND)).toBeNull();
  expect(recounted({ ...response(1n, info), whole: null }, 'UPDATE', FOUND)).toBeNull();
  expect(recounted({ ...response(1n, info), outcome: 'resultset' }, 'UPDATE', FOUND)).toBeNull();
});

test('an error is the same for both', () => {
  const error: RecordedResponse = { ...response(0n, null), outcome: 'error' };
  expect(recounted(error, 'UPDATE', FOUND)).toBe(error);
});
