import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { findConfig } from '../../../../src/cli/config/find-config.ts';
import { temporaryFile } from '../../../support/edited-recording.ts';

test('the nearest file is taken, JSON before the others in one folder', () => {
  const top = dirname(temporaryFile('x'));
  const deep = join(top, 'a', 'b');
  mkdirSync(deep, { recursive: true });
  const file = (...parts: string[]) => {
    const path = join(top, ...parts);
    writeFileSync(path, '{}');
    return path;
  };
  expect(findConfig(deep)).toBeNull();
  const above = file('mock.config.json');
  expect(findConfig(deep)).toBe(above);
  const near = file('a', 'mock.config.mjs');
  expect(findConfig(deep)).toBe(near);
  const yaml = file('a', 'mock.config.yaml');
  expect(findConfig(join(deep, '..'))).toBe(yaml);
  expect(findConfig(top)).toBe(above);
  file('mock.config.txt');
  expect(findConfig('/')).toBeNull();
});
