// Tests that have a row each, alike but for a drawn name and the number that the server gives it: which is which shows with what
// only one of them asks. They say what a real server answers, recorded and replayed.

import { randomBytes, randomUUID } from 'node:crypto';
import { expect } from 'vitest';

export interface Client {
  ask(sql: string, values?: readonly unknown[]): Promise<unknown>;
}
export type Program = (client: Client) => Promise<unknown>;

/** Figures that are a row's number stand in them too. */
const drawn = () => `1a2b3c4d5e${randomBytes(8).toString('hex')}`;
const now = () => new Date(Date.now() + 1).toISOString().slice(0, 23).replace('T', ' ');

export const ROOMS = [
  'CREATE TABLE rooms (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(40) UNIQUE, made DATETIME(3))',
  'CREATE TABLE guests (id CHAR(36) PRIMARY KEY, room_id INT, name VARCHAR(40), FOREIGN KEY (room_id) REFERENCES rooms (id))',
  'CREATE TABLE notes (id CHAR(36) PRIMARY KEY, guest_id CHAR(36))',
];

/** As TypeORM asks for one row with those that belong to it, whose ids come in another order at the next run. */
const FIRST = `SELECT DISTINCT d.guest AS id FROM (SELECT g.id AS guest, g.name AS name, n.id AS note FROM guests g
  LEFT JOIN notes n ON n.guest_id = g.id WHERE g.id = ?) d ORDER BY guest ASC LIMIT 1`;
let turns = 0;

interface Room {
  readonly id: number;
  readonly name: string;
}

const tests: readonly ((client: Client, room: Room) => Promise<unknown>)[] = [
  async ({ ask }, { id, name }) => expect(await ask('SELECT name FROM rooms WHERE id = ?', [id])).toEqual([{ name }]),
  async ({ ask }, { name }) => {
    expect(await ask('SELECT 1 AS one FROM rooms WHERE name = ? LIMIT 1', [name])).toEqual([{ one: 1 }]);
    await ask('START TRANSACTION');
    const again = ask('INSERT INTO rooms (name, made) VALUES (?, ?)', [name, now()]);
    await expect(again).rejects.toThrow(`Duplicate entry '${name}' for key`);
    await ask('ROLLBACK');
  },
  async ({ ask }, { id }) => {
    await ask('START TRANSACTION');
    await ask('INSERT INTO guests (id, room_id, name) VALUES (?, ?, ?)', [randomUUID(), id, 'Hal']);
    await ask('ROLLBACK');
    expect(await ask('SELECT COUNT(*) AS n FROM guests WHERE room_id = ?', [id])).toEqual([{ n: 0 }]);
  },
  async ({ ask }, { id }) => {
    await ask('INSERT INTO guests (id, room_id, name) VALUES (?, ?, ?)', [randomUUID(), id, 'Ada']);
    expect(await ask('SELECT name FROM guests WHERE room_id = ?', [id])).toEqual([{ name: 'Ada' }]);
  },
  async ({ ask }) => {
    const nobody = '00000000-0000-4000-8000-000000000000';
    expect(await ask('SELECT name FROM guests WHERE id = ?', [nobody])).toEqual([]);
  },
  async ({ ask }, { id }) => {
    const guest = randomUUID();
    await ask('INSERT INTO guests (id, room_id, name) VALUES (?, ?, ?)', [guest, id, 'Bea']);
    const notes = [randomUUID(), randomUUID()].sort();
    if (++turns % 2 === 0) notes.reverse();
    for (const note of notes) await ask('INSERT INTO notes (id, guest_id) VALUES (?, ?)', [note, guest]);
    expect(await ask(FIRST, [guest])).toEqual([{ id: guest }]);
    await ask('DELETE FROM notes WHERE guest_id = ?', [guest]);
  },
];

/** As ActiveRecord's tests ask: each has a room, whose name is free, and takes it away. */
export const inRooms: readonly Program[] = tests.map((test) => async ({ ask }) => {
  const name = `room-${drawn()}`;
  await ask('START TRANSACTION');
  expect(await ask('SELECT 1 AS one FROM rooms WHERE name = ? LIMIT 1', [name])).toEqual([]);
  const made = await ask('INSERT INTO rooms (name, made) VALUES (?, ?)', [name, now()]);
  const { insertId: id } = made as { insertId: number };
  await ask('COMMIT');
  await test({ ask }, { id, name });
  await ask('DELETE FROM guests WHERE room_id = ?', [id]);
  expect(await ask('DELETE FROM rooms WHERE id = ?', [id])).toMatchObject({ affectedRows: 1 });
});
