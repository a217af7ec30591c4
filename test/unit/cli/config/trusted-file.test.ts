import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { checkProgram } from '../../../../src/cli/config/trusted-file.ts';

/** A project in a folder, with a program in it and another above it. */
function folders(): { readonly above: string; readonly inside: string; readonly deep: string } {
  const root = mkdtempSync(join(tmpdir(), 'mock-trust-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const deep = join(root, 'project', 'src', 'deep');
  mkdirSync(deep, { recursive: true });
  const above = join(root, 'mock.config.mjs');
  const inside = join(root, 'project', 'mock.config.mjs');
  for (const file of [above, inside]) writeFileSync(file, 'export default {};', { mode: 0o644 });
  writeFileSync(join(root, 'project', 'package.json'), '{}');
  return { above, inside, deep };
}

test('a program is run from the project, and from above it only where it is named', () => {
  const { above, inside, deep } = folders();
  expect(() => checkProgram(inside, deep, false)).not.toThrow();
  expect(() => checkProgram(above, deep, false)).toThrow('lies outside of the project');
  expect(() => checkProgram(above, deep, true)).not.toThrow();
});

test('a program that others can write to is not run, nor one in a folder of that kind', () => {
  const { inside, deep } = folders();
  chmodSync(inside, 0o666);
  expect(() => checkProgram(inside, deep, false)).toThrow(`others can write to ${inside}`);
  chmodSync(inside, 0o644);
  chmodSync(join(inside, '..'), 0o777);
  expect(() => checkProgram(inside, deep, true)).toThrow('others can write to');
});
