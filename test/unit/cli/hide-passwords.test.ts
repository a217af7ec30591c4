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

test.each([
  [['--upstream=mysql://app:hunt@er2@db:3306/shop'], '--upstream=mysql://app:***@db:3306/shop'],
  [['--upstream', 'app:hunter2@db:3306'], '--upstream app:***@db:3306'],
  [['--upstream=app:hunter2@db', '--', 'scp', 'a:b@c'], '--upstream=app:***@db -- scp a:b@c'],
])('overwrites all of it: %j', (words, shown) => {
  const { title } = process;
  onTestFinished(() => {
    process.title = title;
  });
  hidePasswords(['record', ...words]);
  expect(process.title).toBe(`mock record ${shown}`);
});
