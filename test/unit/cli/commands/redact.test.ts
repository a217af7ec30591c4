// `mock redact`: what is masked, and what a scan finds.

import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mock } from '../../../support/command-line.ts';
import { edited, SAMPLE, temporaryFile } from '../../../support/edited-recording.ts';

test('rules are applied, and each says how often', async () => {
  const [rules, output] = [temporaryFile('rules.json'), temporaryFile('masked.db')];
  writeFileSync(
    rules,
    '[{"column": "shop.products.name", "fixed": "hidden"}, {"literal": "not in it at all", "method": "null"}]',
  );
  const { out, code, error } = await mock('redact', SAMPLE, '--rules', rules, '-o', output);
  expect([error, code]).toEqual(['', 0]);
  expect(out).toMatch(/^column shop\.products\.name: [1-9]\d* cells, /);
  expect(out).toMatch(/^a literal: 0 cells, .*: it never applied$/m);
  expect(out).toContain(`wrote ${output}`);
  const text = (await mock('dump', output)).out;
  expect([text.includes("'Lamp'"), text.includes("'hidden'")]).toEqual([false, true]);
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
