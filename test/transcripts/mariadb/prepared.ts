// What the mariadb driver prepares: COM_STMT_PREPARE, COM_STMT_EXECUTE, with MariaDB both at once and in bulk.
import { Readable } from 'node:stream';
import type { Connection } from 'mariadb';
import type { Target } from '../program.ts';
import { typeTables } from '../sql/column-types.ts';
import { tooManyPlaceholders } from '../sql/prepared-statements.ts';
import type { Transcript } from '../transcript.ts';
import { clientOf, noteResult } from './connect.ts';

export async function runPrepared(target: Target, connection: Connection, transcript: Transcript): Promise<void> {
  const { execute } = { ...clientOf(connection) };
  for (const { name } of typeTables(target.kind)) {
    await transcript.run(`${name}: select in the binary protocol`, async (note) =>
      execute?.(note, `SELECT * FROM ${name} ORDER BY id`, []),
    );
  }
  await runParameters(connection, transcript);
  await runPreparedErrors(connection, transcript);
  await runPreparedCalls(connection, transcript);
  await runStatementObject(connection, transcript);
  await runBatches(connection, transcript);
}

async function runParameters(connection: Connection, transcript: Transcript): Promise<void> {
  const execute = (name: string, sql: string, values: readonly unknown[]) =>
    transcript.run(`prepared: ${name}`, async (note) =>
      noteResult(note, await connection.execute<unknown>(sql, values)),
    );

  const all = [null, 1.5, -7, 9007199254740993n, 'é😀', '', Buffer.from([0, 1, 255]), Buffer.alloc(0), true];
  await execute('every type of parameter', `SELECT ${all.map((_, n) => `? AS p${n}`).join(', ')}`, all);
  await execute('dates', 'SELECT CAST(? AS DATETIME(3)) AS d', [new Date('2024-02-29T12:34:56.789Z')]);
  await execute('a document', 'SELECT JSON_EXTRACT(?, "$.a") AS a', [{ a: [1, 'é'] }]);
  await execute('a shape', 'SELECT ST_AsText(?) AS shape', [{ type: 'Point', coordinates: [1, 2] }]);
  await execute('once', 'SELECT ? AS again', [1]);
  await execute('again with text', 'SELECT ? AS again', ['text']);
  await execute('again with NULL', 'SELECT ? AS again', [null]);
  await execute('again with bytes', 'SELECT ? AS again', [Buffer.from('bytes')]);
  await execute('without columns', 'SET @prepared = ?', [5]);
  await execute('insert', 'INSERT INTO items (code, amount) VALUES (?, ?)', ['p1', 10]);
  await execute('insert again', 'INSERT INTO items (code, amount) VALUES (?, ?)', ['p2', 20]);
  await execute('update', 'UPDATE items SET amount = amount + ? WHERE code LIKE ?', [1, 'p%']);
  await execute('no rows', 'SELECT * FROM items WHERE id = ?', [-1]);
  await execute('no parameters', 'SELECT COUNT(*) AS counted FROM items', []);
  await execute('forty parameters', `SELECT ${Array(40).fill('?').join(' + ')} AS total`, Array(40).fill(2));
  await execute('many rows', 'SELECT i.id, t.id, ? AS p FROM integers i, texts t ORDER BY 1, 2', ['x']);
  await transcript.run('prepared: long data from a stream', async (note) => {
    const stream = Readable.from([Buffer.alloc(100_000, 'a'), Buffer.alloc(100_000, 'é')]);
    noteResult(note, await connection.execute<unknown>('SELECT LENGTH(?) AS sent', [stream]));
  });
  await connection.beginTransaction();
  await execute('in a transaction', 'DELETE FROM items WHERE code = ?', ['p1']);
  await connection.rollback();
  await execute('and back', 'SELECT code FROM items WHERE code = ?', ['p1']);
}

async function runPreparedErrors(connection: Connection, transcript: Transcript): Promise<void> {
  const execute = (name: string, sql: string, values: readonly unknown[]) =>
    transcript.refused(`prepared: ${name}`, async (note) =>
      noteResult(note, await connection.execute<unknown>(sql, values)),
    );

  await execute('a syntax error', 'SELEC ?', [1]);
  await execute('no such table', 'SELECT * FROM missing WHERE id = ?', [1]);
  await execute('a duplicate key', 'INSERT INTO items (id, code) VALUES (?, ?)', [1, 'dup']);
  await execute('the duplicate key again', 'INSERT INTO items (id, code) VALUES (?, ?)', [1, 'dup']);
  await execute('several statements', 'SELECT ?; SELECT 2', [1]);
  await execute('too few parameters', 'SELECT ?, ?', [1]);
  await execute('too many placeholders', tooManyPlaceholders, []);
  await transcript.run('prepared: warnings', async (note) => {
    noteResult(note, await connection.execute<unknown>('SELECT ? / 0 AS nothing', [1]));
    noteResult(note, await connection.query<unknown>('SHOW WARNINGS'));
  });
}

