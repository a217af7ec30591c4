// What a first hour may meet: a Node that is too old, a second install beside, no home folder, a folder that cannot be written. Each
// is one line that says what to do, or simply works.

import { chmodSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { prepare } from '../../bin/prepare.js';
import { temporaryFolder } from './mock-process.ts';
import { mock, root, runProgram } from './support/example-project.ts';

const SAMPLE = join(root, 'recordings', 'sample-mysql-9.7.db');
const SHOP = join(root, 'examples', 'shop', 'shop.js');

test('a Node that is too old is told as that', async () => {
  await prepare();
  const old = 'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"18.19.0"})';
  const { code, output } = await runProgram([process.execPath, '--import', old, mock, '--version']);
  expect(code).toBe(1);
  expect(output).toBe('mock: Node 20 or newer is needed, and this is 18.19.0: install one, and run npm rebuild\n');
});

test('a CI without a home folder replays and records: nothing is kept outside of the project', async () => {
  const folder = temporaryFolder();
  const nothing = { HOME: '', XDG_DATA_HOME: '', CI: 'true', TMPDIR: folder };
  const words = [process.execPath, mock];
  const replayed = await runProgram([...words, 'replay', SAMPLE, '--strict', '--', 'node', SHOP], { env: nothing });
  expect(replayed.code, replayed.output).toBe(0);
  const file = join(folder, 'x.db');
  const ask = ['node', join(root, 'examples', 'ask', 'ask.js'), 'SELECT COUNT(*) FROM orders'];
  const recorded = await runProgram([...words, 'record', '-o', file, '--', ...ask], {
    cwd: folder,
    env: nothing,
  });
  expect(recorded.code, recorded.output).toBe(0);
});

test('a second install beside: the one that is called answers, by its own version', async () => {
  const folder = temporaryFolder();
  const other = join(folder, 'node_modules', 'mysql-replay');
  mkdirSync(other, { recursive: true });
  for (const name of ['bin', 'dist', 'schema']) cpSync(join(root, name), join(other, name), { recursive: true });
  writeFileSync(join(other, 'package.json'), '{ "name": "mysql-replay", "version": "0.0.1", "type": "module" }');
  for (const name of ['better-sqlite3', 'bindings', 'file-uri-to-path'])
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  const [ours, theirs] = await Promise.all(
    [mock, join(other, 'bin', 'mock.js')].map((program) =>
      runProgram([process.execPath, program, 'replay', SAMPLE, '--', 'node', SHOP], { cwd: folder }),
    ),
  );
  expect(ours?.code, ours?.output).toBe(0);
  expect(theirs?.code, theirs?.output).toBe(0);
});

// root may write everywhere
test.skipIf(process.getuid?.() === 0)('a folder that cannot be written is told with what to do', async () => {
  const folder = temporaryFolder();
  chmodSync(folder, 0o500);
  const recorded = await runProgram([process.execPath, mock, 'record', '-o', join(folder, 'x.db'), '--', 'true']);
  expect(recorded.code).not.toBe(0);
  expect(recorded.output).toMatch(/^mock: .*x\.db.*(?:cannot be written|permission)/m);
});

test('a place where nothing can be written is told with what to do, to root as well', async () => {
  const { code, output } = await runProgram([process.execPath, mock, 'record', '-o', '/proc/x.db', '--', 'true']);
  expect(code).not.toBe(0);
  expect(output.trim().split('\n')).toHaveLength(1);
  expect(output).toMatch(/^mock: cannot write \/proc\/x\.db: .*; name another place \(-o\)/);
});
