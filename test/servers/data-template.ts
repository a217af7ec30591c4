// Initialises a server's data folder once per machine and keeps it in the cache, since that costs seconds; a server is
// started on a copy. The template holds the accounts, the schema `test`, and the server's certificates.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { accountsSql } from './accounts.ts';
import { writeCertificates } from './certificates.ts';
import { cacheFolder, type Installed } from './installed.ts';
import type { ServerKind } from './server-kind.ts';

const run = promisify(execFile);

/** Raise it after a change to this file that makes the templates on disk wrong. */
const recipe = 1;

/** Options that shape the files, and so must be the same at initialisation and at every start. */
export const storageOptions: Readonly<Record<ServerKind, readonly string[]>> = {
  mysql: ['--innodb-redo-log-capacity=64M', '--innodb-doublewrite=OFF', '--innodb-use-native-aio=OFF'],
  mariadb: ['--innodb-log-file-size=64M', '--innodb-doublewrite=OFF', '--innodb-use-native-aio=OFF'],
};

/** The servers refuse to run as root unless they are told to. */
export const runAsOptions: readonly string[] = process.getuid?.() === 0 ? ['--user=root'] : [];

export const mysqlPlugins: readonly string[] = ['--plugin-load-add=auth_socket=auth_socket.so'];
export const mariadbPlugins: readonly string[] = ['--plugin-load-add=auth_ed25519'];

/** Returns the folder of the template, with `data` and `tls` in it; makes it where the cache does not have it. */
export async function dataTemplate(installed: Installed): Promise<string> {
  const { kind, version } = installed;
  const facts = JSON.stringify([recipe, version, accountsSql(kind), storageOptions[kind], mariadbPlugins]);
  const key = createHash('sha256').update(facts).digest('hex').slice(0, 16);
  const templates = join(cacheFolder(), 'templates');
  const folder = join(templates, `${kind}-${key}`);
  if (await exists(folder)) return folder;

  await mkdir(templates, { recursive: true });
  await removeAbandoned(templates);
  const part = `${folder}.part.${process.pid}`;
  try {
    await mkdir(join(part, 'tls'), { recursive: true });
    if (kind === 'mysql') await initialiseMysql(installed, part);
    else await initialiseMariadb(installed, part);
    await rename(part, folder);
  } catch (error) {
    await rm(part, { recursive: true, force: true });
    // another process may have been as quick
    if (!(await exists(folder))) {
      const detail = error instanceof Error ? error.message.slice(-2_000) : String(error);
      throw new Error(`cannot initialise a data folder for ${kind}: ${detail}`, { cause: error });
    }
  }
  return folder;
}

async function initialiseMysql({ server }: Installed, part: string): Promise<void> {
  const data = join(part, 'data');
  const accounts = join(part, 'accounts.sql');
  const options = [`--datadir=${data}`, ...storageOptions.mysql, ...runAsOptions];
  await run(server, ['--initialize-insecure', ...options]);
  // Not in the same step, since plugins are not loaded while a folder is initialised.
  await writeFile(accounts, `${accountsSql('mysql')}SHUTDOWN;\n`);
  const alone = [
    '--skip-networking',
    '--mysqlx=OFF',
    `--socket=${join(tmpdir(), `mock-${process.pid}.sock`)}`,
    '--disable-log-bin',
  ];
  const { stderr } = await run(server, [...options, ...alone, ...mysqlPlugins, `--init-file=${accounts}`]);
  if (stderr.includes('[ERROR]')) throw new Error(stderr);
  await rm(accounts);
  // each copy gets an identity of its own
  await rm(join(data, 'auto.cnf'));
  for (const name of ['ca.pem', 'server-cert.pem']) await cp(join(data, name), join(part, 'tls', name));
}

/** What mariadb-install-db does, less its search for folders and less the anonymous and passwordless accounts. */
async function initialiseMariadb({ server, tree }: Installed, part: string): Promise<void> {
  const scripts = [
    'mysql_system_tables',
    'mysql_performance_tables',
    'mysql_system_tables_data',
    'fill_help_tables',
    'maria_add_gis_sp_bootstrap',
    'mysql_sys_schema',
  ];
  const texts = await Promise.all(
    scripts.map((name) => readFile(join(tree, 'usr/share/mysql', `${name}.sql`), 'utf8')),
  );
  const prologue = ['CREATE DATABASE mysql;', 'USE mysql;', 'SET @auth_root_socket = NULL;', ''].join('\n');
  const data = join(part, 'data');
  await mkdir(data);
  const options = ['--bootstrap', `--datadir=${data}`, '--max-allowed-packet=8M', '--net-buffer-length=16K'];
  const bootstrapping = run(server, [...options, ...mariadbPlugins, ...storageOptions.mariadb, ...runAsOptions]);
  bootstrapping.child.stdin?.end([prologue, ...texts, 'FLUSH PRIVILEGES;\n', accountsSql('mariadb')].join('\n'));
  const { stderr } = await bootstrapping;
  if (/^ERROR/m.test(stderr)) throw new Error(stderr);
  await writeCertificates(join(part, 'tls'));
}

/** Parts whose maker has died. */
async function removeAbandoned(templates: string): Promise<void> {
  for (const name of await readdir(templates)) {
    const [, pid] = /\.part\.(\d+)$/.exec(name) ?? [];
    if (pid !== undefined && !isRunning(Number(pid))) {
      await rm(join(templates, name), { recursive: true, force: true });
    }
  }
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
