// The built command proves a recording, explains what it answers, and reports what it did.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runMock, startMock, temporaryFolder } from './mock-process.ts';
import { connectTo, makeRecording, STATEMENT, work } from './sample-session.ts';

test('mock record checks what it wrote, unless told not to', async () => {
  const file = join(temporaryFolder(), 'shop.db');
  const recorder = await startMock(['record', '--port', '0', '-o', file]);
  await work(recorder.port, 3);
  expect((await recorder.stop()).stderr).toContain('every answer comes out as it was recorded');
  const { exitCode, stdout } = await runMock(['check', file]);
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: expect.stringMatching(
      /^checked \d exchanges: every answer comes out as it was recorded\nit is as it was sealed, digest [0-9a-f]{32}\n$/,
    ),
  });
  expect(JSON.parse((await runMock(['check', file, '--json'])).stdout)).toMatchObject({ differing: 0, skipped: {} });
  const unchecked = join(temporaryFolder(), 'shop.db');
  const other = await startMock(['record', '--no-check', '--port', '0', '-o', unchecked]);
  await work(other.port);
  expect((await other.stop()).stderr).not.toContain('comes out as it was recorded');
});

test('mock match says which exchange answers, or why none does', async () => {
  const file = await makeRecording(2);
  const found = await runMock(['match', file, STATEMENT]);
  expect(found).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^2 recorded answers in database shop/) });
  expect(found.stdout).toMatch(/exchange \d+ \(session 1\): 1 row; asked with autocommit=1/);
  const missed = await runMock(['match', file, 'SELECT VERSION(), 2']);
  expect(missed).toMatchObject({ exitCode: 5, stdout: expect.stringContaining('nearest is exchange') });
  expect(JSON.parse((await runMock(['match', file, 'SELECT 9', '--json'])).stdout)).toMatchObject({ found: false });
  const nowhere = await runMock(['match', file, STATEMENT, '--scope', 'x']);
  expect(nowhere).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('has no scope "x"') });
});

test('mock replay --explain and --report', async () => {
  const file = await makeRecording(2);
  const folder = temporaryFolder();
  const names = ['out/r.json', 'r.xml', 'r.md'].map((name) => join(folder, name));
  const player = await startMock([
    'replay',
    file,
    '--port',
    '0',
    '--explain',
    ...names.flatMap((n) => ['--report', n]),
  ]);
  const connection = await connectTo(player.port);
  await connection.query(STATEMENT);
  for (let n = 0; n < 2; n++) await expect(connection.query("SELECT '<&>`'")).rejects.toThrow(/^mock: /);
  await connection.end();
  const { stderr } = await player.stop();
  expect(stderr).toMatch(
    /exchange \d+ \(session 1\) answers: COM_QUERY SELECT VERSION\(\) \(recorded behind the writes that were played/,
  );
  expect(stderr).toContain('answered without the recording: COM_QUIT');

  const [json = '', xml = '', markdown = ''] = names.map((name) => readFileSync(name, 'utf8'));
  const report = JSON.parse(json);
  expect(report).toMatchObject({ format: 1, connections: 1, played: 1, missCount: 2, unused: [expect.any(Number)] });
  expect(report.misses).toMatchObject([{ count: 2, miss: { reason: 'unknown', sql: "SELECT '<&>`'", scope: '' } }]);
  expect(report).toMatchObject({ synthesised: [], substituted: [], scopes: [{ played: 1, misses: 2, unused: 1 }] });
  expect(xml).toContain('<testsuite name="replay" tests="3" failures="1" skipped="1">');
  expect(xml).toContain(`name="SELECT '&lt;&amp;&gt;\`'"`);
  expect(markdown).toContain("- **unknown** in `shop`, 2 times: ``SELECT '<&>`'``");
  expect(markdown).toContain('| (none) | 3 | 1 | 2 | 1 |');
});

test('a report whose form cannot be told is refused at the start', async () => {
  const file = await makeRecording();
  const { exitCode, stderr } = await runMock(['replay', file, '--port', '0', '--report', 'x.txt']);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 2,
    stderr: 'mock: --report x.txt: end its name in .html, .json, .xml (JUnit) or .md\n',
  });
});
