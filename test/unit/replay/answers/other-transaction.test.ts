import { expect, test } from 'vitest';
import type { Command } from '../../../../src/core/command.ts';
import type { RecordedResponse } from '../../../../src/core/recording.ts';
import { framePayload } from '../../../../src/mysql/codec/framing.ts';
import { Capability } from '../../../../src/mysql/constants/capabilities.ts';
import { decodeOk, encodeOk, plainOk } from '../../../../src/mysql/packets/ok.ts';
import { otherTransaction, toldOfTransaction } from '../../../../src/replay/answers/other-transaction.ts';

test('the state within a transaction and outside of one, where nothing else differs', () => {
  const state = (open: number, rest = '') => `autocommit=1 in_transaction=${open} charset=utf8mb4${rest}`;
  expect(otherTransaction(state(0), null)).toBe(state(1));
  expect(otherTransaction(state(1), null)).toBe(state(0));
  expect(otherTransaction(state(1, " transaction_isolation='SERIALIZABLE'"), null)).toBe(null);
  expect(otherTransaction('autocommit=0 in_transaction=0', null)).toBe('autocommit=0 in_transaction=1');
  expect(otherTransaction('autocommit=1 in_transaction=read-only', null)).toBe(null);
  expect(otherTransaction(state(0), Buffer.from('SELECT @@global.port'))).toBe(state(1));
  expect(otherTransaction(state(0), Buffer.from('SELECT @@session.In_Transaction'))).toBe(null);
});

test('the answer says whether a transaction is open', () => {
  const encoding = Capability.PROTOCOL_41 | Capability.DEPRECATE_EOF;
  const whole = Buffer.concat(framePayload(encodeOk(plainOk(0x2003), encoding), 1));
  const response = { encoding, status: 0x2003, whole, chunks: () => [whole] } as unknown as RecordedResponse;
  const command = { code: 3, payload: Buffer.of(3) } as unknown as Command;
  const told = (isOpen: boolean) => {
    const made = toldOfTransaction(command, response, isOpen);
    return [made?.status, decodeOk((made?.whole ?? whole).subarray(4), encoding).status];
  };
  expect([told(false), told(true)]).toEqual([
    [2, 2],
    [3, 3],
  ]);
  expect(toldOfTransaction(command, { ...response, whole: null }, true)).toBe(null);
});
