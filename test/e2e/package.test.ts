// What is published: small, with few dependencies, quick to install, whole, and with types that compile by themselves.

import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { prepare } from '../../bin/prepare.js';
import { runPage } from '../support/doc-blocks.ts';
import { quickNpx } from './support/doc-project.ts';
import { root } from './support/example-project.ts';
import { addNativeModule, type Installed, install, link } from './support/installed.ts';

const SAMPLE = 'node_modules/mysql-replay/recordings/sample-mysql-9.7.db';
const MAX_BYTES = 2.6 * 1024 * 1024;
const MAX_FILES = 480;
const MAX_PACKAGES = 45;
const MAX_SECONDS = 90;

let installed: Installed | null = null;

beforeAll(async () => {
  await prepare();
  installed = await install();
});
afterAll(() => installed?.remove());

function there(skip: (note: string) => never): Installed {
  return installed ?? skip('the registry of npm cannot be reached');
}

test('its size, its files, its dependencies and the time to install it have bounds', ({ skip }) => {
  const { packed, folder, seconds } = there(skip);
  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  const own = readdirSync(join(folder, 'node_modules', '.bin'));
  const packages = Object.entries<{ optional?: boolean }>(lock.packages).filter(
    ([path, { optional }]) => path && !optional,
  );
  const figures = `${packed.bytes} bytes, ${packed.files.length} files, ${packages.length} packages, ${seconds.toFixed(1)} s`;
  process.stdout.write(`npm pack: ${figures} to install without compiling\n`);
  expect(packed.bytes, figures).toBeLessThan(MAX_BYTES);
  expect(packed.files.length, figures).toBeLessThan(MAX_FILES);
  expect(packages.length, figures).toBeLessThan(MAX_PACKAGES);
  expect(seconds, figures).toBeLessThan(MAX_SECONDS);
  expect(own).toEqual(expect.arrayContaining(['mock', 'mysql_server_mock']));
});

test('it holds what is needed and nothing that lies about', ({ skip }) => {
  const paths = there(skip).packed.files.map(({ path }) => path);
  expect(paths.filter((path) => path.startsWith('recordings/'))).toEqual(['recordings/sample-mysql-9.7.db']);
  expect(paths.filter((path) => /^(src|test|build|examples|bench|bin\/bundle)\//.test(path))).toEqual([]);
  expect(paths).toEqual(expect.arrayContaining(['README.md', 'LICENSE', 'dist/LICENCES.txt', 'dist/types/index.d.ts']));
});

test('a native module that is not there is told as that, with the command that mends it', async ({ skip }) => {
  const { run } = there(skip);
  const { code, output } = await run(`npx --no-install mock inspect ${SAMPLE}`);
  expect(code).toBe(1);
  expect(output).toMatch(/^mock: SQLite's native module was not installed: .*; run: npm rebuild better-sqlite3/m);
  expect(output.trim().split('\n')).toHaveLength(1);
  const pnpm = await run(`node_modules/.bin/mock inspect ${SAMPLE}`, { npm_config_user_agent: 'pnpm/10.1.0' });
  expect(pnpm.output).toContain('run: pnpm approve-builds better-sqlite3');
});

test('an install that lacks a package of the native module is told as that', async ({ skip }) => {
  const { folder, run } = there(skip);
  const [bindings, away] = [join(folder, 'node_modules', 'bindings'), join(folder, 'bindings')];
  renameSync(bindings, away);
  try {
    const { code, output } = await run(`npx --no-install mock inspect ${SAMPLE}`);
    expect(code).toBe(1);
    expect(output).toMatch(
      /^mock: SQLite's native module lacks a package that it needs: Cannot find module 'bindings', .*; run: npm /,
    );
    expect(output.trim().split('\n')).toHaveLength(1);
  } finally {
    renameSync(away, bindings);
  }
});

test('it runs, as a command, as a module and under Jest without modules', async ({ skip }) => {
  const { folder, run } = there(skip);
  addNativeModule(folder);
  const inspected = await run(`node_modules/.bin/mock inspect ${SAMPLE}`);
  expect(inspected.code, inspected.output).toBe(0);
  writeFileSync(
    join(folder, 'api.mjs'),
    `import { replay } from 'mysql-replay';
     const mock = await replay(${JSON.stringify(SAMPLE)});
     console.log(JSON.stringify(mock.counts()));
     await mock.close();`,
  );
  const api = await run('node api.mjs');
  expect(api.output).toContain('"misses":0');
});

test('the walk of the first paragraph, and the tutorial of ten minutes, in the folder where it is installed', async ({
  skip,
}) => {
  const { folder, run } = there(skip);
  addNativeModule(folder);
  link(folder, 'mysql2');
  // npx itself takes a second each time, and was tried above
  const env = quickNpx(folder);
  const git = await run('git init -q . && npx --no-install mock init --write && npx --no-install mock doctor', env);
  expect(git.code, git.output).toBe(0);
  const page = readFileSync(join(root, 'site', 'tutorial', 'ten-minutes.md'), 'utf8');
  await runPage(page, { cwd: folder, env });
}, 180_000);

test('its types compile with skipLibCheck off, from modules and from CommonJS', async ({ skip }) => {
  const { folder, run } = there(skip);
  for (const name of ['@types', 'undici-types']) link(folder, name);
  writeFileSync(
    join(folder, 'all.mts'),
    `import { replay } from 'mysql-replay';
     import { openTestRecording } from 'mysql-replay/testing';
     import { useRecording as inJest } from 'mysql-replay/jest';
     import { useRecording as inNode } from 'mysql-replay/node-test';
     import { useRecording as inVitest } from 'mysql-replay/vitest';
     export const all = [replay, openTestRecording, inJest, inNode, inVitest];`,
  );
  writeFileSync(
    join(folder, 'common.cts'),
    `import jest = require('mysql-replay/jest');
     export const mock = jest.useRecording({ file: 'x.db' });`,
  );
  const tsc = join(root, 'node_modules', '.bin', 'tsc');
  const words = '--noEmit --strict --module nodenext --target es2022 --types node --skipLibCheck false';
  const { code, output } = await run(`${tsc} ${words} all.mts common.cts`);
  expect(code, output).toBe(0);
});
