// The drivers that ask the same statements, each by a program of its own, and how they are asked.

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { install, type Language } from '../languages/installed.ts';
import { cacheFolder, type ServerKind } from '../servers/index.ts';
import type { Folder } from '../support/serving.ts';

const run = promisify(execFile);
export const isLong: boolean = process.env.MOCK_PAIRS === 'long';
const PROGRAMS = import.meta.dirname;
const SCHEMA = 'driver_pairs';

export interface Driver {
  readonly name: string;
  /** None: it runs in Node. */
  readonly language: Language | null;
  readonly command: readonly [string, ...string[]];
  /** Of MySQL it cannot log in with a plugin that MySQL 9 has. */
  readonly isForMariadb?: boolean;
}

const node = (name: string): Driver => ({
  name,
  language: null,
  command: [process.execPath, join(PROGRAMS, 'node.mjs')],
});
const other = (name: string, language: Language, ...command: [string, ...string[]]): Driver => ({
  name,
  language,
  command,
});
const file = (name: string) => join(PROGRAMS, name);

const SHORT: readonly Driver[] = [node('mysql2-text'), node('mysql2-prepared'), node('mariadb-text')];
const LONG: readonly Driver[] = [
  node('mariadb-prepared'),
  { ...node('mysql-text'), isForMariadb: true },
  other('pymysql', 'python', '/usr/bin/python3', file('python.py')),
  other('mysqlclient', 'python', '/usr/bin/python3', file('python.py')),
  other('mysql-text', 'perl', '/usr/bin/perl', file('perl.pl')),
  other('mariadb-prepared', 'perl', '/usr/bin/perl', file('perl.pl')),
  other('mysqli', 'php', '/usr/bin/php', file('php.php')),
  other('pdo', 'php', '/usr/bin/php', file('php.php')),
  other('go-prepared', 'go', 'pairs'),
  other('ruby', 'ruby', '/usr/bin/ruby', file('ruby.rb')),
  other('java', 'java', '/usr/bin/java'),
];

type Step = readonly [string, readonly (string | number)[]];

/**
 * What programs do: numbers, texts that are no ASCII, errors, ids, counts, transactions. Not what is another question by another
 * driver: a fraction, which is a DOUBLE, a DECIMAL or a text, and a value that a SELECT names a column by.
 */
const STEPS: readonly Step[] = [
  ['SELECT 1 AS n', []],
  ['SELECT id, name, price, made, note FROM p WHERE id = ?', [2]],
  ['SELECT id FROM p WHERE name = ?', ['Äpfel']],
  ['SELECT COUNT(*) AS c FROM p', []],
  ['SELECT name FROM p WHERE price > ? ORDER BY name', [2]],
  ['SELECT SUM(price) AS s, AVG(price) AS a, MAX(made) AS m FROM p', []],
  ['INSERT INTO w (n, t) VALUES (?, ?)', [7, 'seven']],
  ['SELECT LAST_INSERT_ID() AS id', []],
  ['INSERT INTO w (n, t) VALUES (?, ?)', [8, 'eight']],
  ['UPDATE w SET t = ? WHERE n = ?', ['seven', 7]],
  ['SELECT * FROM w ORDER BY id', []],
  ['SELECT nope FROM p', []],
  ['INSERT INTO w (id, n, t) VALUES (?, ?, ?)', [1, 9, 'nine']],
  ['SELECT GROUP_CONCAT(name ORDER BY id) AS g FROM p', []],
  ['SELECT name FROM p WHERE name LIKE ? ORDER BY id', ['%p%']],
  ['START TRANSACTION', []],
  ['DELETE FROM w WHERE n = ?', [7]],
  ['SELECT COUNT(*) AS c FROM w', []],
  ['ROLLBACK', []],
  ['SELECT COUNT(*) AS c FROM w', []],
];
export const SETUP: readonly string[] = [
  `DROP DATABASE IF EXISTS ${SCHEMA}`,
  `CREATE DATABASE ${SCHEMA} CHARACTER SET utf8mb4`,
  `USE ${SCHEMA}`,
  'CREATE TABLE p (id INT PRIMARY KEY, name VARCHAR(20), price DECIMAL(8,2), made DATETIME, note TEXT)',
  "INSERT INTO p VALUES (1,'apple',1.25,'2026-01-02 03:04:05',NULL),(2,'Äpfel',2.5,'2026-02-03 00:00:00','grün'),(3,'pear',3,NULL,'')",
  'CREATE TABLE w (id INT AUTO_INCREMENT PRIMARY KEY, n INT, t VARCHAR(20))',
];

/** The program of Go, compiled once. */
async function compiled(): Promise<string> {
  const source = await readFile(file('pairs.go'));
  const cache = join(cacheFolder(), 'go');
  const key = createHash('sha256').update(source).digest('hex').slice(0, 16);
  const program = join(cache, `pairs-${key}`);
  if ((await readFile(program).catch(() => null)) !== null) return program;
  await mkdir(cache, { recursive: true });
  const env = { PATH: '/usr/bin:/bin', GO111MODULE: 'off', GOPATH: '/usr/share/gocode', GOCACHE: join(cache, 'build') };
  await run('/usr/bin/go', ['build', '-o', `${program}.new`, file('pairs.go')], { env });
  await rename(`${program}.new`, program);
  return program;
}

/** The program of Java, compiled once: its folder. */
async function compiledJava(): Promise<string> {
  const source = await readFile(file('Pairs.java'));
  const folder = join(cacheFolder(), `java-pairs-${createHash('sha256').update(source).digest('hex').slice(0, 16)}`);
  await run('/usr/bin/javac', ['-d', folder, file('Pairs.java')]);
  return folder;
}

async function available(drivers: readonly Driver[]): Promise<readonly Driver[]> {
  const there: Driver[] = [];
  for (const driver of drivers) {
    if (driver.language !== null && (await install(driver.language)) !== undefined) continue;
    const [program, ...args] = driver.command;
    const isJava = driver.language === 'java';
    const more = isJava ? ['-cp', `/usr/share/java/mariadb-java-client.jar:${await compiledJava()}`, 'Pairs'] : args;
    there.push({ ...driver, command: [program === 'pairs' ? await compiled() : program, ...more] });
  }
  return there;
}

export const label = ({ name, language }: Driver): string => (language === null ? name : `${language} ${name}`);
/** Those that are asked of a server of this kind. */
export async function driversOf(kind: ServerKind): Promise<readonly Driver[]> {
  const drivers = [...SHORT, ...(isLong ? await available(LONG) : [])];
  return drivers.filter(({ isForMariadb }) => kind === 'mariadb' || isForMariadb !== true);
}

export async function ask(
  { name, command: [program, ...args] }: Driver,
  port: number,
  account: Account,
  steps: string,
): Promise<string[]> {
  const more = [name, String(port), account.user, account.password, SCHEMA, steps];
  const { stdout } = await run(program, [...args, ...more], {
    timeout: 60_000,
    env: { ...process.env, LANG: 'C.UTF-8' },
  });
  return stdout.trim().split('\n');
}

interface Account {
  readonly user: string;
  readonly password: string;
}

export async function written(folder: Folder): Promise<string> {
  const path = folder.file('steps.json');
  await writeFile(path, JSON.stringify(STEPS));
  const typed = (value: string | number) =>
    typeof value === 'string' ? `s${value}` : Number.isInteger(value) ? `i${value}` : `d${value}`;
  await writeFile(
    `${path}.tsv`,
    `${STEPS.map(([sql, values]) => [sql, ...values.map(typed)].join('\t')).join('\n')}\n`,
  );
  return path;
}
