import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listen } from '../../../src/net/listen.ts';

test('a free port is told; one that is in use is an error that says what to do', async () => {
  const server = createServer();
  const bound = await listen(server, { kind: 'tcp', host: '127.0.0.1', port: 0 });
  if (bound.kind !== 'tcp') throw new Error('it listens on a port');
  expect(bound.port).toBeGreaterThan(0);
  await expect(listen(createServer(), bound)).rejects.toThrow(`port ${bound.port} on 127.0.0.1 is in use: stop`);
  await new Promise((resolve) => server.close(resolve));
});

test.each([
  [{ kind: 'tcp', host: '192.0.2.1', port: 0 }, '192.0.2.1 is no address of this machine: pass --bind'],
  [{ kind: 'unix', path: join(tmpdir(), 'mock-not-there', 's') }, 'its directory does not exist'],
] as const)('where it cannot listen it says why, case %#', async (endpoint, said) => {
  await expect(listen(createServer(), endpoint)).rejects.toThrow(said);
});
