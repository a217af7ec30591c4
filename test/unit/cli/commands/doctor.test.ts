// `mock doctor`, where no server is named.

import { afterEach, expect, test } from 'vitest';
import { mock } from '../../../support/command-line.ts';

const { MOCK_UPSTREAM } = process.env;
afterEach(() => {
  if (MOCK_UPSTREAM === undefined) delete process.env['MOCK_UPSTREAM'];
  else process.env['MOCK_UPSTREAM'] = MOCK_UPSTREAM;
});

test('each thing is one line that begins with how it stands', async () => {
  delete process.env['MOCK_UPSTREAM'];
  const { out } = await mock('doctor');
  const lines = out.trim().split('\n');
  expect(lines.every((line) => /^(ok {5}|to do {2})\S/.test(line))).toBe(true);
  expect(lines[0]).toMatch(/^ok {5} ?mock [\d.]+.*, Node \d+/);
  expect(out).toContain("SQLite's native module");
  expect(out).toContain('no server was named to be looked at (--upstream, MOCK_UPSTREAM)');
});

test('a server that cannot be reached is something to do, and the exit code says so', async () => {
  const { out, code } = await mock('doctor', '--upstream', '127.0.0.1:1');
  expect(out).toMatch(/^to do {2}the server, logging in as nobody: .+$/m);
  expect(code).toBe(1);
});
