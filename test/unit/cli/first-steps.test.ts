import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { firstTest, writeFirstConfig } from '../../../src/cli/first-steps.ts';
import { temporaryFile } from '../../support/edited-recording.ts';

const folder = () => dirname(temporaryFile('x'));

test('a configuration is written once, and one that is there stays', () => {
  const here = folder();
  expect(writeFirstConfig(here)).toMatch(/^wrote mock\.config\.json: a test that executes more than 100 statements/);
  const file = join(here, 'mock.config.json');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ 'max-queries': 100 });
  writeFileSync(file, '{}');
  expect(writeFirstConfig(here)).toBe(`${file} is there already, and stays as it is`);
  expect(readFileSync(file, 'utf8')).toBe('{}');
});

test.each([
  ['vitest', "import { expect, test } from 'vitest';\n"],
  ['jest', "import { useRecording } from 'mysql-replay/jest';\n"],
])('the first test is one for %s, where package.json names it', (runner, line) => {
  const here = folder();
  writeFileSync(join(here, 'package.json'), JSON.stringify({ devDependencies: { [runner]: '1' } }));
  expect(firstTest(here)).toContain(line);
  expect(firstTest(here)).toContain(`from 'mysql-replay/${runner}'`);
});

test('for any other there is a command', () => {
  const here = folder();
  expect(firstTest(here)).toContain('npx mock run recordings/first.db -- ');
  writeFileSync(join(here, 'package.json'), JSON.stringify({ devDependencies: { 'jest-like': '1' } }));
  expect(firstTest(here)).toContain('npx mock run');
});
