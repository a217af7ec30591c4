// Where the key of pseudonyms comes from, and when one is missed.

import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readKey, readRedaction, readText } from '../../../src/cli/redaction-key.ts';
import { parseRules } from '../../../src/tools/redact/rules.ts';
import { temporaryFile } from '../../support/edited-recording.ts';

beforeEach(() => void vi.stubEnv('MOCK_REDACT_KEY', ''));
afterEach(() => vi.unstubAllEnvs());

const RULES = JSON.stringify({ rules: [{ column: '*.*.email', method: 'pseudonym' }] });

function fileWith(text: string): string {
  const file = temporaryFile('file.json');
  writeFileSync(file, text);
  return file;
}

test('a pseudonym without a key is refused by the name of its rule', () => {
  const rules = parseRules(RULES, 'rules.json');
  expect(() => readKey(rules, undefined)).toThrow(
    /^the rule "column \*\.\*\.email" makes pseudonyms: set MOCK_REDACT_KEY or pass/,
  );
  expect(() => readKey(rules, fileWith(' \n'))).toThrow('makes pseudonyms');
  expect(readKey([], undefined)).toHaveLength(0);
});

test('the key is that of the file, without the space around it, else that of the environment', () => {
  vi.stubEnv('MOCK_REDACT_KEY', ' of the environment');
  const rules = parseRules(RULES, 'rules.json');
  expect(String(readKey(rules, undefined))).toBe(' of the environment');
  expect(String(readKey(rules, fileWith('of the file\n')))).toBe('of the file');
});

test('who only looks for pseudonyms does without a key', async () => {
  const redact = fileWith(RULES);
  expect(await readRedaction({}, true)).toBeUndefined();
  await expect(readRedaction({ redact }, true)).rejects.toThrow('makes pseudonyms');
  expect(await readRedaction({ redact }, false)).toEqual({ rules: RULES, rulesFile: redact, key: Buffer.alloc(0) });
});

test('a file that cannot be read is told with its option', () => {
  expect(() => readText('/nowhere', '--redact')).toThrow('--redact /nowhere cannot be read: ENOENT');
});
