import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, expect, test } from 'vitest';
import { books, db, loans, pool } from '../db.js';

afterAll(() => pool.end());
const makeBook = async (title) => {
  const id = randomUUID();
  await db.insert(books).values({ id, title });
  return id;
};
const inDays = (days) => new Date(Date.now() + days * 86_400_000);

test('a book is kept', async () => {
  const id = await makeBook('Emma');
  const [book] = await db.select().from(books).where(eq(books.id, id));
  expect(book.title).toBe('Emma');
  await db.delete(books).where(eq(books.id, id));
  expect(await db.select().from(books).where(eq(books.id, id))).toEqual([]);
});

test('a book gets another title', async () => {
  const id = await makeBook('Emma');
  await db.update(books).set({ title: 'Persuasion' }).where(eq(books.id, id));
  const [book] = await db.select({ title: books.title }).from(books).where(eq(books.id, id));
  expect(book).toEqual({ title: 'Persuasion' });
  await db.delete(books).where(eq(books.id, id));
});

test('a book goes with its loans', async () => {
  const id = await makeBook('Ulysses');
  await db.insert(loans).values({ id: randomUUID(), bookId: id, reader: 'Ada', dueAt: inDays(14) });
  const found = await db.query.books.findFirst({ where: eq(books.id, id), with: { loans: true } });
  expect(found.loans.map(({ reader }) => reader)).toEqual(['Ada']);
  await db.delete(books).where(eq(books.id, id));
  expect(await db.select().from(loans).where(eq(loans.bookId, id))).toEqual([]);
});
