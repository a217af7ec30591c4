import { expect, test } from 'vitest';
import type { ParameterValue } from '../../../src/core/command.ts';
import { payloadWithoutSecrets, shownValues } from '../../../src/identity/secret-parameters.ts';

const text = (value: string): ParameterValue => ({ kind: 'text', value: Buffer.from(value) });
const bound = (sql: string, parameters: ParameterValue[], parameterCount = parameters.length) => {
  const bytes = Buffer.from(sql);
  const statement = { id: 1, sql: bytes, parameterCount, columnCount: 0, database: '', exchange: null };
  return { sql: bytes, parameters, statement };
};

test('what is bound to the place of a secret is masked, in every row of a bulk command', () => {
  const command = bound('SELECT AES_ENCRYPT(?, ?)', [text('data'), text('key'), text('more'), text('key2')], 2);
  const shown = shownValues(command, {})?.map((one) => ('value' in one ? String(one.value) : 'NULL'));
  expect(shown).toEqual(['data', '***', 'more', '***']);
});

test('where there is no secret, or NULL in its place, nothing is', () => {
  const plain = bound('SELECT ?', [text('a')]);
  expect(shownValues(plain, {})).toBe(plain.parameters);
  const none = bound('SELECT AES_ENCRYPT(?, ?)', [text('a'), { kind: 'null' }]);
  expect(shownValues(none, {})).toEqual(none.parameters);
});

test('in the payload stars stand for it, as many as it has bytes; the payload itself is as it was', () => {
  const payload = Buffer.from('\x17....data.s3cret.');
  const at = (from: number, to: number): ParameterValue => ({ kind: 'text', value: payload.subarray(from, to) });
  const command = { ...bound('SELECT AES_ENCRYPT(?, ?)', [at(5, 9), at(10, 16)]), code: 0x17, payload };
  expect(payloadWithoutSecrets(command, {}).toString()).toBe('\x17....data.******.');
  expect(payload.toString()).toContain('s3cret');
});

test('so do they for long data that is sent ahead', () => {
  const payload = Buffer.from([0x18, 1, 0, 0, 0, 1, 0, ...Buffer.from('key')]);
  const command = { ...bound('SELECT AES_ENCRYPT(?, ?)', []), code: 0x18, payload };
  expect(payloadWithoutSecrets(command, {}).toString('latin1', 7)).toBe('***');
});
