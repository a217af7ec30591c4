// A client's work on the built-in sample server, for tests that need a recording but no real server.

import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { startMock, temporaryFolder } from './mock-process.ts';

export const STATEMENT = 'SELECT VERSION()';

export async function connectTo(port: number, user = 'demo', password = 'x') {
  return await createConnection({ host: '127.0.0.1', port, user, password, database: 'shop' });
}

/** Runs `count` statements in one connection. */
export async function work(port: number, count = 1): Promise<void> {
  const connection = await connectTo(port);
  for (let n = 0; n < count; n++) await connection.query(STATEMENT);
  await connection.end();
}

/** A finished recording of the sample server. */
export async function makeRecording(count = 1): Promise<string> {
  const file = join(temporaryFolder(), 'shop.db');
  const recorder = await startMock(['record', '--port', '0', '-o', file]);
  await work(recorder.port, count);
  await recorder.stop();
  return file;
}
