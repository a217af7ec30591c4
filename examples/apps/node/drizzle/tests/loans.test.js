import { randomUUID } from 'node:crypto';
import { asc, eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { books, db, loans, pool } from '../db.js';

let book;
beforeEach(async () => {
  book = randomUUID();
  await db.insert(books).values({ id: book, title: 'Middlemarch' });
});
afterEach(() => db.delete(books).where(eq(books.id, book)));
afterAll(() => pool.end());

const loan = (reader) => ({ id: randomUUID(), bookId: book, reader, dueAt: new Date(Date.now() + 7 * 86_400_000) });
const readers = async () => {
  const rows = await db
    .select({ reader: loans.reader })
    .from(loans)
    .innerJoin(books, eq(loans.bookId, books.id))
    .where(eq(books.id, book))
    .orderBy(asc(loans.reader));
  return rows.map(({ reader }) => reader);
};

test('two readers have it', async () => {
  await db.insert(loans).values([loan('Bea'), loan('Ada')]);
  expect(await readers()).toEqual(['Ada', 'Bea']);
});

test('a savepoint that fails leaves the rest', async () => {
  await db.transaction(async (outer) => {
    await outer.insert(loans).values(loan('Carl'));
    await outer
      .transaction(async (inner) => {
        await inner.insert(loans).values(loan('Dora'));
        inner.rollback();
      })
      .catch(() => undefined);
  });
  expect(await readers()).toEqual(['Carl']);
});

test('what is rolled back is not there', async () => {
  const failing = db.transaction(async (transaction) => {
    await transaction.insert(loans).values(loan('Eve'));
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await readers()).toEqual([]);
});
