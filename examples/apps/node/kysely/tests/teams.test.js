import { randomUUID } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { db } from '../db.js';

afterAll(() => db.destroy());

async function makeTeam(name) {
  const id = randomUUID();
  await db
    .insertInto('teams')
    .values({ id, name, slug: `${name}-${Date.now()}-${randomUUID()}`, created_at: new Date() })
    .execute();
  return id;
}
const removeTeam = (id) => db.deleteFrom('teams').where('id', '=', id).execute();

test('a team is kept', async () => {
  const id = await makeTeam('red');
  const team = await db.selectFrom('teams').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  expect(team.name).toBe('red');
  expect(Date.now() - team.created_at.getTime()).toBeLessThan(60_000);
  await removeTeam(id);
});

test('a team gets another name', async () => {
  const id = await makeTeam('blue');
  await db.updateTable('teams').set({ name: 'green' }).where('id', '=', id).execute();
  const { name } = await db.selectFrom('teams').select('name').where('id', '=', id).executeTakeFirstOrThrow();
  expect(name).toBe('green');
  await removeTeam(id);
});

test('a team that goes is gone', async () => {
  const id = await makeTeam('grey');
  await removeTeam(id);
  expect(await db.selectFrom('teams').select('name').where('id', '=', id).executeTakeFirst()).toBe(undefined);
});
