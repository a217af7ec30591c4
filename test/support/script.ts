// Starts `script` in the test's own process, from a fixture or from a text.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Connection, type ConnectionOptions, createConnection } from 'mysql2/promise';
import { onTestFinished } from 'vitest';
import { type ScriptOptions, type ScriptServing, script } from '../../src/index.ts';
import { keysFolder, temporaryFolder } from './serving.ts';

/** Scripts of our own, with their modules. */
const SCRIPTS = join(import.meta.dirname, '..', 'fixtures', 'scripts');

/** @param name of a file in the fixtures */
export async function startScript(name: string, options: ScriptOptions = {}): Promise<ScriptServing> {
  return await start(join(SCRIPTS, name), options);
}

/** @param text of a script; @param name of its file, whose ending says what it is */
export async function startScriptText(
  text: string,
  name = 'script.js',
  options: ScriptOptions = {},
): Promise<ScriptServing> {
  const folder = await temporaryFolder();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  await writeFile(folder.file(name), text);
  return await start(folder.file(name), options);
}

async function start(file: string, options: ScriptOptions): Promise<ScriptServing> {
  const server = await script(file, {
    modulePrefix: SCRIPTS,
    clientSslMode: 'DISABLED',
    dataDir: await keysFolder(),
    ...options,
  });
  onTestFinished(() => server.close());
  return server;
}

/** A mysql2 client that is gone after the test. */
export async function connectTo(
  { host, port }: { readonly host: string; readonly port: number },
  options: ConnectionOptions = {},
): Promise<Connection> {
  const connection = await createConnection({ host, port, user: 'user', password: 'pw', ...options });
  connection.on('error', () => undefined);
  onTestFinished(() => connection.destroy());
  return connection;
}

/** The first value of the first row. */
export async function firstValue(connection: Connection, sql: string): Promise<unknown> {
  const [rows] = await connection.query({ sql, rowsAsArray: true });
  return (rows as unknown[][])[0]?.[0];
}

/** `errno message` of what a promise rejects with; `fine` where it does not. */
export async function errorOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'fine';
  } catch (error) {
    const { errno, sqlMessage, message } = error as { errno?: number; sqlMessage?: string; message: string };
    return `${errno ?? ''} ${sqlMessage ?? message}`;
  }
}
