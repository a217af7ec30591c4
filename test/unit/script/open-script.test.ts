// Which form a script has.

import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { GlobalStore } from '../../../src/script/global-store.ts';
import { openScript } from '../../../src/script/open-script.ts';
import type { Script } from '../../../src/script/script.ts';
import { temporaryFile } from '../../support/edited-recording.ts';

const OTHER = { file: 'other' } as Script;

function written(name: string, text: string): string {
  const file = temporaryFile(name);
  writeFileSync(file, text);
  return file;
}

async function formOf(name: string, text: string): Promise<string> {
  const file = written(name, text);
  const source = { file, modulePrefix: '', globals: new GlobalStore(), callTimeoutMs: 1000 };
  const script = await openScript({ ...source, print: () => undefined, onTrouble: () => undefined }, async () => OTHER);
  await script.close?.();
  return script === OTHER ? 'other' : script.constructor.name;
}

const TRACE = '{"stmts": []}';

test.each([
  ['x.json', TRACE, 'TraceScript'],
  ['x.json', `\uFEFF  ${TRACE}`, 'TraceScript'],
  ['x.txt', TRACE, 'TraceScript'],
  ['x.js', '({stmts: []})', 'other'],
  ['x.json', '({stmts: []})', 'other'],
  ['x.json', '', 'other'],
  ['x.txt', '{ not json', 'other'],
  ['x.js', '({ stmts: [] })\n// export default', 'other'],
])('%s with %j is a %s', async (name, text, form) => {
  expect(await formOf(name, text)).toBe(form);
});

test('a trace that is wrong is refused with its file', async () => {
  await expect(formOf('x.json', '{"stmts": 5}')).rejects.toThrow(/x\.json:1:\d+: stmts /);
});
