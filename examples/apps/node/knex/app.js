// A small shop over HTTP: Express in front, Knex behind.

import { randomBytes, randomUUID } from 'node:crypto';
import express from 'express';
import knex from 'knex';
import { database } from '../database.js';

export const db = knex({
  client: 'mysql2',
  connection: database,
  pool: { min: 0, max: 5 },
  migrations: { directory: new URL('migrations', import.meta.url).pathname },
});

export const app = express();
app.use(express.json());

app.post('/customers', async (request, response) => {
  const { name, email } = request.body;
  const customer = { id: randomUUID(), name, email, created_at: new Date(), updated_at: new Date() };
  await db('customers').insert(customer);
  response.status(201).json({ id: customer.id });
});

app.get('/customers/:id', async (request, response) => {
  const customer = await db('customers').where({ id: request.params.id }).first();
  if (customer === undefined) response.status(404).json({ error: 'no such customer' });
  else response.json(customer);
});

app.patch('/customers/:id', async (request, response) => {
  const changed = await db('customers')
    .where({ id: request.params.id })
    .update({ ...request.body, updated_at: new Date() });
  response.status(changed === 0 ? 404 : 204).end();
});

app.delete('/customers/:id', async (request, response) => {
  await db.transaction(async (trx) => {
    const orders = trx('orders').where({ customer_id: request.params.id }).select('id');
    await trx('lines').whereIn('order_id', orders).delete();
    await trx('orders').where({ customer_id: request.params.id }).delete();
    await trx('sessions').where({ customer_id: request.params.id }).delete();
    await trx('customers').where({ id: request.params.id }).delete();
  });
  response.status(204).end();
});

app.post('/customers/:id/sessions', async (request, response) => {
  const token = randomBytes(24).toString('base64url');
  const expires = new Date(Date.now() + 24 * 3_600_000);
  await db('sessions').insert({ token, customer_id: request.params.id, expires_at: expires });
  response.status(201).json({ token });
});

app.get('/sessions/:token', async (request, response) => {
  const session = await db('sessions')
    .join('customers', 'customers.id', 'sessions.customer_id')
    .where('sessions.token', request.params.token)
    .select('customers.id', 'customers.name')
    .first();
  response.status(session === undefined ? 401 : 200).json(session ?? {});
});

/** An order and its lines; a line that the stock does not allow is left out, and the others are kept. */
app.post('/customers/:id/orders', async (request, response) => {
  const skipped = [];
  const order = await db.transaction(async (trx) => {
    const [id] = await trx('orders').insert({ customer_id: request.params.id, placed_at: new Date() });
    for (const { product, quantity } of request.body.lines) {
      await trx
        .transaction(async (inner) => {
          await inner('lines').insert({ order_id: id, product, quantity });
          if (quantity > 100) throw new Error('not in stock');
        })
        .catch(() => skipped.push(product));
    }
    return id;
  });
  response.status(201).json({ order, skipped });
});

app.get('/orders/:id', async (request, response) => {
  const lines = await db('lines')
    .where({ order_id: request.params.id })
    .orderBy('product')
    .select('product', 'quantity');
  response.json({ lines });
});

app.use((error, _request, response, _next) => {
  response.status(error.code === 'ER_DUP_ENTRY' ? 409 : 500).json({ error: error.message });
});
