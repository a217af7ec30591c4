// `mock dump`, `mock load`, `mock init` and git's merge driver.

import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { runMock, startMock, temporaryFolder } from './mock-process.ts';
import { connectTo, makeRecording } from './sample-session.ts';

const sample = join(import.meta.dirname, '..', '..', 'recordings', 'sample-mysql-9.7.db');

test('a recording loaded from edited text replays the edit', async () => {
  const file = await makeRecording();
  const folder = temporaryFolder();
  const text = join(folder, 'x.mock');
  expect(await runMock(['dump', file, '-o', text])).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
  writeFileSync(text, readFileSync(text, 'utf8').replaceAll("'8.4.0-mock-sample' |", "'edited' |"));
  const copy = join(folder, 'copy.db');
  expect(await runMock(['load', text, '-o', copy])).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
  const player = await startMock(['replay', copy, '--port', '0']);
  const connection = await connectTo(player.port);
  const [[row]] = (await connection.query('SELECT VERSION()')) as unknown as [[object]];
  await connection.end();
  expect(Object.values(row)).toEqual(['edited']);
});

test('a text that makes no sense is refused with its place, and nothing is written', async () => {
  const folder = temporaryFolder();
  const text = join(folder, 'x.mock');
  const { stdout } = await runMock(['dump', sample]);
  writeFileSync(text, stdout.replace('COM_QUERY', 'COM_QUEERY'));
  const refused = await runMock(['load', text, '-o', join(folder, 'y.db')]);
  expect(refused.exitCode).toBe(6);
  expect(refused.stderr).toMatch(/^mock: .*x\.mock:10:3: COM_QUEERY is no command, found COM_QUEERY\n$/);
  expect(existsSync(join(folder, 'y.db'))).toBe(false);
  const missing = await runMock(['load', join(folder, 'no'), '-o', join(folder, 'y.db')]);
  expect(missing).toMatchObject({ exitCode: 2, stdout: '' });
});

test('does not replace a recording unasked', async () => {
  const folder = temporaryFolder();
  const [text, file] = [join(folder, 'x.mock'), join(folder, 'x.db')];
  await runMock(['dump', sample, '-o', text]);
  copyFileSync(sample, file);
  expect((await runMock(['load', text, '-o', file])).stderr).toMatch(/x\.db exists: pass --overwrite/);
  expect((await runMock(['load', text, '-o', file, '--overwrite'])).exitCode).toBe(0);
});

test('git shows and merges recordings as text', async () => {
  const folder = temporaryFolder();
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const program = join(import.meta.dirname, '..', '..', 'bin', 'mock.js');
  writeFileSync(join(bin, 'mock'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`, { mode: 0o755 });
  const repository = join(folder, 'repository');
  mkdirSync(repository);
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'init.defaultBranch=main'];
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, GIT_CONFIG_NOSYSTEM: '1', HOME: folder };
  const git = (...args: string[]) =>
    execFileSync('git', [...identity, ...args], { cwd: repository, env, encoding: 'utf8', stdio: 'pipe' });
  git('init', '-q');
  execFileSync(join(bin, 'mock'), ['init', '--write', '--pattern', '*.db'], { cwd: repository, env });
  const file = join(repository, 'x.db');
  copyFileSync(sample, file);
  git('add', '.');
  git('commit', '-qm', 'base');
  const change = async (from: string, to: string) => {
    const { stdout } = await runMock(['dump', file]);
    const text = join(folder, 'edit.mock');
    writeFileSync(text, stdout.replaceAll(from, to));
    expect((await runMock(['load', text, '-o', file, '--overwrite'])).exitCode).toBe(0);
  };
  git('checkout', '-qb', 'theirs');
  await change("'Lamp'  ", "'Torch' ");
  expect(git('diff')).toMatch(/-\s+\| 1 +\| 'Lamp' .*\n\+\s+\| 1 +\| 'Torch'/);
  git('commit', '-qam', 'theirs');
  git('checkout', '-q', 'main');
  await change('suppliers', 'merchants');
  git('commit', '-qam', 'ours');
  git('merge', '-q', '-m', 'both', 'theirs');
  const merged = (await runMock(['dump', file])).stdout;
  expect(merged).toContain("'Torch'");
  expect(merged).toContain('merchants');
});
