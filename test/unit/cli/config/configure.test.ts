// What holds beside the command line, and where it came from.

import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mock } from '../../../support/command-line.ts';
import { SAMPLE, temporaryFile } from '../../../support/edited-recording.ts';

function file(value: object): string {
  const path = temporaryFile('mock.config.json');
  writeFileSync(path, JSON.stringify(value));
  return path;
}

test('a file says what was not typed, and --verbose where it came from', async () => {
  const config = file({ stats: { 'max-queries': 1 } });
  const { err, code } = await mock('stats', SAMPLE, '--config', config, '--verbose');
  // the budget of the file is exceeded
  expect(code).toBe(5);
  expect(err).toContain(`mock: settings from ${config}\n`);
  expect(err).toMatch(/^mock: .*max-?queries.*1.*mock\.config\.json/im);
  expect(await mock('stats', SAMPLE, '--config', config, '--max-queries', '1000')).toMatchObject({ err: '', code: 0 });
});

test('a file that is wrong is refused with its place, whatever is asked', async () => {
  const config = file({ nonsense: 1 });
  expect(await mock('inspect', SAMPLE, '--config', config)).toMatchObject({
    error: expect.stringMatching(/mock\.config\.json:1:\d+: .*nonsense/) as string,
    code: 2,
  });
  expect((await mock('inspect', SAMPLE, '--config', '/nowhere/mock.config.json')).error).toContain(
    '/nowhere/mock.config.json',
  );
});
