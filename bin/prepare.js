// Makes a fresh checkout ready: installs what package-lock.json names and builds dist, each only where it has to be done.
// For the scripts of package.json that run from a checkout; not part of the published package. Plain Node, no dependencies.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const lockTimeoutMs = 15 * 60_000;

/**
 * Safe to be called by several processes at once: the first does the work, the others wait for it.
 *
 * @param {{ root?: string, log?: (line: string) => void }} [options]
 *   root: the checkout, by default the one this file is in; log: where the progress goes, by default stderr
 */
export async function prepare({ root = join(import.meta.dirname, '..'), log = (line) => console.error(line) } = {}) {
  const checkout = realpathSync(resolve(root));
  if (isInstalled(checkout) && isBuilt(checkout)) return;
  const unlock = await lock(checkout, log);
  try {
    if (!isInstalled(checkout)) await installPackages(checkout, log);
    if (!isBuilt(checkout)) await build(checkout, log);
  } finally {
    unlock();
  }
}

/** Whether node_modules holds every package of package-lock.json in its version; times of files say too little. */
function isInstalled(root) {
  const wanted = readJson(join(root, 'package-lock.json'));
  if (wanted === undefined) return lstatOf(join(root, 'node_modules')) !== undefined;
  const installed = readJson(join(root, 'node_modules', '.package-lock.json'));
  if (installed === undefined) return false;
  return Object.entries(wanted.packages ?? {}).every(([path, { version, optional, devOptional }]) => {
    if (path === '') return true;
    const found = installed.packages?.[path];
    return found === undefined ? Boolean(optional || devOptional) : found.version === version;
  });
}

async function installPackages(root, log) {
  if (lstatOf(join(root, 'node_modules'))?.isSymbolicLink()) {
    log('prepare: node_modules is a link to packages other than those of package-lock.json; leaving it alone');
    return;
  }
  await step(root, log, ['ci', '--no-audit', '--no-fund']);
}

function isBuilt(root) {
  return readText(stampPath(root)) === sourceDigest(root);
}

async function build(root, log) {
  const digest = sourceDigest(root);
  // what is left of files that have been moved or deleted must not be found by anyone
  for (const folder of ['dist', 'build']) rmSync(join(root, folder), { recursive: true, force: true });
  await step(root, log, ['run', '--silent', 'build']);
  writeFileSync(stampPath(root), digest);
}

/** For `npm run build` itself, so that who prepares after it finds dist built and leaves it alone. */
function stamp(root) {
  writeFileSync(stampPath(root), sourceDigest(root));
}

/** In dist, so that it goes when dist goes. */
function stampPath(root) {
  return join(root, 'dist', '.source-digest');
}

/** Changes with the name and the content of every file that the build reads. */
function sourceDigest(root) {
  const hash = createHash('sha256');
  const sources = ['src', 'page', join('bin', 'bundle')]
    .filter((folder) => lstatOf(join(root, folder)) !== undefined)
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  const settings = ['tsconfig.json', 'rolldown.config.js', 'package.json'].map((name) => join(root, name));
  for (const path of [...sources.sort(), ...settings]) {
    const content = readText(path) ?? '';
    hash.update(`${relative(root, path)}\0${content.length}\0${content}`);
  }
  return hash.digest('hex');
}

function step(root, log, npmArguments) {
  const name = `npm ${npmArguments.filter((argument) => !argument.startsWith('-')).join(' ')}`;
  log(`prepare: ${name} …`);
  const began = Date.now();
  return new Promise((done, fail) => {
    const child = spawn('npm', npmArguments, {
      cwd: root,
      // better-sqlite3 is compiled: its two halves at the same time
      env: { ...process.env, npm_config_jobs: 'max' },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.on('error', (cause) => fail(new Error(`${name} could not be run`, { cause })));
    child.on('close', (code, signal) => {
      if (code === 0) {
        log(`prepare: ${name} took ${((Date.now() - began) / 1000).toFixed(1)} s`);
        done();
      } else {
        fail(new Error(`${name} failed (${signal ?? `exit code ${code}`}):\n${output.trim().slice(-8_000)}`));
      }
    });
  });
}

/** A lock file that holds its owner's process id, so that the lock of a process that died can be taken over. */
async function lock(root, log) {
  const name = createHash('sha256').update(root).digest('hex').slice(0, 16);
  const path = join(tmpdir(), `mysql-replay-prepare-${name}.lock`);
  const deadline = Date.now() + lockTimeoutMs;
  let hasToldWaiting = false;
  while (!tryToLock(path)) {
    const owner = Number(readText(path));
    if (owner > 0 && !isRunning(owner)) {
      takeAway(path, owner);
      continue;
    }
    if (Date.now() > deadline) throw new Error(`another process (${owner}) has been preparing ${root} for too long`);
    if (!hasToldWaiting) log('prepare: waiting for another process that is at it');
    hasToldWaiting = true;
    await delay(100);
  }
  return () => rmSync(path, { force: true });
}

function tryToLock(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Two processes may find the same dead owner: only what still is the dead owner's is thrown away. */
function takeAway(path, deadOwner) {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return; // somebody else was quicker
  }
  if (Number(readText(aside)) === deadOwner) rmSync(aside, { force: true });
  else renameSync(aside, path);
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function lstatOf(path) {
  return lstatSync(path, { throwIfNoEntry: false });
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function readJson(path) {
  const text = readText(path);
  return text === undefined ? undefined : JSON.parse(text);
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    if (process.argv[2] === '--stamp') stamp(join(import.meta.dirname, '..'));
    else await prepare();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
