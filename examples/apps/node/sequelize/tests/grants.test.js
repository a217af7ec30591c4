import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { Account, Grant, sequelize, validGrants } from '../models.js';

let account;
beforeEach(async () => {
  account = await Account.create({ name: 'Gil', email: `gil-${randomUUID()}@example.com` });
});
afterEach(async () => {
  await Grant.destroy({ where: { accountId: account.id } });
  await account.destroy({ force: true });
});
afterAll(() => sequelize.close());

const inHours = (hours) => new Date(Date.now() + hours * 3_600_000);

test('a grant runs out', async () => {
  await account.createGrant({ role: 'admin', expiresAt: inHours(1) });
  await account.createGrant({ role: 'author', expiresAt: inHours(-1) });
  expect((await validGrants(account)).map(({ role }) => role)).toEqual(['admin']);
});

test('a grant that fails leaves the others', async () => {
  await sequelize.transaction(async (transaction) => {
    await Grant.create({ role: 'admin', accountId: account.id }, { transaction });
    await sequelize
      .transaction({ transaction }, async (inner) => {
        await Grant.create({ role: 'author', accountId: account.id }, { transaction: inner });
        throw new Error('not allowed');
      })
      .catch(() => undefined);
  });
  expect(await Grant.count({ where: { accountId: account.id } })).toBe(1);
});

test('all grants come with the account', async () => {
  await Grant.bulkCreate(['reader', 'author'].map((role) => ({ role, accountId: account.id, expiresAt: inHours(2) })));
  const found = await Account.findByPk(account.id, { include: [Grant] });
  expect(found.Grants.map(({ role }) => role).sort()).toEqual(['author', 'reader']);
});
