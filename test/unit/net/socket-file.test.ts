import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listen } from '../../../src/net/listen.ts';
import { clearSocketPath } from '../../../src/net/socket-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mock-socket-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('nothing is in the way where there is nothing', async () => {
  await clearSocketPath(join(folder, 's'));
});

test('what is no socket, or is in use, stays', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  await expect(clearSocketPath(file)).rejects.toThrow('is no socket');
  const path = join(folder, 's');
  const server = createServer((socket) => socket.destroy());
  await listen(server, { kind: 'unix', path });
  await expect(clearSocketPath(path)).rejects.toThrow('is in use');
  await new Promise((resolve) => server.close(resolve));
  expect(existsSync(file)).toBe(true);
});

test('a path that the system would cut off is refused', async () => {
  await expect(clearSocketPath(`/tmp/${'x'.repeat(120)}`)).rejects.toThrow('the system allows 107');
});
