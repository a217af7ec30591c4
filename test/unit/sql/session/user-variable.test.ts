import { expect, test } from 'vitest';
import {
  contentOfHeld,
  heldNull,
  heldString,
  heldWith,
  isHeldNull,
} from '../../../../src/sql/session/user-variable.ts';

test.each([
  'NULL',
  '5',
  '-1.50',
  '1e0',
  '.5',
  '0x41',
  "x'41'",
  'true',
  'CURRENT_USER',
  "'5'",
  'NULL.int',
  'unset.prepared',
])("the string %s keeps its quotes, as no other literal's text has any", (content) => {
  expect(heldString(content)).toBe(`'${content}'`);
  expect(contentOfHeld(heldString(content))).toBe(content);
});

test.each(['', 'bob', '5 apples', '9c0d1b4e-0000-4000-8000-000000000000', '2026-01-02', "it's"])(
  '%s is as it is',
  (content) => {
    expect(heldString(content)).toBe(content);
    expect(contentOfHeld(content)).toBe(content);
  },
);

test('another content is held as the one before was', () => {
  expect(heldWith("'1764403200123'", () => '1764403200456')).toBe("'1764403200456'");
  expect(heldWith('1764403200123', () => '1764403200456')).toBe('1764403200456');
  expect(heldWith("'5'", () => null)).toBe("'5'");
});

test.each([
  ['', 'NULL'],
  ['5', 'NULL.int'],
  ['-1.50', 'NULL.decimal'],
  ['1e0', 'NULL.1e0'],
  ['bob', 'NULL.text'],
  ["'5'", 'NULL.text'],
  ['NULL.int', 'NULL.int'],
  ['unset.prepared', 'NULL.text'],
])('NULL behind %s is held as %s', (before, held) => {
  expect(heldNull('NULL', before)).toBe(held);
  expect(isHeldNull(held)).toBe(true);
  expect(heldNull('5', before)).toBeNull();
  expect(contentOfHeld(held)).toBe('NULL');
});
