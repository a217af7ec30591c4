import { expect, test } from 'vitest';
import { serveShop } from './client.js';

const ask = serveShop();

test('nobody is found under an id that was never given', async () => {
  expect((await ask('GET', '/customers/00000000-0000-4000-8000-000000000000')).status).toBe(404);
});

test('nobody changes whom there is not', async () => {
  expect((await ask('PATCH', '/customers/00000000-0000-4000-8000-000000000000', { name: 'Dora' })).status).toBe(404);
});
