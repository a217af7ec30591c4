// `mock doctor`: whether everything is there that mock needs, line by line.

import { spawnSync } from 'node:child_process';
import { messageOf } from '../../core/errors.ts';
import type { ClientSession } from '../../mysql/session/client-session.ts';
import { usableCertificateDir } from '../../net/certificates.ts';
import { withServer } from '../../serve/with-server.ts';
import { openDatabase } from '../../store/file/open-database.ts';
import { gitConfig, gitProgram } from '../../tools/text/git.ts';
import { packageFolder, version } from '../../version.ts';
import { findConfig } from '../config/find-config.ts';
import type { DoctorFlags } from '../definitions/doctor.ts';
import { apiOptions } from '../definitions/row.ts';
import { SERVER_SSL_OPTIONS } from '../definitions/upstream.ts';
import { ExitCode } from '../exit-codes.ts';
import { print } from '../inspect/output.ts';
import { chosenAccount, chosenUpstream } from '../upstream.ts';

/** What was looked at; `toDo` is null where it is well. */
interface Finding {
  readonly what: string;
  readonly toDo: string | null;
}

const OLDEST_NODE = 20;

/** Returns the exit code: 1 where something has to be done. */
export async function runDoctor(flags: DoctorFlags): Promise<number> {
  const findings = [nodeVersion(), nativeModule(), dataFolder(), configuration(), git(), ...(await server(flags))];
  for (const { what, toDo } of findings) await print(toDo === null ? `ok     ${what}` : `to do  ${what}: ${toDo}`);
  return findings.every(({ toDo }) => toDo === null) ? ExitCode.FINE : ExitCode.FAILED;
}

function nodeVersion(): Finding {
  const isOld = Number(process.versions.node.split('.')[0]) < OLDEST_NODE;
  const what = `mock ${version}, Node ${process.versions.node} (${process.platform} ${process.arch})`;
  return { what, toDo: isOld ? `install Node ${OLDEST_NODE} or newer` : null };
}

function nativeModule(): Finding {
  const what = "SQLite's native module";
  return finding(what, () => {
    openDatabase(':memory:').close();
    return what;
  });
}

function dataFolder(): Finding {
  return finding('the folder for certificates', () => `certificates are kept in ${usableCertificateDir(process.env)}`);
}

function configuration(): Finding {
  const file = findConfig(process.cwd());
  return { what: file === null ? 'no configuration file, and none is needed' : `configuration: ${file}`, toDo: null };
}

function git(): Finding {
  const { status } = spawnSync('git', ['rev-parse', '--git-dir']);
  if (status !== 0) return { what: 'no clone of git here: recordings are files as any other', toDo: null };
  const [name = '', wanted] = Object.entries(gitConfig(gitProgram(packageFolder)))[0] ?? [];
  const set = spawnSync('git', ['config', name], { encoding: 'utf8' }).stdout.trim();
  if (set === wanted) return { what: 'git shows recordings as text', toDo: null };
  const what = set === '' ? 'git shows recordings as binary files' : `git shows recordings by: ${set}`;
  return { what, toDo: 'mock init --write' };
}

async function server(flags: DoctorFlags): Promise<Finding[]> {
  const upstream = chosenUpstream(flags, process.env);
  if (upstream === null)
    return [{ what: 'no server was named to be looked at (--upstream, MOCK_UPSTREAM)', toDo: null }];
  const account = chosenAccount(upstream, flags);
  try {
    return await withServer({ upstream, ...apiOptions(SERVER_SSL_OPTIONS, flags), ...account }, lookAt);
  } catch (error) {
    const who = account.user === undefined ? ' as nobody' : ` as ${account.user}`;
    return [{ what: `the server, logging in${who}`, toDo: messageOf(error) }];
  }
}

async function lookAt(session: ClientSession): Promise<Finding[]> {
  const first = async (sql: string, column: number) =>
    (await session.query(sql)).rows[0]?.[column]?.toString('utf8') ?? '';
  return [
    { what: `the server can be reached: ${await first('SELECT VERSION()', 0)}`, toDo: null },
    await asked('TLS towards the server', async () => {
      const cipher = await first("SHOW SESSION STATUS LIKE 'Ssl_cipher'", 1);
      return { what: cipher === '' ? 'no TLS towards the server' : `TLS towards the server: ${cipher}`, toDo: null };
    }),
    await asked("the account's rights", async () => rights((await session.query('SHOW GRANTS')).rows)),
  ];
}

function rights(rows: readonly (readonly (Buffer | null)[])[]): Finding {
  const mayRead = rows.some(([grant]) =>
    /^GRANT (?:.*\b)?(?:SELECT|ALL PRIVILEGES)\b/i.test(grant?.toString('utf8') ?? ''),
  );
  if (mayRead) return { what: 'the account may read tables', toDo: null };
  const toDo = 'GRANT SELECT ON the database to it, or the recording holds no table definitions for mock verify';
  return { what: 'the account may read no table by a right of its own', toDo };
}

async function asked(what: string, ask: () => Promise<Finding>): Promise<Finding> {
  return await ask().catch((error: unknown) => ({ what: `${what}: cannot be told: ${messageOf(error)}`, toDo: null }));
}

function finding(what: string, look: () => string): Finding {
  try {
    return { what: look(), toDo: null };
  } catch (error) {
    return { what, toDo: messageOf(error) };
  }
}
