// What may be laid over a recording, and what is refused.

import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadOverlay } from '../../../../src/script/overlay/load-overlay.ts';
import { temporaryFile } from '../../../support/edited-recording.ts';

async function load(name: string, text: string) {
  const file = temporaryFile(name);
  writeFileSync(file, text);
  return await loadOverlay(file, 1000);
}

const FAULT = { fault: 'deadlock', statement: '^delete', nth: 2 };

test.each([
  ['a list', [FAULT]],
  ['one', FAULT],
  ['an object with faults', { faults: [FAULT] }],
])('faults as JSON: %s', async (_what, value) => {
  const { faults, script } = await load('x.json', JSON.stringify(value));
  expect([faults.length, script]).toEqual([1, null]);
});

test('functions of a module', async () => {
  const { script, faults } = await load('x.mjs', 'export default { onQuery: () => ({ affectedRows: 1 }) };');
  expect([script === null, faults]).toEqual([false, []]);
  expect((await load('x.mjs', 'export default { faults: [] };')).script).toBeNull();
});

test.each([
  ['x.json', '{', /x\.json: /],
  ['x.json', '{"onquery": 1}', /x\.json: unknown key "onquery" in an overlay: expected onQuery, /],
  ['x.mjs', 'export default { onQuery: 5 };', /x\.mjs: onQuery must be a function/],
  ['x.mjs', 'export default 5;', /x\.mjs/],
  ['x.mjs', 'export default {', /x\.mjs cannot be loaded: /],
])('%s with %j is refused', async (name, text, message) => {
  await expect(load(name, text)).rejects.toThrow(message);
});
