// The configuration file as the helpers of test runners need it.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { configuredTests } from '../../../../src/cli/config/test-options.ts';
import { temporaryFile } from '../../../support/edited-recording.ts';

function file(value: object): { path: string; recording: string } {
  const path = temporaryFile('mock.config.json');
  writeFileSync(path, JSON.stringify(value));
  const folder = join(dirname(path), 'recordings');
  mkdirSync(folder);
  return { path, recording: join(folder, 'x.db') };
}

async function optionsOf(value: object, env: NodeJS.ProcessEnv = {}) {
  const { path, recording } = file(value);
  return await configuredTests(path, recording, env);
}

test('the nearest file from the recording’s folder on', async () => {
  const { recording } = file({ strategy: 'sequence' });
  expect((await configuredTests(undefined, recording, {}))?.options).toMatchObject({ strategy: 'sequence' });
});

test('what it says for `mock run` goes before `mock replay`, and that before `mock record`', async () => {
  const sections = { run: { strategy: 'any' }, replay: { strategy: 'ordered', exhausted: 'cycle' } };
  expect((await optionsOf(sections))?.options).toMatchObject({ strategy: 'any', exhausted: 'cycle' });
});

test('names of the command line are those of the API', async () => {
  const configured = await optionsOf({
    replay: { 'on-miss': 'close' },
    'max-queries': 5,
    'fail-on-unused': true,
    'server-compress': 'off',
  });
  expect(configured).toMatchObject({
    options: { missPolicy: 'close', serverCompress: null },
    maxQueries: 5,
    failOnUnused: true,
  });
});

test('the environment is nearer than the file', async () => {
  const told = { upstream: 'db:3306' };
  expect((await optionsOf(told))?.options).toMatchObject({ upstream: 'db:3306' });
  expect((await optionsOf(told, { MOCK_UPSTREAM: 'other:3306' }))?.options).not.toHaveProperty('upstream');
});

test('a key that nobody knows is refused with its place', async () => {
  await expect(optionsOf({ stratgy: 'any' })).rejects.toThrow(/mock\.config\.json:1:\d+: .*stratgy/);
  await expect(optionsOf({ strategy: 'best' })).rejects.toThrow(/mock\.config\.json:1:\d+: /);
});
