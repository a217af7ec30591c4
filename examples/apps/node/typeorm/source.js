// Tickets and their comments, with TypeORM: keys are UUIDs, dates are the server's.

import { DataSource, EntitySchema } from 'typeorm';
import { database } from '../database.js';
import { Comments1767312000000, Tickets1767225600000 } from './migrations.js';

export const Ticket = new EntitySchema({
  name: 'Ticket',
  tableName: 'tickets',
  columns: {
    id: { type: 'varchar', length: 36, primary: true, generated: 'uuid' },
    title: { type: 'varchar', length: 120 },
    state: { type: 'varchar', length: 20, default: 'open' },
    createdAt: { type: 'datetime', precision: 6, createDate: true },
    updatedAt: { type: 'datetime', precision: 6, updateDate: true },
    version: { type: 'int', version: true },
  },
  relations: { comments: { type: 'one-to-many', target: 'Comment', inverseSide: 'ticket' } },
});
export const Comment = new EntitySchema({
  name: 'Comment',
  tableName: 'comments',
  columns: {
    id: { type: 'varchar', length: 36, primary: true, generated: 'uuid' },
    text: { type: 'varchar', length: 200 },
    seenAt: { type: 'bigint' },
  },
  relations: {
    ticket: { type: 'many-to-one', target: 'Ticket', inverseSide: 'comments', joinColumn: { name: 'ticketId' } },
  },
});

export const makeSource = () =>
  new DataSource({
    type: 'mysql',
    connectorPackage: 'mysql2',
    host: database.host,
    port: database.port,
    username: database.user,
    password: database.password,
    database: database.database,
    entities: [Ticket, Comment],
    migrations: [Tickets1767225600000, Comments1767312000000],
  });
