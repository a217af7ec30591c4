// `mock inspect` on a recording of the sample server: what people and programs read.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runMock, startMock, temporaryFolder } from './mock-process.ts';
import { connectTo, makeRecording } from './sample-session.ts';

async function inspect(...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runMock(['inspect', ...args]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return stdout;
}

function objects(lines: string): Record<string, unknown>[] {
  return lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** A text result, a prepared one, and an error. */
async function recordVariety(): Promise<string> {
  const file = join(temporaryFolder(), 'shop.db');
  const recorder = await startMock(['record', '--port', '0', '-o', file]);
  const connection = await connectTo(recorder.port);
  await connection.query('SELECT * FROM customers');
  await connection.execute('SELECT * FROM customers');
  await connection.query('SELECT nonsense').catch(() => undefined);
  await connection.end();
  await recorder.stop();
  return file;
}

test('shows a recording at a glance', async () => {
  const file = await makeRecording(3);
  const text = await inspect(file);
  expect(text).toMatch(/^recording .*shop\.db/);
  expect(text).toMatch(/^protocol +classic$/m);
  expect(text).toMatch(/^ +3 {2}select version ?\( ?\)$/m);
  expect(objects(await inspect(file, '--json'))).toMatchObject([{ recording: file, sessions: 1, gaps: 0 }]);
});

test('lists sessions and exchanges', async () => {
  const file = await recordVariety();
  expect(await inspect(file, '--sessions')).toMatch(/│ demo +│ shop +│/);
  const lines = (await inspect(file, '--exchanges')).trim().split('\n');
  expect(lines[0]).toMatch(/^exchange session +ms {2}outcome +command +statement$/);
  expect(lines.find((line) => line.includes('nonsense'))).toMatch(/ error \d+ +QUERY +SELECT nonsense$/);
  const listed = objects(await inspect(file, '--exchanges', '--json'));
  expect(listed).toHaveLength(lines.length - 1);
  expect(listed[0]).toMatchObject({ exchange: 1, session: 1 });
});

test('shows the rows of text and of prepared statements alike', async () => {
  const file = await recordVariety();
  const listed = objects(await inspect(file, '--exchanges', '--json'));
  const results = [];
  for (const command of ['COM_QUERY', 'COM_STMT_EXECUTE']) {
    const id = String(listed.find((each) => each.command === command)?.exchange);
    const text = await inspect(file, '--exchange', id, '--rows', '1');
    expect(text).toMatch(/^statement +SELECT \* FROM customers$/m);
    expect(text).toMatch(/^\d+ rows, \d+ of them not shown \(--rows\)$/m);
    const [object] = objects(await inspect(file, '--exchange', id, '--json'));
    const [result] = (object?.results ?? []) as { rows: unknown }[];
    results.push(result?.rows);
  }
  expect(results[0]).toEqual(results[1]);
});

test('runs SQL that reads, and only that', async () => {
  const file = await makeRecording(2);
  const sql = "SELECT count(*) AS n, 9007199254740993 AS big, NULL AS none, x'00ff' AS bytes FROM session";
  expect(objects(await inspect(file, '--sql', sql, '--json'))).toEqual([
    { n: 1, big: '9007199254740993', none: null, bytes: { hex: '00ff' } },
  ]);
  expect(await inspect(file, '--sql', "SELECT NULL AS a, 'NULL' AS b")).toMatch(/│ NULL │ 'NULL' │/);
  for (const bad of ['DELETE FROM exchange', 'SELEC', 'SELECT * FROM nowhere', "ATTACH 'x' AS y"]) {
    const { exitCode, stderr } = await runMock(['inspect', file, '--sql', bad]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringMatching(/^mock: --sql: .*\n$/) });
  }
});

test('an exchange that is not there is named', async () => {
  const { exitCode, stderr } = await runMock(['inspect', await makeRecording(), '--exchange', '999']);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 2,
    stderr: expect.stringMatching(/^mock: .* has no exchange 999.*\n$/),
  });
});

test('ends quietly when its reader has seen enough', async () => {
  const file = await makeRecording(500);
  const mock = join(import.meta.dirname, '..', '..', 'bin', 'mock.js');
  const script = 'node "$0" inspect "$1" --exchanges --json | head -n 1 >/dev/null; exit "$PIPESTATUS"';
  const shell = spawn('bash', ['-c', script, mock, file], { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  shell.stderr.on('data', (part) => {
    errors += part;
  });
  expect(await once(shell, 'close')).toEqual([0, null]);
  expect(errors).toBe('');
});
