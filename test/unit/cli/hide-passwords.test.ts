import { expect, test } from 'vitest';
import { hidePasswords } from '../../../src/cli/hide-passwords.ts';

test('says nothing where no password is on the command line', () => {
  expect(hidePasswords(['record', '--upstream', 'mysql://app@db:3306', '-o', 'x.db'])).toBeNull();
});

test('warns of a password in a URL, and does not repeat it', () => {
  const warning = hidePasswords(['record', '--upstream=mysql://app:hunter2@db:3306']);
  expect(warning).toContain('MYSQL_PWD');
  expect(warning).not.toContain('hunter2');
});
