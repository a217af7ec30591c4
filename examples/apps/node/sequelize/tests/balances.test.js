import { randomUUID } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { Account, sequelize } from '../models.js';

afterAll(() => sequelize.close());
const make = (name, transaction) =>
  Account.create({ name, email: `${name}-${randomUUID()}@example.com`, balance: 100 }, { transaction });

test('money goes from one to the other', async () => {
  const transaction = await sequelize.transaction();
  const [from, to] = [await make('dora', transaction), await make('eve', transaction)];
  await from.decrement('balance', { by: 30, transaction });
  await to.increment('balance', { by: 30, transaction });
  const rows = await Account.findAll({ where: { id: [from.id, to.id] }, order: ['name'], transaction });
  expect(rows.map(({ balance }) => balance)).toEqual(['70.00', '130.00']);
  await transaction.rollback();
});

test('half a transfer is none', async () => {
  const account = await make('finn');
  const half = sequelize.transaction(async (transaction) => {
    await account.decrement('balance', { by: 30, transaction });
    throw new Error('no such account');
  });
  await expect(half).rejects.toThrow('no such account');
  await account.reload();
  expect(account.balance).toBe('100.00');
  await account.destroy({ force: true });
});
