import { randomUUID } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { Account, sequelize } from '../models.js';

afterAll(() => sequelize.close());
const email = (name) => `${name}-${randomUUID()}@example.com`;

test('an account is stamped', async () => {
  const account = await Account.create({ name: 'Ada', email: email('ada'), seen: Date.now() });
  const found = await Account.findByPk(account.id);
  expect(found.name).toBe('Ada');
  expect(found.createdAt).toEqual(new Date(Math.floor(account.createdAt / 1000) * 1000));
  expect(Number(found.seen)).toBe(account.seen);
  await account.destroy({ force: true });
  expect(await Account.findByPk(account.id)).toBe(null);
});

test('what is deleted comes back', async () => {
  const account = await Account.create({ name: 'Bea', email: email('bea') });
  await account.destroy();
  expect(await Account.findByPk(account.id)).toBe(null);
  await account.restore();
  expect((await Account.findByPk(account.id)).name).toBe('Bea');
  await account.destroy({ force: true });
});
