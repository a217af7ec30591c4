// sysbench, the load: point selects by primary key over plain TCP. Unpacked from Debian like the servers (fetch.sh).
import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { NOT_HERE, whyOf } from './measure.js';
import { cacheFolder, fetchScript } from './mysql-server.js';

const run = promisify(execFile);
export const tableRows = 1000;

/** Of 16 logins at once with TLS through mysqlrouter, one in some ten runs is told "malformed packet", before there is any load. */
const loginAttempts = 5;

const fetchMs = 90_000;
const runMs = 60_000;

/** Fetches it where it is not there yet. Where it cannot be had, whatever is asked of what this gives says so. */
export async function loadSysbench() {
  const cache = cacheFolder();
  try {
    await run('bash', [fetchScript, 'sysbench', cache], { timeout: fetchMs });
  } catch (error) {
    return new MissingSysbench(`sysbench ${NOT_HERE}: ${whyOf(String(error.stderr || error.message))}`);
  }
  const tree = join(cache, 'sysbench', 'tree');
  // libmariadb speaks caching_sha2_password by a plugin, which it looks for in the system's folder
  const plugins = readdirSync(join(tree, 'usr/lib'))
    .map((triplet) => join(tree, 'usr/lib', triplet, 'libmariadb3/plugin'))
    .find(existsSync);
  const env = { PATH: process.env.PATH, MARIADB_PLUGIN_DIR: plugins, LUA_PATH: join(tree, 'usr/share/sysbench/?.lua') };
  return new Sysbench(join(cache, 'sysbench', 'bin', 'sysbench'), env);
}

class MissingSysbench {
  #reason;

  constructor(reason) {
    this.#reason = reason;
  }

  useCertificates() {}

  /** Nothing of it is in the way of the cases that need no load. */
  async prepare() {}

  async pointSelects() {
    throw new Error(this.#reason);
  }

  transactions() {
    return this.pointSelects();
  }

  selectOnes() {
    return this.pointSelects();
  }

  connects() {
    return this.pointSelects();
  }
}

class Sysbench {
  #program;
  #env;
  #cwd;

  constructor(program, env) {
    this.#program = program;
    this.#env = env;
  }

  /**
   * With TLS it reads three files of fixed names where it is started.
   * @param certificates the folder of the server's certificates and the client's
   * @param folder where these names may be
   */
  useCertificates(certificates, folder) {
    const names = { 'ca.pem': 'cacert.pem', 'client-cert.pem': 'client-cert.pem', 'client-key.pem': 'client-key.pem' };
    for (const [own, fixed] of Object.entries(names)) copyFileSync(join(certificates, own), join(folder, fixed));
    this.#cwd = folder;
  }

  /** Makes the table of `tableRows` rows. */
  async prepare({ port, user }) {
    await this.#run(port, user, 'oltp_point_select', ['prepare']);
  }

  /**
   * Queries per second of point selects; rejects where a query failed.
   * @param load `threads`; `seconds`; `isText`: COM_QUERY instead of prepared statements; `isTls`
   */
  async pointSelects({ port, user }, load) {
    return perSecond(await this.#run(port, user, 'oltp_point_select', optionsOf(load)));
  }

  /** Queries per second of small transactions that read and write, as text. */
  async transactions({ port, user }, load) {
    const small = [
      '--point-selects=4',
      '--simple-ranges=1',
      '--sum-ranges=0',
      '--order-ranges=0',
      '--distinct-ranges=0',
    ];
    return perSecond(await this.#run(port, user, 'oltp_read_write', [...small, '--range-size=10', ...optionsOf(load)]));
  }

  /** Queries per second of `SELECT 1` as text. */
  async selectOnes(port, load) {
    return perSecond(await this.#own('select-1.lua', port, 'bench', load));
  }

  /** Connections per second that log in and say goodbye. */
  async connects({ port, user }, load) {
    const output = await this.#own('connect.lua', port, user, load);
    const figure = (name) => Number(new RegExp(`total ${name}: +([\\d.]+)`).exec(output)?.[1]);
    const perSecond = figure('number of events') / figure('time');
    if (!(perSecond > 0)) throw new Error(`sysbench failed:\n${output}`);
    return perSecond;
  }

  async #own(script, port, user, { threads, seconds, queries, isTls = false }) {
    const where = ['--mysql-host=127.0.0.1', `--mysql-port=${port}`, `--mysql-user=${user}`, '--mysql-db='];
    const how = [`--mysql-ssl=${isTls ? 'on' : 'off'}`, `--threads=${threads}`, ...lengthOf(seconds, queries)];
    const { stdout } = await run(this.#program, [join(import.meta.dirname, script), ...where, ...how, 'run'], {
      env: this.#env,
      cwd: this.#cwd,
      timeout: runMs,
    });
    return stdout;
  }

  async #run(port, user, script, args) {
    const where = ['--mysql-host=127.0.0.1', `--mysql-port=${port}`, `--mysql-user=${user}`, '--mysql-db=test'];
    const table = ['--tables=1', `--table-size=${tableRows}`, '--rand-type=uniform', '--report-interval=0'];
    const all = [script, '--mysql-ssl=off', ...where, ...table, ...args];
    for (let attempt = 1; ; attempt++) {
      try {
        return (await run(this.#program, all, { env: this.#env, cwd: this.#cwd, timeout: runMs })).stdout;
      } catch (error) {
        const said = (error.stdout + error.stderr).trim();
        if (attempt === loginAttempts || !said.includes('Thread initialization failed')) {
          const why = error.killed ? `it was not done after ${runMs / 1000} s` : said.slice(-1_500);
          throw new Error(`sysbench failed: ${why}`, { cause: error });
        }
      }
    }
  }
}

function lengthOf(seconds, queries) {
  return queries === undefined ? [`--time=${seconds}`] : ['--time=0', `--events=${queries}`];
}

/** `queries` instead of `seconds`: so many, however long it takes. */
function optionsOf({ threads, seconds, queries, seed, isText = true, isTls = false }) {
  const mode = `--db-ps-mode=${isText ? 'disable' : 'auto'}`;
  const random = seed === undefined ? [] : [`--rand-seed=${seed}`];
  return [
    `--threads=${threads}`,
    ...lengthOf(seconds, queries),
    mode,
    ...random,
    ...(isTls ? ['--mysql-ssl=on'] : []),
    'run',
  ];
}

function perSecond(output) {
  const figure = /queries: +\d+ +\(([\d.]+) per sec/.exec(output)?.[1];
  if (figure === undefined || Number(figure) === 0 || !/ignored errors: +\d+ /.test(output)) {
    throw new Error(`sysbench failed:\n${output}`);
  }
  return Number(figure);
}
