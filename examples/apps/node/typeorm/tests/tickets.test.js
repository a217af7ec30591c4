import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeSource, Ticket } from '../source.js';

const source = makeSource();
beforeAll(() => source.initialize());
afterAll(() => source.destroy());

test('a ticket is kept', async () => {
  const tickets = source.getRepository(Ticket);
  const { id } = await tickets.save({ title: 'Rain comes in' });
  const found = await tickets.findOneBy({ id });
  expect(found).toMatchObject({ title: 'Rain comes in', state: 'open', version: 1 });
  await tickets.delete(id);
});

test('a ticket is closed', async () => {
  const tickets = source.getRepository(Ticket);
  const ticket = await tickets.save({ title: 'The lamp is dark' });
  ticket.state = 'closed';
  await tickets.save(ticket);
  expect((await tickets.findOneByOrFail({ id: ticket.id })).state).toBe('closed');
  await tickets.delete(ticket.id);
  expect(await tickets.findOneBy({ id: ticket.id })).toBe(null);
});
