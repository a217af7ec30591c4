// Run it with: npx vitest run --root examples/apps/javascript. accounts.db is the recording.

import { useRecording } from 'mysql-replay/vitest';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bank } from './bank.js';

const { MYSQL_USER: user = 'demo', MYSQL_PWD: password = 'any' } = process.env;
const mock = useRecording({ file: new URL('accounts.db', import.meta.url) });
let bank;

beforeEach(async () => {
  const { host, port } = mock;
  bank = new Bank({ host, port, user: mock.user(user), password, database: 'bank' });
  await bank.migrate();
});
afterEach(() => bank.close());

test('opens an account', async () => {
  const { id, openedAt } = await bank.open('Ann', 100);
  expect(await bank.account(id)).toEqual({ owner: 'Ann', balance: 100, openedAt });
});

test('tells accounts of one owner apart', async () => {
  const [one, other] = await Promise.all([bank.open('Ann', 1), bank.open('Ann', 2)]);
  expect((await bank.account(other.id)).balance).toBe(2);
  expect((await bank.account(one.id)).balance).toBe(1);
});

test('knows no account that nobody opened', async () => {
  expect(await bank.account('00000000-0000-4000-a000-000000000000')).toBe(undefined);
});
