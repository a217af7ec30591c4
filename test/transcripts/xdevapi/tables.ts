// Tables with the xdevapi driver: CRUD without SQL, and SQL beside it.
import type { Session, TableSelect } from '@mysql/xdevapi';
import type { Target } from '../program.ts';
import { textStatements } from '../sql/text-statements.ts';
import type { Note, Transcript } from '../transcript.ts';
import { noteSql } from './connect.ts';

/** The driver trims the padding of fixed-length text only where it knows of it, and cannot read what it takes for JSON. */
export async function runStatements(target: Target, session: Session, transcript: Transcript): Promise<void> {
  for (const { name, sql, isRefused } of textStatements(target.kind)) {
    await transcript[isRefused ? 'refused' : 'run'](name, (note) => noteSql(note, session, sql));
  }
  const values = [null, 1.5, "it's", 'é😀', true, Buffer.from([1, 0, 255]), 12345678901];
  await transcript.run('values filled in', (note) => noteSql(note, session, 'SELECT ?, ?, ?, ?, ?, ?, ?', values));
  await transcript.refused('values missing', (note) => noteSql(note, session, 'SELECT ?, ?', [1]));
  for (let n = 0; n < 3; n++) {
    await transcript.run(`the same again ${n}`, (note) => noteSql(note, session, 'SELECT ? AS again', [n % 2]));
  }
}

export async function runTables(target: Target, session: Session, transcript: Transcript): Promise<void> {
  await session
    .sql('CREATE TABLE goods (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(50), price DECIMAL(8,2), more JSON)')
    .execute();
  const goods = session.getSchema(target.schema).getTable('goods');
  await transcript.run('table: insert', async (note) => {
    const insert = goods.insert('name', 'price', 'more');
    for (let n = 1; n <= 8; n++) insert.values([`good ${n}`, n * 1.25, { n }] as never);
    const result = await insert.execute();
    note('affected', result.getAffectedItemsCount());
    note('insert id', result.getAutoIncrementValue());
    note('warnings', result.getWarnings());
  });
  await transcript.refused('table: insert what is too long', () =>
    goods
      .insert('name')
      .values(['x'.repeat(60)] as never)
      .execute(),
  );
  const select = (name: string, query: () => TableSelect) =>
    transcript.run(`table: select ${name}`, (note) => noteRows(note, query()));
  await select('all', () => goods.select().orderBy('id asc'));
  await select('columns', () => goods.select('name', 'price * 2 as twice').where('price > 3').orderBy('price desc'));
  await select('a path', () => goods.select("more->'$.n'").orderBy('id asc').limit(3));
  await select('groups', () =>
    goods.select('name', 'count(id)', 'sum(price)').groupBy('name').having('count(id) < 2').orderBy('name desc'),
  );
  await select('a page', () => goods.select('id').orderBy('id asc').limit(2).offset(3));
  const byPrice = goods.select('id', 'name').where('price > :least').orderBy('id asc');
  for (const least of [1, 5, 5, 8]) await select(`prepared, ${least}`, () => byPrice.bind('least', least as never));
  await transcript.run('table: update', async (note) => {
    const result = await goods.update().set('name', 'changed').where('id < 3').orderBy('id asc').limit(1).execute();
    note('affected', result.getAffectedItemsCount());
  });
  await transcript.run('table: delete', async (note) => {
    note(
      'affected',
      (
        await goods
          .delete()
          .where('id > :id')
          .bind('id', 6 as never)
          .execute()
      ).getAffectedItemsCount(),
    );
  });
  await transcript.run('table: how many', () => goods.count());
  await transcript.refused('table: none of this name', (note) =>
    noteRows(note, session.getSchema(target.schema).getTable('none').select()),
  );
}

async function noteRows(note: Note, select: TableSelect): Promise<void> {
  const result = await select.execute();
  note(
    'labels',
    result.getColumns().map((column) => `${column.getColumnLabel()} ${column.getType()}`),
  );
  note('row', result.fetchAll());
}
