// The helpers for PHPUnit, Minitest, RSpec, Go and JUnit with their examples: recorded from the sample server, replayed in scopes
// with CI set, and failing for what was never recorded though the program swallows the error. In `npm test` RSpec's alone: the
// others are proved by the banks (examples-bank.test.ts).

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { prepare } from '../../bin/prepare.js';
import { startSampleServer } from '../../src/serve/sample/sample-server.ts';
import { describeWithLanguage, type Language } from '../languages/installed.ts';
import { cacheFolder } from '../servers/index.ts';
import { temporaryFolder } from './mock-process.ts';
import { edit, mock, root, runProgram } from './support/example-project.ts';
import { isLong } from './support/long.ts';

interface Helper {
  readonly name: string;
  readonly language: Language;
  /** In `integrations`. */
  readonly folder: string;
  readonly tests: string;
  /** A shell's, in the example's folder. */
  readonly command: string;
  readonly passed: RegExp;
  /** One of the two has failed. */
  readonly onePassed: RegExp;
  /** What makes the example ask for something else, and swallow the error. */
  readonly swallow: readonly [string, string];
  /** What makes the other test fail. */
  readonly fail: readonly [string, string];
}

const JARS = [
  ...[
    'jupiter-api',
    'jupiter-engine',
    'platform-commons',
    'platform-engine',
    'platform-launcher',
    'platform-console',
  ].map((name) => `junit-${name}`),
  ...['junit-platform-reporting', 'opentest4j', 'opentest4j-reporting-events', 'apiguardian-api', 'picocli'],
  ...['univocity-parsers', 'mariadb-java-client'],
].map((name) => `/usr/share/java/${name}.jar`);
const CLASSES = `${JARS.join(':')}:.`;

const HELPERS: readonly Helper[] = [
  {
    name: 'PHPUnit',
    language: 'php',
    folder: 'phpunit',
    tests: 'ShopTest.php',
    command: '/usr/bin/phpunit --do-not-cache-result ShopTest.php',
    passed: /OK \(2 tests/,
    onePassed: /Tests: 2, .*Failures: 1/,
    swallow: [
      "$this->assertCount(3, $this->connect()->query('SELECT * FROM products')->fetchAll());",
      "try { $this->connect()->query('SELECT 1 FROM nowhere'); } catch (PDOException) { $this->assertTrue(true); }",
    ],
    fail: ['assertGreaterThan(0,', 'assertGreaterThan(999,'],
  },
  {
    name: 'Minitest',
    language: 'ruby',
    folder: 'ruby',
    tests: 'shop_test.rb',
    command: '/usr/bin/ruby -W0 shop_test.rb',
    passed: /2 runs, 2 assertions, 0 failures, 0 errors/,
    onePassed: /2 runs, .* 1 failures, 0 errors/,
    swallow: [
      'assert_equal 3, connect.query("SELECT * FROM products").count',
      'connect.query("SELECT 1 FROM nowhere") rescue nil',
    ],
    fail: [':>, 0', ':>, 999'],
  },
  {
    name: 'RSpec',
    language: 'ruby',
    folder: 'ruby',
    tests: 'shop_spec.rb',
    command: 'rspec -I . shop_spec.rb',
    passed: /2 examples, 0 failures/,
    onePassed: /2 examples, 1 failure/,
    swallow: [
      'expect(db.query("SELECT * FROM products").count).to eq 3',
      '(db.query("SELECT 1 FROM nowhere") rescue nil)',
    ],
    fail: ['be > 0', 'be > 999'],
  },
  {
    name: 'Go',
    language: 'go',
    folder: 'go',
    tests: 'shop_test.go',
    command: 'GO111MODULE=off GOPATH=$PWD/../gopath:/usr/share/gocode /usr/bin/go test -count=1 -v .',
    passed: /--- PASS: TestCountsTheOrders[\s\S]*^ok/m,
    onePassed: /--- PASS: Test/,
    swallow: [
      'if n := count(t, "SELECT * FROM products"); n != 3 {\n\t\tt.Error(n)\n\t}',
      'open(t).Query("SELECT 1 FROM nowhere")',
    ],
    fail: ['n != 1 {', 'n != 999 {'],
  },
  {
    name: 'JUnit',
    language: 'java',
    folder: 'junit',
    tests: 'ShopTest.java',
    command:
      `javac -nowarn -cp ${CLASSES} -d . ../MockRecording.java ShopTest.java && ` +
      `java -cp ${CLASSES} org.junit.platform.console.ConsoleLauncher --disable-banner --scan-classpath .`,
    passed: /2 tests successful/,
    onePassed: /1 tests successful/,
    swallow: [
      'assertEquals(3, count("SELECT * FROM products"));',
      'try { count("SELECT 1 FROM nowhere"); } catch (SQLException error) { return; }',
    ],
    fail: ['assertEquals(1,', 'assertEquals(999,'],
  },
];

beforeAll(() => prepare());

for (const helper of HELPERS) {
  await describeWithLanguage(helper.language, () => {
    const testIt = test.runIf(isLong || helper.name === 'RSpec');
    testIt(
      `${helper.name}: records, replays with CI set, fails for a swallowed miss`,
      { timeout: 300_000 },
      async () => {
        const place = temporaryFolder();
        cpSync(join(root, 'integrations', helper.folder), place, { recursive: true });
        if (helper.folder === 'go') {
          const packages = join(place, 'gopath', 'src', 'mysql-replay');
          mkdirSync(packages, { recursive: true });
          cpSync(join(place, 'mocktest'), join(packages, 'mocktest'), { recursive: true });
        }
        const cwd = join(place, 'example');
        const fixed = {
          MOCK_COMMAND: `${process.execPath} ${mock}`,
          LC_ALL: 'C.UTF-8',
          GOCACHE: join(cacheFolder(), 'languages', 'go-build'),
        };
        const run = (env: Readonly<Record<string, string>> = {}) =>
          runProgram(['bash', '-ec', helper.command], { cwd, env: { ...fixed, ...env } });
        const server = await startSampleServer({ clientSslMode: 'DISABLED' });
        const upstream = { MOCK_UPSTREAM: `127.0.0.1:${server.port}` };
        const recorded = await run(upstream);
        expect(recorded.output).toMatch(helper.passed);
        // mock ends when the runner has ended
        const isThere = () => existsSync(join(cwd, 'shop.db'));
        await expect.poll(isThere, { timeout: 30_000 }).toBe(true);
        const kept = readFileSync(join(cwd, 'shop.db'));
        edit(join(cwd, helper.tests), ...helper.fail);
        const failed = await run({ ...upstream, MOCK_RECORD: 'all' });
        await server.close();
        expect(failed.output).toMatch(helper.onePassed);
        await expect.poll(() => recordingsIn(cwd), { timeout: 30_000 }).toEqual(['shop.db']);
        expect(readFileSync(join(cwd, 'shop.db')).equals(kept)).toBe(true);
        edit(join(cwd, helper.tests), helper.fail[1], helper.fail[0]);
        edit(join(cwd, helper.tests), ...helper.swallow);
        const missed = await run({ CI: 'true' });
        expect(missed.code, missed.output).not.toBe(0);
        expect(missed.output).toMatch(helper.onePassed);
        expect(missed.output).toMatch(
          /mock has no recorded answer to[\s\S]*SELECT 1 FROM nowhere[\s\S]*record anew: MOCK_RECORD=all/,
        );
      },
    );
  });
}

/** One beside its place is still being recorded, or put away. */
function recordingsIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.startsWith('shop.db'));
}
