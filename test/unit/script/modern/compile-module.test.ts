// Modules as functions: they are run here with what the loader gives them.

import { runInThisContext } from 'node:vm';
import { expect, test } from 'vitest';
import { compileModule } from '../../../../src/script/modern/compile-module.ts';

type Module = (
  load: (name: string) => Promise<Record<string, unknown>>,
  exports: Record<string, unknown>,
  meta: object,
  budget: { left: number; spend(): void },
) => Promise<void>;

async function run(source: string): Promise<Record<string, unknown>> {
  const compiled = runInThisContext(compileModule(source, 'm.js')) as Module;
  const exports: Record<string, unknown> = {};
  const load = async (name: string) => ({ default: `default of ${name}`, a: `a of ${name}`, 'b-c': 'quoted' });
  await compiled(load, exports, { url: 'file:///m.js' }, { left: 1e6, spend: () => undefined });
  return exports;
}

test.each<[string, unknown]>([
  ['export default 1 + 1', 2],
  ['export default function () { return 1 }', expect.any(Function)],
  ['export default class {}', expect.any(Function)],
  ['import x from "y"; export default x', 'default of y'],
  ['import { a } from "y"; export default a', 'a of y'],
  ['import { a as b } from "y"; export default b', 'a of y'],
  ['import { default as b } from "y"; export default b', 'default of y'],
  ['import { "b-c" as b } from "y"; export default b', 'quoted'],
  ['import x, { a } from "y"; export default x + a', 'default of ya of y'],
  ['import * as all from "y"; export default all.a', 'a of y'],
  ['import x, * as all from "y"; export default x + all.a', 'default of ya of y'],
  ['import "y"; import "z"; export default 1', 1],
  ['export default (await import("y")).a', 'a of y'],
  ['export default import.meta.url', 'file:///m.js'],
  ['export const a = 1; export function f() { return a }; export default f()', 1],
  ['const a = 1; export { a }; export * from "y"; export default a', 1],
  ['export default "import x from \'y\'"', "import x from 'y'"],
  ['#!/usr/bin/env node\nexport default 1', 1],
  ['\uFEFFexport default 1', 1],
  ['export default (() => { for (let i = 0; ; i++) if (i > 2) return i })()', 3],
  ['export default 1 // comment', 1],
])('%j', async (source, value) => {
  expect((await run(source))['default']).toEqual(value);
});

test('it is strict, as modules are', async () => {
  await expect(run('undeclared = 1')).rejects.toThrow(ReferenceError);
  expect((await run('export default (function () { return this })()'))['default']).toBeUndefined();
});

test.each([
  'import {\n  a,\n  b\n} from "y";',
  'const a = 1; export {\n  a\n};',
  'export * from\n  "z";',
  'export {\n a } from\n "z";',
  'export default\n\n  1;',
  'export\nconst a = 1;',
])('lines stay where they are behind %j', (source) => {
  const line = source.split('\n').length;
  expect(compileModule(`${source}\nthrow 1;`, 'm.js').split('\n')[line]).toBe('throw 1;');
});

test('what does not parse is told with its place', () => {
  expect(() => compileModule('export default {\n  a b\n}', 'm.js')).toThrow(
    'at m.js:2: SyntaxError: parse error (line 2, column 5)',
  );
});