async function runPreparedCalls(connection: Connection, transcript: Transcript): Promise<void> {
  const call = (name: string, sql: string, values: readonly unknown[] = []) =>
    transcript.run(`prepared: ${name}`, async (note) =>
      noteResult(note, await connection.execute<unknown>(sql, values)),
    );
  await call('call with several results', 'CALL several(?, @doubled, @text)', [2]);
  await call('call with parameters that come out', 'CALL several(?, ?, ?)', [3, null, 'inout']);
  await call('call of the silent one', 'CALL silent()');
  await transcript.refused('prepared: call of the failing one', () => connection.execute('CALL fails_late()'));
}

async function runStatementObject(connection: Connection, transcript: Transcript): Promise<void> {
  await transcript.run('statement: prepared, used three times, closed', async (note) => {
    const statement = await connection.prepare('SELECT id, code FROM items WHERE id > ? ORDER BY id LIMIT 2');
    for (const value of [0, 2, 50]) noteResult(note, await statement.execute<unknown>([value]));
    statement.close();
  });
  await transcript.run('statement: two at a time', async (note) => {
    const first = await connection.prepare('SELECT ? AS first');
    const second = await connection.prepare('SELECT ? AS second, 2 AS two');
    noteResult(note, await second.execute<unknown>(['b']));
    noteResult(note, await first.execute<unknown>(['a']));
    first.close();
    noteResult(note, await second.execute<unknown>(['c']));
    second.close();
  });
  await transcript.run('statement: of a table that changes', async (note) => {
    const statement = await connection.prepare('SELECT * FROM items WHERE id = ?');
    noteResult(note, await statement.execute<unknown>([1]));
    await connection.query('ALTER TABLE items ADD COLUMN later INT DEFAULT 7');
    noteResult(note, await statement.execute<unknown>([1]));
    statement.close();
  });
  await transcript.run('statement: rows as a stream', async (note) => {
    const statement = await connection.prepare('SELECT id FROM items WHERE id > ? ORDER BY id');
    for await (const row of statement.executeStream([0])) note('row', row);
    statement.close();
  });
  await transcript.refused('statement: an error of prepare', () => connection.prepare('SELECT missing FROM items'));
}

/**
 * COM_STMT_BULK_EXECUTE with MariaDB; with MySQL, one execution after the other. With `metaAsArray` the driver fails on a
 * batch that it sends as two.
 */
async function runBatches(connection: Connection, transcript: Transcript): Promise<void> {
  const batch = async (name: string, sql: string, values: unknown[][], isRefused = false) =>
    transcript[isRefused ? 'refused' : 'run'](`batch: ${name}`, async (note) =>
      note('result', await connection.batch<unknown>({ sql, metaAsArray: false }, values)),
    );
  await connection.query('CREATE TABLE batched (id INT AUTO_INCREMENT PRIMARY KEY, text VARCHAR(50), n INT, b BLOB)');
  const insert = 'INSERT INTO batched (text, n, b) VALUES (?, ?, ?)';
  await batch('three rows', insert, [
    ['a', 1, Buffer.from([1])],
    [null, 2, null],
    ['é😀', null, Buffer.alloc(300, 7)],
  ]);
  const many = Array.from({ length: 1_000 }, (_, index) => [`row ${index}`, index, null]);
  await batch('a thousand rows', insert, many);
  await batch('update', 'UPDATE batched SET n = ? WHERE id = ?', [
    [10, 1],
    [20, 2],
  ]);
  await batch('delete', 'DELETE FROM batched WHERE id = ?', [[3], [999_999]]);
  await batch('changing types', insert, [
    ['x', 1, null],
    ['y', '2', 'text'],
  ]);
  await batch(
    'an error in the middle',
    'INSERT INTO batched (id, text) VALUES (?, ?)',
    [
      [100_001, 'new'],
      [1, 'there already'],
      [100_002, 'after'],
    ],
    true,
  );
  await transcript.run('batch: what has arrived', async (note) =>
    noteResult(note, await connection.query<unknown>('SELECT COUNT(*), MIN(n), MAX(n), SUM(LENGTH(b)) FROM batched')),
  );
}
