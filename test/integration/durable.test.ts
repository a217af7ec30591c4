// `record --durable`: what a client has an answer to is in the file, committed, at that moment.

import Database from 'better-sqlite3';
import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { record } from '../../src/index.ts';
import { startSampleServer } from '../../src/serve/sample/sample-server.ts';
import { temporaryFile } from '../support/edited-recording.ts';

test('an answer is in the file when its client has it', async () => {
  await using server = await startSampleServer({ clientSslMode: 'DISABLED' });
  const output = temporaryFile('durable.db');
  await using recorder = await record({ upstream: `127.0.0.1:${server.port}`, output, durable: true });
  const login = { host: recorder.host, port: recorder.port ?? 0, user: 'demo', password: 'x', database: 'shop' };
  const connection = await createConnection(login);
  for (let n = 1; n <= 20; n++) {
    await connection.query(`SELECT ${n} AS n`).catch(() => undefined);
    const db = new Database(output, { readonly: true });
    const kept = db.prepare('SELECT count(*) FROM exchange WHERE sql = ?').pluck().get(`SELECT ${n} AS n`);
    db.close();
    expect(kept).toBe(1);
  }
  await connection.end();
});
