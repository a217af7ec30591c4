import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { serveShop } from './client.js';

const ask = serveShop();
let customer;

beforeEach(async () => {
  customer = (await ask('POST', '/customers', { name: 'Gil', email: `gil-${randomUUID()}@example.com` })).body.id;
});
afterEach(() => ask('DELETE', `/customers/${customer}`));

test('an order has its lines', async () => {
  const lines = [
    { product: 'Lamp', quantity: 2 },
    { product: 'Knife', quantity: 1 },
  ];
  const { body } = await ask('POST', `/customers/${customer}/orders`, { lines });
  expect((await ask('GET', `/orders/${body.order}`)).body.lines).toEqual(lines.reverse());
});

test('what is not in stock is left out, and the rest is kept', async () => {
  const lines = [
    { product: 'Lamp', quantity: 1000 },
    { product: 'Knife', quantity: 1 },
  ];
  const { body } = await ask('POST', `/customers/${customer}/orders`, { lines });
  expect(body.skipped).toEqual(['Lamp']);
  expect((await ask('GET', `/orders/${body.order}`)).body.lines).toEqual([{ product: 'Knife', quantity: 1 }]);
});

test('orders have numbers of their own', async () => {
  const lines = [{ product: 'Lamp', quantity: 1 }];
  const one = (await ask('POST', `/customers/${customer}/orders`, { lines })).body.order;
  const two = (await ask('POST', `/customers/${customer}/orders`, { lines })).body.order;
  expect(two).toBeGreaterThan(one);
});
