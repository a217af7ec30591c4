// Programs over the X Protocol that draw identities and stamp documents with the clock, recorded once and replayed with no
// rule written; and what only looks alike, which must never be answered for something else.
import { randomBytes, randomUUID } from 'node:crypto';
import { getSession, type Session } from '@mysql/xdevapi';
import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { accounts, createSchema, describeWithServer } from '../servers/index.ts';
import { type Folder, startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

async function open(port: number, schema: string): Promise<Session> {
  const { user, password } = accounts.mysql.root;
  return await getSession({ host: '127.0.0.1', port, user, password, schema, auth: 'PLAIN', tls: { enabled: true } });
}

/** 32 bytes are what an `_id` has. */
const identity = () => randomUUID().replaceAll('-', '');
const token = () => randomBytes(24).toString('base64url');

/** A document with everything fresh in it, found again by its identity and by its token, changed and removed. */
async function documents(session: Session, schema: string): Promise<void> {
  const collection = session.getSchema(schema).getCollection('people');
  const [id, first, later] = [identity(), token(), token()];
  const person = { _id: id, name: 'Ada', made: new Date().toISOString(), token: first, seen: Date.now() };
  await collection.add(person).execute();
  const found = async (condition: string, values: Record<string, string>) =>
    (await collection.find(condition).bind(values).execute()).fetchOne();
  expect(await found('_id = :id', { id })).toEqual(person);
  expect(await found('token = :token', { token: first })).toEqual(person);
  await collection.modify('_id = :id').bind('id', id).set('token', later).execute();
  expect(await found('token = :token', { token: later })).toEqual({ ...person, token: later });
  await collection.remove('_id = :id').bind('id', id).execute();
  expect(await found('_id = :id', { id })).toBeUndefined();
}

/** Rows by CRUD and by SQL, with arguments and without. */
async function rows(session: Session, schema: string): Promise<void> {
  const table = session.getSchema(schema).getTable('visits');
  const [id, other] = [randomUUID(), randomUUID()];
  const made = new Date().toISOString().slice(0, 19).replace('T', ' ');
  await table.insert('id', 'made', 'note').values(id, made, 'first').execute();
  await session.sql(`INSERT INTO visits VALUES ('${other}', '${made}', 'second')`).execute();
  await session.sql('UPDATE visits SET note = ? WHERE id = ?').bind('changed', other).execute();
  const noted = table.select('note').where('id = :id');
  for (const [asked, note] of [
    [id, 'first'],
    [other, 'changed'],
    [id, 'first'],
  ]) {
    expect((await noted.bind('id', asked).execute()).fetchAll()).toEqual([[note]]);
  }
  const all = await session.sql('SELECT id, CAST(made AS CHAR) FROM visits ORDER BY note DESC').execute();
  expect(all.fetchAll()).toEqual([
    [id, made],
    [other, made],
  ]);
  const twice = session.sql(`INSERT INTO visits VALUES ('${id}', '${made}', 'again')`).execute();
  await expect(twice).rejects.toThrow(id);
  for (const one of [id, other]) await table.delete().where('id = :id').bind('id', one).execute();
}

const PROGRAMS = { documents, rows } as const;
type Name = keyof typeof PROGRAMS;
const ORDERS: readonly (readonly Name[])[] = [
  ['documents', 'rows', 'documents'],
  ['rows', 'documents', 'documents'],
  ['documents'],
  ['documents', 'documents', 'rows'],
];

async function inOrder(port: number, schema: string, names: readonly Name[]): Promise<void> {
  const session = await open(port, schema);
  for (const name of names) await PROGRAMS[name](session, schema);
  await session.close();
}

describeWithServer('mysql', (server) => {
  const { user, password } = accounts.mysql.root;
  const upstreamX = `${server.host}:${server.xPort}`;
  const upstream = `mysql://${user}:${password}@${server.host}:${server.port}`;

  /** A recording of programs, one behind the other. */
  async function recorded(folder: Folder, schema: string, names: readonly Name[]): Promise<string> {
    return await recordedOf(folder, schema, async (session) => {
      for (const name of names) await PROGRAMS[name](session, schema);
    });
  }

  async function recordedOf(folder: Folder, schema: string, program: (session: Session) => Promise<void>) {
    const connection = await createConnection({ user, password, host: server.host, port: server.port });
    await connection.query(
      `CREATE TABLE ${schema}.visits (id VARCHAR(36) PRIMARY KEY, made DATETIME, note VARCHAR(20))`,
    );
    await connection.end();
    const direct = await open(server.xPort ?? 0, schema);
    await direct.getSchema(schema).createCollection('people');
    await direct.close();
    const recorder = await startRecord(folder, { upstream, upstreamX, xPort: 0 });
    const session = await open(recorder.xPort ?? 0, schema);
    await program(session);
    await session.close();
    await recorder.close();
    return recorder.file;
  }

  test('what a program makes anew at every run is carried over X, in any order, alone and twice', async () => {
    await using schema = await createSchema(server);
    await using folder = await temporaryFolder();
    const file = await recorded(folder, schema.name, ['documents', 'rows', 'documents']);
    for (const order of ORDERS) {
      await using player = await startReplay(folder, file, { xPort: 0 });
      await inOrder(player.xPort ?? 0, schema.name, order);
      expect(player.counts(), order.join()).toMatchObject({ misses: 0, holes: 0 });
      expect(player.counts().substituted).toBeGreaterThan(0);
    }
    await using player = await startReplay(folder, file, { xPort: 0, fresh: false });
    await expect(inOrder(player.xPort ?? 0, schema.name, ['rows'])).rejects.toThrow('mock: ');
  });

  test('a value that nobody stored finds nobody else’s document', async () => {
    await using schema = await createSchema(server);
    await using folder = await temporaryFolder();
    const file = await recorded(folder, schema.name, ['documents']);
    await using player = await startReplay(folder, file, { xPort: 0 });
    const session = await open(player.xPort ?? 0, schema.name);
    const people = session.getSchema(schema.name).getCollection('people');
    const id = identity();
    const person = { _id: id, name: 'Ada', made: new Date().toISOString(), token: token(), seen: Date.now() };
    const asked = (one: string) => people.find('_id = :id').bind('id', one).execute();
    await expect(asked(id)).rejects.toThrow('mock: ');
    // another name is another document, and what is no UUID is no identity
    await expect(people.add({ ...person, name: 'Bea' }).execute()).rejects.toThrow('mock: ');
    await expect(people.add({ ...person, _id: 'somebody' }).execute()).rejects.toThrow('mock: ');
    await people.add(person).execute();
    expect((await asked(id)).fetchOne()).toEqual(person);
    await expect(asked(identity())).rejects.toThrow('mock: ');
    await expect(people.add({ ...person, _id: identity() }).execute()).rejects.toThrow('mock: ');
    await session.close();
  });

  test('what a run brings in as it was recorded is not told as another value that had the same', async () => {
    await using schema = await createSchema(server);
    await using folder = await temporaryFolder();
    const [recorded, other] = [identity(), identity()];
    const brought = async (session: Session, id: string, visitor: string) => {
      await session.getSchema(schema.name).getCollection('people').add({ _id: id, name: 'Ada' }).execute();
      await session.getSchema(schema.name).getTable('visits').insert('id', 'note').values(visitor, 'first').execute();
      const told = await session.sql('SELECT id FROM visits').execute();
      const people = await session.getSchema(schema.name).getCollection('people').find().execute();
      return [told.fetchAll(), people.fetchAll()];
    };
    const file = await recordedOf(folder, schema.name, async (session) => {
      await brought(session, recorded, recorded);
    });
    await using player = await startReplay(folder, file, { xPort: 0 });
    const session = await open(player.xPort ?? 0, schema.name);
    await expect(brought(session, recorded, other)).rejects.toThrow('mock: ');
    await session.close();
    await using again = await startReplay(folder, file, { xPort: 0 });
    const last = await open(again.xPort ?? 0, schema.name);
    expect(await brought(last, other, other)).toEqual([[[other]], [{ _id: other, name: 'Ada' }]]);
    await last.close();
  });
});
