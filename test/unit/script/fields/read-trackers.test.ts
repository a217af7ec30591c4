import { expect, test } from 'vitest';
import { readTrackers } from '../../../../src/script/fields/read-trackers.ts';

function read(...session_trackers: object[]) {
  return readTrackers({ session_trackers });
}

test('each type has its own fields', () => {
  expect(
    read(
      { type: 'system_variable', name: 'autocommit', value: 'OFF' },
      { type: 'schema', schema: 'shop' },
      { type: 'state', state: '1' },
      { type: 'gtid', gtid: 'a:1' },
      { type: 'trx_characteristics', trx_stmt: '' },
      { type: 'trx_state', state: 'T_______' },
    ),
  ).toEqual([
    { type: 'system_variables', variables: [{ name: Buffer.from('autocommit'), value: Buffer.from('OFF') }] },
    { type: 'schema', name: Buffer.from('shop') },
    { type: 'state_change', flag: Buffer.from('1') },
    { type: 'gtids', encoding: 0, gtids: Buffer.from('a:1') },
    { type: 'transaction_characteristics', sql: Buffer.alloc(0) },
    { type: 'transaction_state', state: Buffer.from('T_______') },
  ]);
  expect(readTrackers({})).toEqual([]);
});

test('a state has its size in bytes, whatever it looks like', () => {
  expect(() => read({ type: 'state', state: 'ä' })).toThrow('session_tracket.state must be size==1, is 2');
  expect(() => read({ type: 'trx_state', state: 'T' })).toThrow('session_tracket.state must be size==8, is 1');
});

test('what is no tracker is refused', () => {
  expect(() => readTrackers({ session_trackers: {} })).toThrow('expected .session_tracker to be an array');
  expect(() => read({})).toThrow('missing field "type"');
  expect(() => read({ type: 'Schema' })).toThrow('unknown session_tracket.type = Schema');
});
