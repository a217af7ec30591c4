import { expect, test } from 'vitest';
import { normalForm } from '../../../../src/script/trace/normal-form.ts';

test('writing does not count, what is meant does', () => {
  expect(normalForm(' select  1 ;; ')).toBe(normalForm('SELECT 1 /* x */'));
  expect(normalForm("SELECT 'a  b'")).not.toBe(normalForm("SELECT 'a b'"));
  expect(normalForm('SELECT 1')).not.toBe(normalForm('SELECT 2'));
});
