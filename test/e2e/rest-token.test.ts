// The token of the REST API, as the command takes it.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runMock, startMock, temporaryFolder } from './mock-process.ts';

const trace = JSON.stringify({ stmts: [{ 'stmt.regex': '', ok: {} }] });

test('it is read from a file, asked for on every path, and never shown', async () => {
  const folder = temporaryFolder();
  const [file, token] = [join(folder, 'trace.json'), join(folder, 'token')];
  writeFileSync(file, trace);
  writeFileSync(token, 'pw-token\n');
  const where = ['--port', '0', '--http-port', '0', '--http-bind', '0.0.0.0'];
  const refused = await runMock(['script', file, ...where]);
  expect(refused.exitCode).not.toBe(0);
  expect(refused.stderr).toContain('would be open to anybody');

  const run = await startMock(['script', file, ...where, '--http-token-file', token]);
  const url = /http:\/\/0\.0\.0\.0:\d+/.exec(run.output().stdout)?.[0].replace('0.0.0.0', '127.0.0.1');
  expect((await fetch(`${url}/healthz`)).status).toBe(401);
  const headers = { authorization: 'Bearer pw-token' };
  expect((await fetch(`${url}/healthz`, { headers })).status).toBe(200);
  const { stdout, stderr } = await run.stop();
  expect(stdout + stderr).not.toContain('pw-token');
});
