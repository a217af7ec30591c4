// Whether output is coloured, by what the environment and the command line say.

import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';

beforeEach(() => {
  vi.resetModules();
  vi.stubEnv('FORCE_COLOR', '');
  // where the tests run may be a terminal
  vi.stubEnv('TERM', 'dumb');
  vi.stubEnv('NO_COLOR', '');
});
afterEach(() => {
  vi.unstubAllEnvs();
  // files after this one load the module as it is without
  vi.resetModules();
});

async function isColoured(): Promise<boolean> {
  const { pc } = await import('../../../src/cli/colours.ts');
  return pc.red('x') !== 'x';
}

function withWord(word: string): void {
  process.argv.push(word);
  onTestFinished(() => void process.argv.splice(process.argv.lastIndexOf(word), 1));
}

test.each([
  ['1', '', true],
  ['0', '', false],
  ['1', '1', false],
  // https://no-color.org: only where it is not empty
  ['3', '', true],
])('FORCE_COLOR=%s NO_COLOR=%s: %s', async (forced, forbidden, isExpected) => {
  vi.stubEnv('FORCE_COLOR', forced);
  vi.stubEnv('NO_COLOR', forbidden);
  expect(await isColoured()).toBe(isExpected);
});

test('--color asks for them where nothing is a terminal', async () => {
  withWord('--color');
  expect(await isColoured()).toBe(true);
});

test('--no-color is the last word', async () => {
  vi.stubEnv('FORCE_COLOR', '1');
  withWord('--no-color');
  expect(await isColoured()).toBe(false);
});

test('a log of CI stays plain', async () => {
  vi.stubEnv('CI', 'true');
  expect(await isColoured()).toBe(false);
});
