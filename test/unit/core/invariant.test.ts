import { afterEach, expect, test, vi } from 'vitest';
import { brokenInvariants, invariant } from '../../../src/core/invariant.ts';

afterEach(() => void vi.unstubAllEnvs());

test('what does not hold ends a test, and is counted in production', () => {
  invariant(true, 'this holds');
  expect(() => invariant(false, 'ids rise')).toThrow('this must hold, and does not: ids rise');
  vi.stubEnv('VITEST', undefined);
  invariant(false, 'ids rise, in this test');
  invariant(false, 'ids rise, in this test');
  expect(brokenInvariants().get('ids rise, in this test')).toBe(2);
  expect(brokenInvariants().has('this holds')).toBe(false);
});
