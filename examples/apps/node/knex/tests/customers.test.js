import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { serveShop } from './client.js';

const ask = serveShop();

test('a customer is kept', async () => {
  const { body } = await ask('POST', '/customers', { name: 'Ada', email: `ada-${randomUUID()}@example.com` });
  const found = await ask('GET', `/customers/${body.id}`);
  expect(found.body).toMatchObject({ id: body.id, name: 'Ada' });
  expect(Date.now() - Date.parse(found.body.created_at)).toBeLessThan(60_000);
  expect((await ask('DELETE', `/customers/${body.id}`)).status).toBe(204);
});

test('a customer gets another name', async () => {
  const { body } = await ask('POST', '/customers', { name: 'Bea', email: `bea-${randomUUID()}@example.com` });
  expect((await ask('PATCH', `/customers/${body.id}`, { name: 'Beatrix' })).status).toBe(204);
  expect((await ask('GET', `/customers/${body.id}`)).body.name).toBe('Beatrix');
  await ask('DELETE', `/customers/${body.id}`);
  expect((await ask('GET', `/customers/${body.id}`)).status).toBe(404);
});

test('two customers have no e-mail address in common', async () => {
  const email = `carl-${randomUUID()}@example.com`;
  const { body } = await ask('POST', '/customers', { name: 'Carl', email });
  expect((await ask('POST', '/customers', { name: 'Carl', email })).status).toBe(409);
  await ask('DELETE', `/customers/${body.id}`);
});
