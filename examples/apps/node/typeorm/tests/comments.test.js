import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { Comment, makeSource, Ticket } from '../source.js';

const source = makeSource();
beforeAll(() => source.initialize());
afterAll(() => source.destroy());

let ticket;
beforeEach(async () => {
  ticket = await source.getRepository(Ticket).save({ title: 'The door sticks' });
});
afterEach(async () => {
  await source.getRepository(Comment).delete({ ticket: { id: ticket.id } });
  await source.getRepository(Ticket).delete(ticket.id);
});
const comment = (text) => ({ text, ticket, seenAt: Date.now() });

test('a ticket has comments', async () => {
  await source.getRepository(Comment).save([comment('again'), comment('and again')]);
  const found = await source.getRepository(Ticket).findOne({ where: { id: ticket.id }, relations: { comments: true } });
  expect(found.comments.map(({ text }) => text).sort()).toEqual(['again', 'and again']);
});

test('half of a transaction is none', async () => {
  const failing = source.transaction(async (manager) => {
    await manager.getRepository(Comment).save(comment('lost'));
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await source.getRepository(Comment).countBy({ ticket: { id: ticket.id } })).toBe(0);
});

test('a transaction in a transaction fails alone', async () => {
  await source.transaction(async (outer) => {
    await outer.getRepository(Comment).save(comment('kept'));
    await outer
      .transaction(async (inner) => {
        await inner.getRepository(Comment).save(comment('dropped'));
        throw new Error('no');
      })
      .catch(() => undefined);
  });
  const rows = await source.getRepository(Comment).findBy({ ticket: { id: ticket.id } });
  expect(rows.map(({ text }) => text)).toEqual(['kept']);
});
