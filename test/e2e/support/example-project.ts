// The example projects, as they are or copied to be changed, and the programs that run them.

import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { onTestFinished } from 'vitest';
import { createSchema, type ServerAddress } from '../../servers/index.ts';

export const root = join(import.meta.dirname, '..', '..', '..');
export const mock = join(root, 'bin', 'mock.js');

export interface Ended {
  readonly code: number;
  readonly output: string;
}

/** The committed one: not to be written to. */
export function exampleFolder(example: string): string {
  return join(root, 'examples', example);
}

/**
 * A copy that goes when the test ends.
 * @param parent for packages that are looked for in the folders above: one within this repository
 */
export function copyOf(example: string, parent = tmpdir()): string {
  const folder = mkdtempSync(join(parent, '.mock-example-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  cpSync(exampleFolder(example), folder, { recursive: true });
  return folder;
}

/** Changes a file, and fails where there is nothing to change. */
export function edit(file: string, from: string, to: string): void {
  const text = readFileSync(file, 'utf8');
  if (!text.includes(from)) throw new Error(`${file} does not contain ${from}`);
  writeFileSync(file, text.replaceAll(from, to));
}

/** Runs a program to its end, with these variables and no others of ours. */
export function runProgram(
  words: readonly string[],
  { cwd = root, env = {} }: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Ended> {
  const [program = '', ...args] = words;
  const { PATH = '', HOME = '' } = process.env;
  return new Promise((resolve) => {
    execFile(program, args, { cwd, env: { PATH, HOME, NO_COLOR: '1', ...env } }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr });
    });
  });
}

/** The shop's tables in a schema of their own on a real server; the variables lead an example there. */
export async function shopOn(server: ServerAddress): Promise<Readonly<Record<string, string>>> {
  const { host, port, user, password } = server;
  const schema = await createSchema(server, 'shop');
  onTestFinished(() => schema.drop());
  const tables = readFileSync(join(exampleFolder('make-sample'), 'schema.sql'), 'utf8').replace(
    /^(?:CREATE DATABASE|USE) .*$/gm,
    '',
  );
  const connection = await createConnection({
    host,
    port,
    user,
    password,
    database: schema.name,
    multipleStatements: true,
  });
  await connection.query(tables).finally(() => connection.end());
  return {
    MOCK_UPSTREAM: `${host}:${port}`,
    MYSQL_USER: user,
    MYSQL_PASSWORD: password,
    MYSQL_PWD: password,
    MYSQL_DATABASE: schema.name,
  };
}
