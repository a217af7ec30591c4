import { expect, test } from 'vitest';
import {
  isBytes,
  isOfKind,
  keptAs,
  momentLike,
  readMoment,
  replaceUuids,
  swapped,
  unswapped,
  uuidDigits,
  uuidLike,
  uuidsIn,
  withoutUuids,
} from '../../../../../src/replay/volatile/values/volatile-kinds.ts';
import fc from '../../../../support/property.ts';

const DASHED = '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';
const digits = fc.stringMatching(/^[0-9a-f]{32}$/);

test('a UUID has the same digits in each of its forms, and is written as another one is', () => {
  const plain = DASHED.replaceAll('-', '');
  expect([DASHED, DASHED.toUpperCase(), plain].map(uuidDigits)).toEqual([plain, plain, plain]);
  fc.assert(
    fc.property(digits, (other) => {
      for (const like of [DASHED, DASHED.toUpperCase(), plain, plain.toUpperCase()]) {
        expect(uuidDigits(uuidLike(like, other))).toBe(other);
      }
      const bytes = uuidLike('\x00'.repeat(16), other);
      expect(Buffer.from(bytes, 'latin1').toString('hex')).toBe(other);
      expect(unswapped(swapped(other))).toBe(other);
    }),
  );
});

test('16 characters that may be text are no bytes of a UUID', () => {
  expect(isBytes('user@example.com')).toBe(false);
  expect(isBytes('4111111111111111')).toBe(false);
  expect(isBytes(Buffer.from(DASHED.replaceAll('-', ''), 'hex').toString('latin1'))).toBe(true);
});

test('UUIDs within a text are found and replaced, longer rows of digits are none', () => {
  const text = `order ${DASHED} of ${DASHED.replaceAll('-', '')}`;
  expect(uuidsIn(text)).toHaveLength(2);
  expect(withoutUuids(text)).toBe('order \0 of \0');
  expect(replaceUuids(text, () => 'x')).toBe('order x of x');
  expect(uuidsIn('a'.repeat(40))).toEqual([]);
  expect(isOfKind('uuid', 'a'.repeat(40))).toBe(false);
});

test('a moment is read with its fraction, and written as another is', () => {
  expect(readMoment('2026-01-02 03:04:05.006')).toEqual({ seconds: 1_767_323_045, micros: 6000, digits: 3 });
  expect(readMoment('2026-13-02 03:04:05')).toBeNull();
  expect(readMoment('2026-01-02')).toBeNull();
  const moment = { seconds: 1_767_323_045, micros: 6789 };
  expect(momentLike('2020-01-01T00:00:00Z', moment, 0)).toBe('2026-01-02T03:04:05Z');
  expect(momentLike('2020-01-01 00:00:00.123', moment, 3)).toBe('2026-01-02 03:04:05.006');
  expect(momentLike('20200101000000', moment, 0)).toBe('20260102030405');
  expect(momentLike('20200101T000000Z', moment, 0)).toBe('20260102T030405Z');
});

test('a moment without signs is one, where it can be a date and a time', () => {
  expect(readMoment('20260102030405')).toEqual({ ...readMoment('2026-01-02 03:04:05') });
  for (const number of ['20261302030405', '20260132030405', '20260102240405', '12345678901234', '202601020304']) {
    expect(readMoment(number), number).toBe(null);
  }
});

test('a column keeps a moment rounded or cut off, the next second where it comes to that', () => {
  expect(keptAs({ seconds: 1, micros: 999_999 }, 0, true)).toEqual({ seconds: 2, micros: 0 });
  expect(keptAs({ seconds: 1, micros: 999_999 }, 0, false)).toEqual({ seconds: 1, micros: 0 });
  expect(keptAs({ seconds: 1, micros: 123_456 }, 3, true)).toEqual({ seconds: 1, micros: 123_000 });
  expect(keptAs({ seconds: 1, micros: 123_500 }, 3, true)).toEqual({ seconds: 1, micros: 124_000 });
});
