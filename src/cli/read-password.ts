// Passwords come in files: on a command line everybody on the machine could read them.

import { readFile } from 'node:fs/promises';
import { MockError, messageOf } from '../core/errors.ts';

/** The file's text without the newline that editors put at its end. @throws MockError `USAGE` */
export async function readPassword(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).replace(/\r?\n$/, '');
  } catch (cause) {
    throw new MockError('USAGE', `--password-file ${path} cannot be read: ${messageOf(cause)}`, { cause });
  }
}
