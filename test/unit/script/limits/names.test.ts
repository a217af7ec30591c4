import { expect, test } from 'vitest';
import { Name, PROVIDED } from '../../../../src/script/limits/names.ts';
import { parseScript, refuseBoundless } from '../../../../src/script/limits/syntax.ts';

test('no two names of the generated code are the same, and a script can use none of them', () => {
  const names = Object.values(Name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) {
    expect(() => refuseBoundless(parseScript(name, 'f.js'), name, 'f.js')).toThrow('parse error');
  }
});

test('what files are provided with can be named by them', () => {
  for (const name of PROVIDED) expect(() => refuseBoundless(parseScript(name, 'f.js'), name, 'f.js')).not.toThrow();
});
