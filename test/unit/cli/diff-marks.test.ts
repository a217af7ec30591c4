import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PLAIN_MARKS } from '../../../src/tools/diff/word-diff.ts';

beforeEach(() => void vi.resetModules());
afterEach(() => {
  vi.unstubAllEnvs();
  // files after this one load the module as it is without
  vi.resetModules();
});

test('without colours a difference is marked by characters', async () => {
  vi.stubEnv('NO_COLOR', '1');
  const { diffMarks } = await import('../../../src/cli/diff-marks.ts');
  for (const mark of ['gone', 'added'] as const) expect(diffMarks[mark]('x')).toBe(PLAIN_MARKS[mark]('x'));
});

test('with colours what is gone is red and struck through, what came green', async () => {
  vi.stubEnv('NO_COLOR', '');
  vi.stubEnv('FORCE_COLOR', '1');
  const { diffMarks } = await import('../../../src/cli/diff-marks.ts');
  expect(diffMarks.gone('x')).toBe('\u001b[9m\u001b[31mx\u001b[39m\u001b[29m');
  expect(diffMarks.added('x')).toBe('\u001b[32mx\u001b[39m');
});
