import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { db } from '../db.js';

const team = { id: '' };
beforeEach(async () => {
  team.id = randomUUID();
  await db
    .insertInto('teams')
    .values({ id: team.id, name: 'black', slug: `black-${randomUUID()}`, created_at: new Date() })
    .execute();
});
afterEach(async () => {
  await db.deleteFrom('notes').where('team_id', '=', team.id).execute();
  await db.deleteFrom('teams').where('id', '=', team.id).execute();
});
afterAll(() => db.destroy());

const note = (text) => ({ id: randomUUID(), team_id: team.id, text });
const texts = async () => {
  const rows = await db
    .selectFrom('notes')
    .innerJoin('teams', 'teams.id', 'notes.team_id')
    .select('notes.text')
    .where('teams.id', '=', team.id)
    .orderBy('notes.text')
    .execute();
  return rows.map(({ text }) => text);
};

test('a team has notes', async () => {
  await db
    .insertInto('notes')
    .values([note('two'), note('one')])
    .execute();
  expect(await texts()).toEqual(['one', 'two']);
});

test('a transaction that fails leaves nothing', async () => {
  const failing = db.transaction().execute(async (trx) => {
    await trx.insertInto('notes').values(note('lost')).execute();
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await texts()).toEqual([]);
});

test('a savepoint that fails leaves the rest', async () => {
  const trx = await db.startTransaction().execute();
  await trx.insertInto('notes').values(note('kept')).execute();
  const inner = await trx.savepoint('inner').execute();
  await inner.insertInto('notes').values(note('dropped')).execute();
  await inner.rollbackToSavepoint('inner').execute();
  await trx.commit().execute();
  expect(await texts()).toEqual(['kept']);
});
