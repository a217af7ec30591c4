// Tokens and addresses of the REST API and the page.

import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { httpToken, pageOptions, pageToken, withHttp, withPage } from '../../../src/cli/http-options.ts';
import { temporaryFile } from '../../support/edited-recording.ts';

const flags = { httpBind: '127.0.0.1', uiHost: ['mock.test'] };

function tokenFile(text: string): string {
  const file = temporaryFile('token');
  writeFileSync(file, text);
  return file;
}

test('the token is read where the API is served, without the line break behind it', async () => {
  const httpTokenFile = tokenFile(' secret \n');
  expect(await httpToken({ ...flags, httpTokenFile, httpPort: 0 })).toEqual({ httpToken: 'secret' });
  expect(await httpToken({ ...flags, httpTokenFile: '/nowhere' })).toEqual({});
  expect(await httpToken({ ...flags, httpPort: 0 })).toEqual({});
  await expect(httpToken({ ...flags, httpTokenFile: '/nowhere', httpPort: 0 })).rejects.toThrow(
    '--http-token-file /nowhere cannot be read: ENOENT',
  );
});

test('a page for others needs a token of the user; one for this machine does not', async () => {
  expect(await pageOptions(flags)).toBeNull();
  expect(await pageOptions({ ...flags, ui: 0 })).toEqual({ host: '127.0.0.1', port: 0, names: ['mock.test'] });
  await expect(pageOptions({ ...flags, ui: 0, httpBind: '0.0.0.0' })).rejects.toThrow(
    'the page on 0.0.0.0 is for others too: give it a token of yours by --http-token-file',
  );
  const httpTokenFile = tokenFile('0123456789abcdef\n');
  expect(await pageOptions({ ...flags, ui: 1, httpBind: '0.0.0.0', httpTokenFile })).toMatchObject({
    token: '0123456789abcdef',
  });
});

test.each(['', '0123456789abcde', '0123456789abcde/', '0123456789abcdef\n', '0123456789abcdé0'])(
  'a token that cannot stand in an address is refused: %j',
  (token) => {
    expect(() => pageToken(token, '--token')).toThrow('--token must hold at least 16 letters, digits, - or _');
  },
);

test('a server ends its page before itself, and tells where its API listens', async () => {
  const ended: string[] = [];
  const end = async () => void ended.push('server');
  const serving = {
    ...{ host: '127.0.0.1', port: 1, socket: null, url: 'mysql://127.0.0.1:1', xPort: 0, xSocket: null },
    ...{ listening: ['mysql://127.0.0.1:1'], close: end, [Symbol.asyncDispose]: end, httpUrl: 'http://127.0.0.1:2' },
  };
  const page = { url: 'http://127.0.0.1:3', close: async () => void ended.push('page') };
  expect(withPage(serving, null)).toBe(serving);
  await withPage(serving, page).close();
  await withPage(serving, page)[Symbol.asyncDispose]();
  expect(ended).toEqual(['page', 'server', 'page', 'server']);
  expect(withHttp(serving).listening).toEqual(['mysql://127.0.0.1:1', 'http://127.0.0.1:2']);
  expect(withHttp({ ...serving, httpUrl: null }).listening).toEqual(['mysql://127.0.0.1:1']);
});
