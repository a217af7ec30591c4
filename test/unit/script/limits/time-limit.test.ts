import { expect, test } from 'vitest';
import { TimeLimit } from '../../../../src/script/limits/time-limit.ts';

const late = (): never => {
  throw new Error('late');
};

test('work in time gives what it gives, again and again', () => {
  const limit = new TimeLimit();
  expect(limit.run(() => 1, 1000, late)).toBe(1);
  expect(limit.run(() => undefined, 1000, late)).toBeUndefined();
});

test('work that does not end is interrupted, also where no time is left at all', () => {
  const limit = new TimeLimit();
  for (const ms of [10, 0.2, -5]) {
    expect(() =>
      limit.run(
        () => {
          for (;;);
        },
        ms,
        late,
      ),
    ).toThrow('late');
  }
  expect(limit.run(() => 2, 1000, late)).toBe(2);
});

test('an error of the work stays what it is', () => {
  const error = new RangeError('mine');
  const broken = () => {
    throw error;
  };
  expect(() => new TimeLimit().run(broken, 1000, late)).toThrow(error);
});
