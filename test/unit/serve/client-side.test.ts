import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clientSide } from '../../../src/serve/client-side.ts';

let dataDir = '';
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'mock-client-side-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

test('once settled, certificates and keys that were asked for are in place, and nothing half made', async () => {
  const side = await clientSide({ dataDir });
  const asked = [side.session.tls?.(), side.rsaKeys()];
  await side.settle();
  expect((await readdir(dataDir)).sort()).toEqual(['rsa', 'tls']);
  await Promise.all(asked);
});

test('settled right after warming up, nothing is made any more', async () => {
  const side = await clientSide({ dataDir });
  side.warmUp();
  await side.settle();
  expect(await readdir(dataDir)).toEqual([]);
});
