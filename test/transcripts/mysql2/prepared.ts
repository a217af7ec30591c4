// What mysql2 prepares: COM_STMT_PREPARE, COM_STMT_EXECUTE, COM_STMT_CLOSE, rows in the binary protocol.
import type { ExecuteValues } from 'mysql2';
import type { Connection } from 'mysql2/promise';
import type { Target } from '../program.ts';
import { typeTables } from '../sql/column-types.ts';
import { tooManyPlaceholders } from '../sql/prepared-statements.ts';
import type { Transcript } from '../transcript.ts';
import { callbacks, noteResult } from './connect.ts';

export async function runPrepared(target: Target, connection: Connection, transcript: Transcript): Promise<void> {
  for (const { name } of typeTables(target.kind)) {
    await transcript.run(`${name}: select in the binary protocol`, async (note) =>
      noteResult(note, await connection.execute(`SELECT * FROM ${name} ORDER BY id`)),
    );
  }
  await runParameters(connection, transcript);
  await runPreparedErrors(connection, transcript);
  await runPreparedCalls(connection, transcript);
  await runStatementObject(connection, transcript);
}

async function runParameters(connection: Connection, transcript: Transcript): Promise<void> {
  const execute = (name: string, sql: string, values: readonly ExecuteValues[]) =>
    transcript.run(`prepared: ${name}`, async (note) => noteResult(note, await connection.execute(sql, [...values])));

  const all = [null, 1.5, -7, 9007199254740993n, 'é😀', '', Buffer.from([0, 1, 255]), Buffer.alloc(0), true];
  await execute('every type of parameter', `SELECT ${all.map((_, n) => `? AS p${n}`).join(', ')}`, all);
  await execute('dates', 'SELECT CAST(? AS DATETIME(3)) AS d', [new Date('2024-02-29T12:34:56.789Z')]);
  await execute('a document', 'SELECT JSON_EXTRACT(?, "$.a") AS a', [{ a: [1, 'é'] }]);
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
  await connection.beginTransaction();
  await execute('in a transaction', 'DELETE FROM items WHERE code = ?', ['p1']);
  await connection.rollback();
  await execute('and back', 'SELECT code FROM items WHERE code = ?', ['p1']);
}

async function runPreparedErrors(connection: Connection, transcript: Transcript): Promise<void> {
  const execute = (name: string, sql: string, values: readonly ExecuteValues[]) =>
    transcript.refused(`prepared: ${name}`, async (note) =>
      noteResult(note, await connection.execute(sql, [...values])),
    );

  await execute('a syntax error', 'SELEC ?', [1]);
  await execute('no such table', 'SELECT * FROM missing WHERE id = ?', [1]);
  await execute('a duplicate key', 'INSERT INTO items (id, code) VALUES (?, ?)', [1, 'dup']);
  await execute('the duplicate key again', 'INSERT INTO items (id, code) VALUES (?, ?)', [1, 'dup']);
  await execute('several statements', 'SELECT ?; SELECT 2', [1]);
  await execute('too few parameters', 'SELECT ?, ?', [1]);
  await execute('too many placeholders', tooManyPlaceholders, []);
  await transcript.run('prepared: warnings', async (note) => {
    noteResult(note, await connection.execute('SELECT ? / 0 AS nothing', [1]));
    noteResult(note, await connection.query('SHOW WARNINGS'));
  });
}

async function runPreparedCalls(connection: Connection, transcript: Transcript): Promise<void> {
  await transcript.run('prepared: call with several results', async (note) =>
    noteResult(note, await connection.execute('CALL several(?, @doubled, @text)', [2])),
  );
  await transcript.run('prepared: call with parameters that come out', async (note) =>
    noteResult(note, await connection.execute('CALL several(?, ?, ?)', [3, null, 'inout'])),
  );
  await transcript.run('prepared: call of the silent one', async (note) =>
    noteResult(note, await connection.execute('CALL silent()')),
  );
  await transcript.refused('prepared: call of the failing one', () => connection.execute('CALL fails_late()'));
}

async function runStatementObject(connection: Connection, transcript: Transcript): Promise<void> {
  await transcript.run('statement: prepared, used three times, closed', async (note) => {
    const statement = await connection.prepare('SELECT id, code FROM items WHERE id > ? ORDER BY id LIMIT 2');
    for (const value of [0, 2, 50]) noteResult(note, await statement.execute([value]));
    await statement.close();
  });
  await transcript.run('statement: two at a time', async (note) => {
    const first = await connection.prepare('SELECT ? AS first');
    const second = await connection.prepare('SELECT ? AS second, 2 AS two');
    noteResult(note, await second.execute(['b']));
    noteResult(note, await first.execute(['a']));
    await first.close();
    noteResult(note, await second.execute(['c']));
    await second.close();
  });
  await transcript.run('statement: forgotten and prepared again', async (note) => {
    const sql = 'SELECT ? AS forgotten';
    noteResult(note, await connection.execute(sql, [1]));
    connection.unprepare(sql);
    noteResult(note, await connection.execute(sql, [2]));
  });
  await transcript.run('statement: of a table that changes', async (note) => {
    const statement = await connection.prepare('SELECT * FROM items WHERE id = ?');
    noteResult(note, await statement.execute([1]));
    await connection.query('ALTER TABLE items ADD COLUMN later INT DEFAULT 7');
    noteResult(note, await statement.execute([1]));
    await statement.close();
  });
  await transcript.run('statement: rows as a stream', async (note) => {
    const rows = callbacks(connection).execute('SELECT id FROM items WHERE id > ? ORDER BY id', [0]).stream();
    for await (const row of rows) note('row', row);
  });
}
