// A recorder whose disk fails in every way that can be had here: a full file system (a small tmpfs, where we may mount one), EIO and ENOSPC
// from a preloaded library (where there is a C compiler), a limit of the file's size, a file that is removed, replaced or moved away.
//   node test/torture/disk.js
// Each must end with exit code 1 and a line that names the file; what was committed is there, and nothing else stays behind. Linux only.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { prepare } from '../../bin/prepare.js';

await prepare();
const { createConnection } = createRequire(import.meta.url)('mysql2/promise');
const program = join(import.meta.dirname, '..', '..', 'bin', 'mock.js');
const base = mkdtempSync(join(tmpdir(), 'mock-disk-'));
const library = join(base, 'failing-disk.so');
const flag = join(base, 'now');
const STATEMENTS = 120;
/** ER_SERVER_SHUTDOWN: what a client is told whose answer is not kept. */
const SHUTDOWN = 1053;
const EIO = '5';
const ENOSPC = '28';
const failed = [];
let done = 0;

const withLibrary = (operation, errno) => ({
  env: { LD_PRELOAD: library, F_MATCH: '/recording/', F_OPERATION: operation, F_ERRNO: errno, F_FLAG: flag },
  act: () => writeFileSync(flag, ''),
});
const hasCompiler =
  spawnSync('cc', ['-shared', '-fPIC', '-o', library, join(import.meta.dirname, 'failing-disk.c'), '-ldl']).status ===
  0;
const passthrough = ['--on-record-failure', 'passthrough'];
const gone = { isGone: true };
const cases = {
  ...(hasCompiler && {
    'EIO on write': withLibrary('write', EIO),
    'EIO on write, passthrough': { ...withLibrary('write', EIO), args: passthrough },
    'ENOSPC on write': withLibrary('write', ENOSPC),
    'EIO on fsync': withLibrary('sync', EIO),
    'EIO on fsync, durable': { ...withLibrary('sync', EIO), args: ['--durable'] },
    'EIO on all of it': withLibrary('write sync', EIO),
    'EIO from the beginning': { ...withLibrary('write', EIO), isFromBegin: true, ...gone },
  }),
  'a full file system': { isSmall: true },
  'a full file system, passthrough': { isSmall: true, args: passthrough },
  'a full file system, durable': { isSmall: true, args: ['--durable'] },
  'a limit of the file': {
    act: (_, { pid }) => spawnSync('prlimit', ['--pid', String(pid), '--fsize=200000']),
  },
  removed: { act: (file) => rmSync(file), ...gone },
  'removed, passthrough': { act: (file) => rmSync(file), args: passthrough, ...gone },
  'its folder removed': { act: (file) => rmSync(dirname(file), { recursive: true }), ...gone },
  'moved away': { act: (file) => renameSync(file, join(base, 'moved.db')), ...gone },
  replaced: {
    act: (file) => {
      rmSync(file);
      writeFileSync(file, 'of somebody else');
    },
    ...gone,
    others: ['x.db'],
  },
};

try {
  for (const [name, one] of Object.entries(cases)) await look(name, one);
} finally {
  rmSync(base, { recursive: true, force: true });
}
console.log(`${done} failing disks, ${failed.length} wrong`);
for (const line of failed) console.log(line);
process.exit(failed.length === 0 ? 0 : 1);

async function look(name, { env = {}, act = () => undefined, args = [], isSmall, isFromBegin, isGone, others = [] }) {
  const folder = join(base, 'recording');
  mkdirSync(folder, { recursive: true });
  if (isSmall && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=900k', 'none', folder]).status !== 0) return;
  try {
    rmSync(flag, { force: true });
    if (isFromBegin) act();
    const file = join(folder, 'x.db');
    const run = await recordUntilItEnds(file, args, env, act);
    const lines = [];
    if (run.exitCode !== 1) lines.push(`exit code ${run.exitCode}`);
    if (!/cannot (?:write|finish) \S*x\.db/.test(run.stderr)) lines.push(`said: ${run.stderr.slice(-300)}`);
    if (/recorded \d+ session/.test(run.stderr)) lines.push('says that it recorded');
    if (isGone) {
      const left = existsSync(folder) ? readdirSync(folder) : [];
      if (left.join() !== others.join()) lines.push(`left behind: ${left}`);
    } else {
      const kept = countOf(file);
      const isDurable = args.includes('--durable');
      // a small one is full before the middle
      if (kept < (isDurable ? run.answered : isSmall ? 1 : run.before))
        lines.push(`kept ${kept} of ${run.answered} (${run.before} before)`);
      const check = spawnSync(process.execPath, [program, 'check', file], { encoding: 'utf8' });
      if (check.status !== 0) lines.push(`mock check: ${check.stderr}`);
    }
    done++;
    console.log(`${name}: exit ${run.exitCode}, ${run.answered} answered`);
    if (lines.length > 0) failed.push(`${name}: ${lines.join('; ')}`);
  } finally {
    if (isSmall) execFileSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function recordUntilItEnds(file, args, env, act) {
  const child = spawn(process.execPath, [program, 'record', '-o', file, '--port', '0', ...args], {
    env: { ...process.env, MOCK_NO_DEFAULTS: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (part) => {
    stdout += part;
  });
  child.stderr.setEncoding('utf8').on('data', (part) => {
    stderr += part;
  });
  const ended = new Promise((resolve) => child.on('close', (code, signal) => resolve(code ?? signal)));
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  while (!/^ready$/m.test(stdout) && !isOver) await pause(20);
  let answered = 0;
  let before = 0;
  try {
    const port = Number(/:(\d+)/.exec(stdout)?.[1]);
    const client = await createConnection({ host: '127.0.0.1', port, user: 'demo', password: 'x', database: 'shop' });
    client.on('error', () => undefined);
    for (let n = 0; n < STATEMENTS; n++) {
      if (n === STATEMENTS / 2) {
        // longer than a batch takes on a busy machine
        await pause(500);
        before = answered;
        await act(file, child);
      }
      await client.query(`SELECT * FROM products WHERE id = ${n} /* ${'x'.repeat(9000)} */`).catch((error) => {
        // the sample server knows few statements, and its error is an answer as well
        if (error.fatal || error.errno === SHUTDOWN) throw error;
      });
      answered++;
      await pause(15);
    }
    client.destroy();
  } catch {
    // it has ended
  }
  // the place is looked at each second
  for (let waited = 0; !isOver && waited < 1500; waited += 50) await pause(50);
  if (!isOver) child.kill('SIGTERM');
  const exitCode = await Promise.race([ended, pause(60_000, 'does not end')]);
  child.kill('SIGKILL');
  return { exitCode, stderr, answered, before };
}

function countOf(file) {
  const db = new Database(file, { readonly: true });
  const { n } = db.prepare('SELECT count(*) AS n FROM exchange').get();
  db.close();
  return n;
}
