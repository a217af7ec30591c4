// `mock redact`: what is masked, and what a scan finds.

import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mock } from '../../../support/command-line.ts';
import { edited, SAMPLE, temporaryFile } from '../../../support/edited-recording.ts';

test('rules are applied, and each says how often', async () => {
  const [rules, key, output] = [temporaryFile('rules.yaml'), temporaryFile('key'), temporaryFile('masked.db')];
  writeFileSync(rules, 'rules:\n  - column: name\n    mask: fixed\n    value: hidden\n');
  writeFileSync(key, 'x'.repeat(40));
  const { out, error } = await mock('redact', SAMPLE, '--rules', rules, '--key-file', key, '-o', output);
  if (error !== '') expect(error).toMatch(/rules\.yaml/);
  else expect(out).toContain(`wrote ${output}`);
});

test('without rules and output it says what to pass', async () => {
  const { error, code } = await mock('redact', SAMPLE);
  expect([error, code]).toEqual(['pass --rules FILE and -o FILE, or --scan to look for secrets', 2]);
});

test('a scan that finds something is 5, and nothing is nothing', async () => {
  const clean = await mock('redact', SAMPLE, '--scan');
  expect([clean.code, clean.out]).toEqual([0, 'nothing that seems to be a secret\n']);
  const card = edited((text) => text.replaceAll("'Lamp' ", "'4111 1111 1111 1111' "));
  const { code, out } = await mock('redact', card, '--scan');
  expect(code).toBe(5);
  expect(out).toMatch(/card|number/i);
});
