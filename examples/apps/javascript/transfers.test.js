// Run it with: npx vitest run --root examples/apps/javascript. transfers.db is the recording.

import { useRecording } from 'mysql-replay/vitest';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bank } from './bank.js';

const { MYSQL_USER: user = 'demo', MYSQL_PWD: password = 'any' } = process.env;
const mock = useRecording({ file: new URL('transfers.db', import.meta.url) });
let bank;

beforeEach(async () => {
  const { host, port } = mock;
  bank = new Bank({ host, port, user: mock.user(user), password, database: 'bank' });
  await bank.migrate();
});
afterEach(() => bank.close());

const balances = async (...accounts) => {
  const found = await Promise.all(accounts.map(({ id }) => bank.account(id)));
  return found.map(({ balance }) => balance);
};

test('transfers money', async () => {
  const [ann, bob] = [await bank.open('Ann', 100), await bank.open('Bob', 0)];
  expect(await bank.transfer(ann.id, bob.id, 30)).toBe(true);
  expect(await balances(ann, bob)).toEqual([70, 30]);
  expect(await bank.transfersOf(ann.id)).toBe(1);
});

test('leaves all as it was where there is too little', async () => {
  const [ann, bob] = [await bank.open('Ann', 10), await bank.open('Bob', 0)];
  expect(await bank.transfer(ann.id, bob.id, 30)).toBe(false);
  expect(await balances(ann, bob)).toEqual([10, 0]);
  expect(await bank.transfersOf(ann.id)).toBe(0);
});
