// The pytest plugin as a project uses it: recorded from the sample server, replayed, added to, and what fails.

import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startSampleServer } from '../../src/serve/sample/sample-server.ts';
import { describeWithLanguage } from '../languages/installed.ts';
import { temporaryFolder } from './mock-process.ts';
import { mock, root, runProgram } from './support/example-project.ts';
import { longTest } from './support/long.ts';

const PROJECT = `import pymysql, pytest

@pytest.fixture
def db(mock_scope):
    connection = pymysql.connect(host=mock_scope.host, port=mock_scope.port, user=mock_scope.user("demo"), password="x", database="shop")
    with connection.cursor() as cursor:
        yield cursor
    connection.close()

def test_products(db):
    db.execute("SELECT * FROM products")
    assert len(db.fetchall()) == 3
`;
const MORE = `
def test_orders(db):
    db.execute("SELECT COUNT(*) FROM orders")
    assert db.fetchone()[0] > 0
`;
const SWALLOWED = PROJECT.replace(
  '    db.execute("SELECT * FROM products")',
  '    try: db.execute("SELECT * FROM product")\n    except Exception: return',
);

function project(): {
  folder: string;
  tests(text: string): void;
  pytest(words: string, env?: Record<string, string>): ReturnType<typeof runProgram>;
} {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'recordings'));
  cpSync(join(root, 'integrations', 'pytest', 'pytest_mysql_replay.py'), join(folder, 'pytest_mysql_replay.py'));
  writeFileSync(join(folder, 'pytest.ini'), '[pytest]\naddopts = -p pytest_mysql_replay -p no:cacheprovider\n');
  const tests = (text: string) => writeFileSync(join(folder, 'test_shop.py'), text);
  tests(PROJECT);
  const fixed = { MOCK_COMMAND: `${process.execPath} ${mock}`, PYTHONDONTWRITEBYTECODE: '1', PYTHONPATH: folder };
  const pytest = (words: string, env: Record<string, string> = {}) =>
    runProgram(['bash', '-c', `/usr/bin/python3 -m pytest -q ${words}`], { cwd: folder, env: { ...fixed, ...env } });
  return { folder, tests, pytest };
}

await describeWithLanguage('python', () => {
  test('records what is not there, replays it with no server, and fails for a miss that the test swallows', async () => {
    const { folder, tests, pytest } = project();
    tests(PROJECT + MORE);
    const server = await startSampleServer({ clientSslMode: 'DISABLED' });
    const recorded = await pytest('', { MOCK_UPSTREAM: `127.0.0.1:${server.port}` });
    await server.close();
    expect(recorded.code, recorded.output).toBe(0);
    expect(existsSync(join(folder, 'recordings', 'tests.db'))).toBe(true);
    tests(SWALLOWED + MORE);
    const missed = await pytest('', { CI: 'true' });
    // the test itself has passed: it is its end that fails
    expect(missed.output).toMatch(/2 passed, 1 error/);
    expect(missed.output).toMatch(
      /mock has no recorded answer to: SELECT \* FROM product\n {4}nearest: SELECT \* FROM products/,
    );
  });

  longTest('adds what is new, says what it lacks, and records nothing with CI set', async () => {
    const { folder, tests, pytest } = project();
    const nothing = await pytest('');
    expect(nothing.output).toMatch(/to record, name the server: --mock-upstream or MOCK_UPSTREAM/);
    const server = await startSampleServer({ clientSslMode: 'DISABLED' });
    const env = { MOCK_UPSTREAM: `127.0.0.1:${server.port}` };
    const recorded = await pytest('', env);
    expect(recorded.code, recorded.output).toBe(0);
    tests(PROJECT + MORE);
    const added = await pytest('--mock-record=new', env);
    expect(added.code, added.output).toBe(0);
    await server.close();
    const replayed = await pytest('', { CI: 'true' });
    expect(replayed.code, replayed.output).toBe(0);
    expect(replayed.output).toContain('2 passed');
    const file = join(folder, 'recordings', 'tests.db');
    const inScope = ['inspect', file, '--filter', 'scope:"test_shop.py::test_orders"'];
    expect((await runProgram(['node', mock, ...inScope])).output).toContain('SELECT COUNT(*) FROM orders');
    const banned = await pytest('--mock-record=all', { ...env, CI: 'true' });
    expect(banned.output).toContain('with CI set nothing is recorded');
  });
});
