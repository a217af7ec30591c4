// bin/prepare.js on checkouts made up for the test, whose "build" notes each of its runs.
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';

const run = promisify(execFile);
const buildScript = `
  const fs = require('node:fs');
  fs.appendFileSync('builds.txt', 'one ');
  if (fs.readFileSync('src/index.ts', 'utf8').includes('broken')) throw new Error('broken source');
  fs.mkdirSync('dist', { recursive: true });
  fs.copyFileSync('src/index.ts', 'dist/index.js');
`;

let root: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'mock-prepare-')));
  for (const folder of ['bin', 'src', 'node_modules']) await mkdir(join(root, folder));
  await cp(join(import.meta.dirname, '../../../bin/prepare.js'), join(root, 'bin/prepare.js'));
  await writeFile(join(root, 'package.json'), JSON.stringify({ type: 'module', scripts: { build: 'node build.cjs' } }));
  await writeFile(join(root, 'build.cjs'), buildScript);
  await writeFile(join(root, 'src/index.ts'), 'first');
});

afterEach(() => rm(root, { recursive: true, force: true }));

const prepare = () => run(process.execPath, [join(root, 'bin/prepare.js')]);
const read = (name: string) => readFile(join(root, name), 'utf8');

test('builds once, however many ask for it at the same time', async () => {
  await Promise.all([prepare(), prepare(), prepare()]);
  await prepare();
  expect(await read('builds.txt')).toBe('one ');
  expect(await read('dist/index.js')).toBe('first');
});

test('leaves alone what npm run build has stamped', async () => {
  await run('npm', ['run', '--silent', 'build'], { cwd: root });
  await run(process.execPath, [join(root, 'bin/prepare.js'), '--stamp']);
  await prepare();
  expect(await read('builds.txt')).toBe('one ');
});

test('builds again when a source has changed, been added or been removed', async () => {
  await prepare();
  await writeFile(join(root, 'src/index.ts'), 'second');
  await prepare();
  expect(await read('dist/index.js')).toBe('second');
  await writeFile(join(root, 'src/more.ts'), '');
  await prepare();
  await rm(join(root, 'src/more.ts'));
  await prepare();
  expect(await read('builds.txt')).toBe('one one one one ');
});

test('fails with what the build said, and tries again the next time', async () => {
  await writeFile(join(root, 'src/index.ts'), 'broken');
  await expect(prepare()).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('broken source') });
  await expect(prepare()).rejects.toMatchObject({ code: 1 });
  await writeFile(join(root, 'src/index.ts'), 'whole');
  await prepare();
  expect(await read('dist/index.js')).toBe('whole');
});

test('leaves packages alone that a link shares with another checkout', async () => {
  const lock = { packages: { '': {}, 'node_modules/absent': { version: '1.0.0' } } };
  await writeFile(join(root, 'package-lock.json'), JSON.stringify(lock));
  await rm(join(root, 'node_modules'), { recursive: true });
  await mkdir(join(root, 'elsewhere'));
  await run('ln', ['-s', 'elsewhere', join(root, 'node_modules')]);
  const { stderr } = await prepare();
  expect(stderr).toContain('leaving it alone');
});
