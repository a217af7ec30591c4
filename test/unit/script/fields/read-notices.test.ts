import { expect, test } from 'vitest';
import { readNotices } from '../../../../src/script/fields/read-notices.ts';

test('no notices are an empty list; anything but a list is refused', () => {
  expect([readNotices(undefined), readNotices(null), readNotices([])]).toEqual([[], [], []]);
  expect(() => readNotices({})).toThrow("expected 'notices' to be one of callable, thread or array, got object");
  expect(() => readNotices(['x'])).toThrow('expect an object');
});

test('each field has its default', () => {
  expect(readNotices([{}])).toEqual([{ sendOffsetMs: 0, type: null, scope: null, payload: {} }]);
  expect(readNotices([{ send_offset: 1.5, type: 3, scope: 'GLOBAL', payload: { schema: 'a' } }])).toEqual([
    { sendOffsetMs: 1.5, type: 3, scope: 'GLOBAL', payload: { schema: 'a' } },
  ]);
  expect(readNotices([{ scope: '', payload: 'text' }])).toMatchObject([{ scope: 'LOCAL', payload: {} }]);
});

test.each([
  [{ scope: 'global' }, "scope must be LOCAL or GLOBAL was: 'global'"],
  [{ type: -1 }, 'value out-of-range for field "type"'],
  [{ send_offset: 'x' }, 'send_offset must be a number, if set, got primitive, string'],
])('%j is refused', (notice, message) => {
  expect(() => readNotices([notice])).toThrow(message);
});
