// README's shell blocks are run as they are printed, but for the port.

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { prepare } from '../../bin/prepare.js';
import { blocksOf, runPage } from '../support/doc-blocks.ts';
import { root } from './support/example-project.ts';

test('the commands of README do what it says', { timeout: 60_000 }, async () => {
  await prepare();
  const port = String(await freePort());
  const page = readFileSync(join(root, 'README.md'), 'utf8');
  expect(blocksOf(page).map(({ task }) => task)).toEqual(
    expect.arrayContaining(['serve', 'run', 'run, exit 1', 'output']),
  );
  const { PATH = '', HOME = '' } = process.env;
  await runPage(page, { cwd: root, env: { PATH, HOME }, edit: (script) => script.replaceAll('3307', port) });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
