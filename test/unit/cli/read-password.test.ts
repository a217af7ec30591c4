import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readPassword } from '../../../src/cli/read-password.ts';
import { temporaryFile } from '../../support/edited-recording.ts';

test.each([
  ['secret', 'secret'],
  ['secret\n', 'secret'],
  ['secret\r\n', 'secret'],
  // one line break is the editor's, another is the password's own, and so are spaces
  ['secret\n\n', 'secret\n'],
  [' a b \n', ' a b '],
  ['', ''],
])('%j holds %j', async (text, password) => {
  const file = temporaryFile('password');
  writeFileSync(file, text);
  expect(await readPassword(file)).toBe(password);
});

test('a file that cannot be read is named', async () => {
  await expect(readPassword('/nowhere')).rejects.toMatchObject({
    code: 'USAGE',
    message: expect.stringMatching(/^--password-file \/nowhere cannot be read: ENOENT/),
  });
});
