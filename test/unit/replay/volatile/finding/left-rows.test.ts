// What is one and the same however it is written: by that a row is found which has a recorded value under another one.

import { expect, test } from 'vitest';
import { identitiesOf } from '../../../../../src/replay/volatile/finding/left-rows.ts';

const UUID = '1b4e28ba-2fa1-41d2-883f-0016d3cca427';
const DIGITS = UUID.replaceAll('-', '');

test.each([
  ['with dashes', UUID],
  ['as digits', DIGITS],
  ['in upper case', UUID.toUpperCase()],
  ['as bytes', Buffer.from(DIGITS, 'hex').toString('latin1')],
  ['within a text', `order ${UUID} by ada`],
])('a UUID is one %s', (_, content) => {
  expect(identitiesOf(content)).toContain(DIGITS);
});

test('what is drawn by chance is itself', () => {
  expect(identitiesOf('3f9c1a7be0d2445d8a1f')).toContain('3f9c1a7be0d2445d8a1f');
  expect(identitiesOf('Berlin')).toEqual(['Berlin']);
});
