import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openBrowser, opensByItself } from '../../../src/cli/open-browser.ts';
import { temporaryFile } from '../../support/edited-recording.ts';

const LINUX = { platform: 'linux', env: { DISPLAY: ':0' }, isTerminal: true } as const;

test('a page is opened on a terminal that has a screen, and not in CI', () => {
  expect(opensByItself(LINUX)).toBe(true);
  expect(opensByItself({ ...LINUX, isTerminal: false })).toBe(false);
  const closed = [
    {},
    { DISPLAY: ':0', CI: 'true' },
    { DISPLAY: ':0', BROWSER: 'none' },
    { DISPLAY: ':0', SSH_CONNECTION: '1' },
  ];
  for (const env of closed) expect(opensByItself({ ...LINUX, env })).toBe(false);
  expect(opensByItself({ ...LINUX, platform: 'darwin', env: {} })).toBe(true);
});

test.skipIf(process.platform !== 'linux')('the token is in no argument, and nobody else reads the file', async () => {
  const told = temporaryFile('told');
  const folder = join(dirname(told), 'bin');
  mkdirSync(folder);
  writeFileSync(join(folder, 'xdg-open'), `#!/bin/sh\nprintf %s "$*" > '${told}'\n`);
  chmodSync(join(folder, 'xdg-open'), 0o755);
  const { PATH } = process.env;
  process.env['PATH'] = `${folder}:${PATH}`;
  onTestFinished(() => {
    process.env['PATH'] = PATH;
  });
  const forget = openBrowser('http://127.0.0.1:1/#token=abc');
  const read = () => {
    try {
      return readFileSync(told, 'utf8');
    } catch {
      return '';
    }
  };
  await expect.poll(read).toMatch(/page\.html$/);
  const file = read();
  expect(file).not.toContain('token');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, 'utf8')).toContain('url=http://127.0.0.1:1/#token=abc');
  forget();
  expect(statSync(file, { throwIfNoEntry: false })).toBeUndefined();
});
