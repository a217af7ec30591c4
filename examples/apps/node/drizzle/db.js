// Books and loans, with Drizzle: keys are UUIDs that the program draws, rows are stamped by the server.

import { relations } from 'drizzle-orm';
import { datetime, mysqlTable, timestamp, varchar } from 'drizzle-orm/mysql-core';
import { drizzle } from 'drizzle-orm/mysql2';
import { createPool } from 'mysql2/promise';
import { database } from '../database.js';

export const books = mysqlTable('books', {
  id: varchar('id', { length: 36 }).primaryKey(),
  title: varchar('title', { length: 120 }).notNull(),
  addedAt: timestamp('added_at').notNull().defaultNow(),
});
export const loans = mysqlTable('loans', {
  id: varchar('id', { length: 36 }).primaryKey(),
  bookId: varchar('book_id', { length: 36 }).notNull(),
  reader: varchar('reader', { length: 120 }).notNull(),
  dueAt: datetime('due_at').notNull(),
});
const bookRelations = relations(books, ({ many }) => ({ loans: many(loans) }));
const loanRelations = relations(loans, ({ one }) => ({
  book: one(books, { fields: [loans.bookId], references: [books.id] }),
}));

export const pool = createPool({ ...database, connectionLimit: 4 });
export const db = drizzle(pool, { schema: { books, loans, bookRelations, loanRelations }, mode: 'default' });
