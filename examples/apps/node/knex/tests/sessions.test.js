import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { serveShop } from './client.js';

const ask = serveShop();

test('a session knows whose it is', async () => {
  const { body } = await ask('POST', '/customers', { name: 'Eve', email: `eve-${randomUUID()}@example.com` });
  const session = await ask('POST', `/customers/${body.id}/sessions`);
  const found = await ask('GET', `/sessions/${session.body.token}`);
  expect(found.body).toEqual({ id: body.id, name: 'Eve' });
  await ask('DELETE', `/customers/${body.id}`);
  expect((await ask('GET', `/sessions/${session.body.token}`)).status).toBe(401);
});

test('a customer has two sessions', async () => {
  const { body } = await ask('POST', '/customers', { name: 'Finn', email: `finn-${randomUUID()}@example.com` });
  const tokens = [];
  for (let at = 0; at < 2; at++) tokens.push((await ask('POST', `/customers/${body.id}/sessions`)).body.token);
  for (const token of tokens) expect((await ask('GET', `/sessions/${token}`)).body.name).toBe('Finn');
  await ask('DELETE', `/customers/${body.id}`);
});
