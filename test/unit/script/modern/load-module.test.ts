// Modules that are scripts, loaded once, with a limit to their time.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Budget } from '../../../../src/script/limits/budget.ts';
import { loadDefault, loadModule } from '../../../../src/script/modern/load-module.ts';
import { temporaryFile } from '../../../support/edited-recording.ts';

function file(text: string, name = 'script.mjs'): string {
  const path = temporaryFile(name);
  writeFileSync(path, text);
  return path;
}
const load = (text: string) => loadModule(file(text), new Budget(1000));

test('a module gives what it exports, with our own name as what is running here', async () => {
  const script = await load(
    "import { defineScript } from 'mysql-replay';\nexport default defineScript({ onQuery: () => undefined });",
  );
  expect(typeof script.onQuery).toBe('function');
});

test('it imports what stands beside it, and what Node has', async () => {
  const path = file(
    "import { value } from './other.mjs';\nimport { sep } from 'node:path';\nexport default { value, sep };",
  );
  writeFileSync(join(path, '..', 'other.mjs'), 'export const value = 5;');
  expect(await loadDefault(path, new Budget(1000))).toMatchObject({ value: 5, sep: '/' });
});

test.each([
  ['export default 5;', /: the default export must be an object, as defineScript\(\{ … \}\) returns it$/],
  ['export default null;', 'the default export must be an object'],
  ['export const a = 1;', 'the default export must be an object'],
  ['export default { onquery() {} };', /unknown key "onquery": expected onQuery, /],
  ['export default { onQuery: 5 };', 'onQuery must be a function'],
  ['export default {', 'cannot be loaded: '],
  ["import './nowhere.mjs';\nexport default {};", 'cannot be loaded: '],
  ["throw new TypeError('at once');", /cannot be loaded: .*at once/],
  ['for (;;) {}\nexport default {};', /cannot be loaded: .*1000 ms/],
])('%j is refused in one line that names the file', async (text, message) => {
  const error = await load(text).catch((thrown: Error) => thrown);
  expect(error).toBeInstanceOf(Error);
  expect((error as Error).message).toMatch(message);
  expect((error as Error).message).toMatch(/^\/.*script\.mjs[^\n]*$/);
});

test('one that waits for too long while it is loaded is given up', async () => {
  const path = file('await new Promise(() => {});\nexport default {};');
  await expect(loadDefault(path, new Budget(1000), 10)).rejects.toThrow(/script\.mjs cannot be loaded: /);
});
