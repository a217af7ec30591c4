import { expect, onTestFinished, test } from 'vitest';
import { hidePasswords } from '../../../src/cli/hide-passwords.ts';

test('says nothing where no password is on the command line', () => {
  expect(hidePasswords(['record', '--upstream', 'mysql://app@db:3306', '-o', 'x.db'])).toBeNull();
});

test('warns of a password in a URL, and does not repeat it', () => {
  const warning = hidePasswords(['record', '--upstream=mysql://app:hunter2@db:3306']);
  expect(warning).toContain('MYSQL_PWD');
  expect(warning).not.toContain('hunter2');
});

test('overwrites all of it, also where it has the sign in it that ends it', () => {
  const { title } = process;
  onTestFinished(() => {
    process.title = title;
  });
  hidePasswords(['record', '--upstream=mysql://app:hunt@er2@db:3306/shop']);
  expect(process.title).toBe('mock record --upstream=mysql://app:***@db:3306/shop');
});
