// What a new user types beside recording and replaying: init in a project of their own, diff of revisions, doctor.

import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startSampleServer } from '../../src/serve/sample/sample-server.ts';
import { temporaryFolder } from './mock-process.ts';
import { mock, root, runProgram } from './support/example-project.ts';

const git = (folder: string, ...words: string[]) =>
  runProgram(['git', '-c', 'user.name=t', '-c', 'user.email=t@localhost', ...words], { cwd: folder });

/** A project that has mock as a dependency. */
async function project(): Promise<string> {
  const folder = temporaryFolder();
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  const own = join(modules, 'mysql-replay');
  mkdirSync(own);
  for (const name of ['bin', 'dist', 'package.json', 'schema', 'docs'])
    cpSync(join(root, name), join(own, name), { recursive: true });
  for (const name of ['better-sqlite3', 'bindings', 'file-uri-to-path']) {
    symlinkSync(join(root, 'node_modules', name), join(modules, name));
  }
  symlinkSync('../mysql-replay/bin/mock.js', join(modules, '.bin', 'mock'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, devDependencies: { vitest: '*' } }));
  writeFileSync(join(folder, '.gitignore'), 'node_modules\n');
  mkdirSync(join(folder, 'recordings'));
  cpSync(join(root, 'recordings', 'sample-mysql-9.7.db'), join(folder, 'recordings', 'x.db'));
  await git(folder, 'init', '-q');
  return folder;
}

test('init as a dependency: git shows recordings as text, and diff compares revisions', async () => {
  const folder = await project();
  const run = (...words: string[]) => runProgram(['node_modules/.bin/mock', ...words], { cwd: folder });
  // npx, as a user has it, takes seconds each time on a busy machine: once will do
  const before = await runProgram(['npx', '--no-install', 'mock', 'doctor'], { cwd: folder });
  expect(before.code, before.output).toBe(1);
  expect(before.output).toMatch(/^ok {5}mock \d.*Node \d/m);
  expect(before.output).toContain('to do  git shows recordings as binary files: mock init --write');
  const init = await run('init', '--write');
  expect(init.code, init.output).toBe(0);
  expect(init.output).toContain("import { useRecording } from 'mysql-replay/vitest';");
  expect(JSON.parse(readFileSync(join(folder, 'mock.config.json'), 'utf8'))).toMatchObject({ 'max-queries': 100 });
  await git(folder, 'add', '.');
  await git(folder, 'commit', '-qm', 'first');
  const shown = await git(folder, 'show', '--', 'recordings/x.db');
  expect(shown.output).toContain('+  sql SELECT VERSION() AS version'.slice(0, 1));
  expect(shown.output).toContain('VERSION()');
  const text = join(folder, 'x.mock');
  await run('dump', 'recordings/x.db', '-o', text);
  writeFileSync(text, readFileSync(text, 'utf8').replaceAll('39.90', '41.90'));
  await run('load', text, '-o', 'recordings/x.db', '--overwrite');
  const diff = await run('diff', 'HEAD:recordings/x.db', 'recordings/x.db');
  expect(diff.code, diff.output).toBe(5);
  expect(diff.output).toMatch(/39\.90.*41\.90/);
  const none = await run('diff', 'HEAD:recordings/none.db', 'recordings/x.db');
  expect(none.output).toMatch(/^mock: there is no recording at HEAD:recordings\/none\.db: /);
  expect((await run('doctor')).output).toContain('ok     git shows recordings as text');
}, 180_000);

test('init where there is no git still writes a configuration; a key that is not known names the nearest', async () => {
  const folder = temporaryFolder();
  const init = await runProgram(['node', mock, 'init', '--write'], { cwd: folder });
  expect(init.output).toMatch(/wrote mock\.config\.json[\s\S]*nothing was done for git: /);
  expect(existsSync(join(folder, '.gitattributes'))).toBe(false);
  writeFileSync(join(folder, 'mock.config.json'), '{ "max-querys": 3 }');
  const { code, output } = await runProgram(['node', mock, 'doctor'], { cwd: folder });
  expect(code).toBe(2);
  expect(output).toBe('mock: mock.config.json:1:17: there is no option "max-querys"; did you mean "max-queries"?\n');
});

test('doctor looks at a server, and says what is wrong with the way to it', async () => {
  const folder = temporaryFolder();
  const server = await startSampleServer();
  const run = (upstream: string) => runProgram(['node', mock, 'doctor', '--upstream', upstream], { cwd: folder });
  const there = await run(`mysql://demo:x@127.0.0.1:${server.port}`);
  await server.close();
  expect(there.output).toMatch(/^ok {5}the server can be reached: 8\.4/m);
  const gone = await run(`mysql://demo:x@127.0.0.1:${server.port}`);
  expect(gone.code).toBe(1);
  expect(gone.output).toMatch(/^to do {2}the server, logging in as demo: .*127\.0\.0\.1/m);
});
