// sysbench, the load: point selects by primary key over plain TCP. Unpacked from Debian like the servers (fetch.sh).
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder, fetchScript } from './mysql-server.js';

const run = promisify(execFile);
export const tableRows = 1000;

/** Fetches it where it is not there yet. */
export async function loadSysbench() {
  const cache = cacheFolder();
  await run('bash', [fetchScript, 'sysbench', cache]);
  const tree = join(cache, 'sysbench', 'tree');
  // libmariadb speaks caching_sha2_password by a plugin, which it looks for in the system's folder
  const plugins = readdirSync(join(tree, 'usr/lib'))
    .map((triplet) => join(tree, 'usr/lib', triplet, 'libmariadb3/plugin'))
    .find(existsSync);
  const env = { PATH: process.env.PATH, MARIADB_PLUGIN_DIR: plugins, LUA_PATH: join(tree, 'usr/share/sysbench/?.lua') };
  return new Sysbench(join(cache, 'sysbench', 'bin', 'sysbench'), env);
}

class Sysbench {
  #program;
  #env;

  constructor(program, env) {
    this.#program = program;
    this.#env = env;
  }

  /** Makes the table of `tableRows` rows. */
  async prepare({ port, user }) {
    await this.#run(port, user, ['prepare']);
  }

  /**
   * Queries per second of one run; rejects where a query failed.
   * @param load `threads`; `seconds`; `isText`: COM_QUERY instead of prepared statements
   */
  async pointSelects({ port, user }, { threads, seconds, isText }) {
    const options = [`--threads=${threads}`, `--time=${seconds}`, `--db-ps-mode=${isText ? 'disable' : 'auto'}`];
    const output = await this.#run(port, user, [...options, 'run']);
    const perSecond = /queries: +\d+ +\(([\d.]+) per sec/.exec(output)?.[1];
    if (perSecond === undefined || !/ignored errors: +0 /.test(output)) throw new Error(`sysbench failed:\n${output}`);
    return Number(perSecond);
  }

  /** Queries per second of `SELECT 1` as text. */
  async selectOnes(port, { threads, seconds }) {
    const where = [
      '--mysql-host=127.0.0.1',
      `--mysql-port=${port}`,
      '--mysql-user=bench',
      '--mysql-db=',
      '--mysql-ssl=off',
    ];
    const all = [
      join(import.meta.dirname, 'select-1.lua'),
      ...where,
      `--threads=${threads}`,
      `--time=${seconds}`,
      'run',
    ];
    const { stdout } = await run(this.#program, all, { env: this.#env, timeout: 60_000 });
    const perSecond = /queries: +\d+ +\(([\d.]+) per sec/.exec(stdout)?.[1];
    if (perSecond === undefined || Number(perSecond) === 0) throw new Error(`sysbench failed:\n${stdout}`);
    return Number(perSecond);
  }

  async #run(port, user, args) {
    const where = ['--mysql-host=127.0.0.1', `--mysql-port=${port}`, `--mysql-user=${user}`, '--mysql-db=test'];
    const table = ['--tables=1', `--table-size=${tableRows}`, '--rand-type=uniform', '--report-interval=0'];
    try {
      const all = ['oltp_point_select', '--mysql-ssl=off', ...where, ...table, ...args];
      return (await run(this.#program, all, { env: this.#env, timeout: 60_000 })).stdout;
    } catch (error) {
      throw new Error(`sysbench failed: ${(error.stdout + error.stderr).trim().slice(-1_500)}`, { cause: error });
    }
  }
}
