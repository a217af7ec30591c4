import { expect, test } from 'vitest';
import { ConnectionLost, MalformedPacketError, MockError, messageOf } from '../../../src/core/errors.ts';

test('an error has a code for programs, a sentence for people, and what caused it', () => {
  const cause = new Error('no space');
  const error = new MockError('RECORDING_WRITE_FAILED', 'it cannot be written', { cause });
  expect([error.code, error.name, error.message, error.cause]).toEqual([
    'RECORDING_WRITE_FAILED',
    'MockError',
    'it cannot be written',
    cause,
  ]);
  expect(new ConnectionLost('server').message).toBe('the server closed the connection');
});

test('a malformed packet names the packet, the field, and the lengths where they are what is wrong', () => {
  const details = { packet: 'OK', field: 'status', offset: 3, needed: 2, available: 1 };
  expect(new MalformedPacketError(details, 'it ends').message).toBe(
    'OK: status at offset 3: it ends (needed 2 bytes, have 1)',
  );
  expect(new MalformedPacketError({ ...details, needed: 0 }, 'unknown').message).toBe(
    'OK: status at offset 3: unknown',
  );
});

test('whatever is thrown has a sentence', () => {
  expect([messageOf(new Error('a')), messageOf('b'), messageOf(null)]).toEqual(['a', 'b', 'null']);
});
