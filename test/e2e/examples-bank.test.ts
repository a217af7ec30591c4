// The bank in JavaScript, Python, PHP, Ruby, Go and Java (examples/apps) with the helper of its language: its committed recording replayed with CI set,
// shuffled and in parallel as far as the runner can, with one test that asks for what nobody recorded and swallows the error.
// `npm run test:examples` also records each anew. MOCK_KEEP_RECORDINGS=1 puts what it recorded beside the program.

import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { beforeAll, expect, test } from 'vitest';
import { prepare } from '../../bin/prepare.js';
import { describeWithLanguage, type Language } from '../languages/installed.ts';
import { cacheFolder, describeWithServer, type ServerAddress } from '../servers/index.ts';
import { temporaryFolder } from './mock-process.ts';
import { copyOf, edit, mock, root, runProgram } from './support/example-project.ts';
import { isLong } from './support/long.ts';

interface Bank {
  readonly name: string;
  /** Null where Node is all that it needs. */
  readonly language: Language | null;
  readonly folder: string;
  /** Folder in `integrations`; null where the package brings it. */
  readonly helper: string | null;
  readonly recordings: readonly string[];
  readonly tests: string;
  /** A shell's, in the program's folder. */
  readonly inOrder: string;
  /** Shuffled, and in parallel where the runner can. */
  readonly mixed: string;
  readonly passed: RegExp;
  readonly oneFailed: RegExp;
  readonly told: RegExp;
  /** What makes a test ask for something else, and swallow the error. */
  readonly swallow: readonly [string, string];
}

const JARS = [
  ...['jupiter-api', 'jupiter-engine', 'platform-commons', 'platform-engine', 'platform-launcher'].map(junit),
  ...['platform-console', 'platform-reporting'].map(junit),
  ...['opentest4j', 'opentest4j-reporting-events', 'apiguardian-api', 'picocli', 'univocity-parsers'],
  'mariadb-java-client',
].map((name) => `/usr/share/java/${name}.jar`);
const CLASSES = `${JARS.join(':')}:.`;
const JUNIT = `java -XX:TieredStopAtLevel=1 -cp ${CLASSES} org.junit.platform.console.ConsoleLauncher --disable-banner --scan-classpath .`;
const COMPILED = `javac -nowarn -cp ${CLASSES} -d . ../../../integrations/junit/MockRecording.java Bank.java BankTest.java && ${JUNIT}`;
const GO = 'GO111MODULE=off GOPATH=$PWD/gopath:/usr/share/gocode /usr/bin/go test -count=1 -v .';

const TOLD = /mock has no recorded answer to[\s\S]*nobody[\s\S]*record anew: MOCK_RECORD=all/;
const VITEST = `${process.execPath} ${join(root, 'node_modules', 'vitest', 'vitest.mjs')} run`;
const PYTEST = 'PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 -m pytest -q';

const BANKS: readonly Bank[] = [
  {
    name: 'Vitest',
    language: null,
    folder: 'javascript',
    helper: null,
    recordings: ['accounts.db', 'transfers.db'],
    tests: 'accounts.test.js',
    inOrder: `${VITEST} --no-file-parallelism`,
    mixed: `${VITEST} --maxWorkers=2 --sequence.shuffle --sequence.seed=7`,
    passed: /Tests {2}5 passed/,
    told: /recorded with other parameters[\s\S]*\{\+'nobody'\+\}[\s\S]*record anew: -u of the runner, or MOCK_RECORD=all/,
    oneFailed: /Tests {2}1 failed \| 4 passed/,
    swallow: [
      "expect(await bank.account('00000000-0000-4000-a000-000000000000')).toBe(undefined);",
      "await bank.account('nobody').catch(() => undefined);",
    ],
  },
  {
    name: 'pytest',
    language: 'python',
    folder: join('python', 'bank'),
    helper: 'pytest',
    recordings: ['bank.db'],
    tests: 'test_bank.py',
    inOrder: PYTEST,
    mixed: `${PYTEST} -n 2`,
    passed: /4 passed/,
    told: /mock has no recorded answer to: [^\n]* id = 'nobody'[\s\S]*record anew: --mock-record=all/,
    // where a test passes and its miss fails it afterwards, pytest counts both
    oneFailed: /4 passed, 1 error/,
    swallow: [
      'assert bank.account("00000000-0000-4000-a000-000000000000") is None',
      'try: bank.account("nobody")\n    except Exception: pass',
    ],
  },
  {
    name: 'PHPUnit',
    language: 'php',
    folder: 'php',
    helper: 'phpunit',
    recordings: ['bank.db'],
    tests: 'BankTest.php',
    inOrder: '/usr/bin/phpunit --do-not-cache-result BankTest.php',
    mixed: '/usr/bin/phpunit --do-not-cache-result --order-by=random --random-order-seed=7 BankTest.php',
    passed: /OK \(4 tests/,
    told: TOLD,
    oneFailed: /Tests: 4, .*Failures: 1\./,
    swallow: [
      "$this->assertFalse($this->bank->account('00000000-0000-4000-a000-000000000000'));",
      "try { $this->bank->account('nobody'); } catch (PDOException) { $this->assertTrue(true); }",
    ],
  },
  {
    name: 'Minitest',
    language: 'ruby',
    folder: 'ruby',
    helper: 'ruby',
    recordings: ['bank.db'],
    tests: 'bank_test.rb',
    inOrder: '/usr/bin/ruby -W0 bank_test.rb',
    mixed: '/usr/bin/ruby -W0 bank_test.rb --seed 7',
    passed: /4 runs, .* 0 failures, 0 errors/,
    told: TOLD,
    oneFailed: /4 runs, .* 1 failures, 0 errors/,
    swallow: ['assert_nil @bank.account("00000000-0000-4000-a000-000000000000")', '@bank.account("nobody") rescue nil'],
  },
  {
    name: 'Go',
    language: 'go',
    folder: 'go',
    helper: 'go',
    recordings: ['bank.db'],
    tests: 'bank_test.go',
    inOrder: GO,
    mixed: `${GO} -shuffle=7`,
    passed: /(?:^--- PASS[\s\S]*){4}^ok/m,
    told: TOLD,
    oneFailed: /^--- FAIL: TestKnowsNoAccount(?![\s\S]*^--- FAIL)/m,
    swallow: [
      'if _, err := open(t).Account("00000000-0000-4000-a000-000000000000"); !errors.Is(err, sql.ErrNoRows) {',
      'if _, err := open(t).Account("nobody"); errors.Is(err, sql.ErrNoRows) {',
    ],
  },
  {
    name: 'JUnit',
    language: 'java',
    folder: 'java',
    helper: 'junit',
    recordings: ['bank.db'],
    tests: 'BankTest.java',
    inOrder: COMPILED,
    mixed:
      `${COMPILED} --config junit.jupiter.execution.parallel.enabled=true ` +
      '--config junit.jupiter.execution.parallel.mode.default=concurrent',
    passed: /4 tests successful/,
    told: TOLD,
    oneFailed: /3 tests successful[\s\S]*1 tests failed/,
    swallow: [
      'assertNull(bank.account("00000000-0000-4000-a000-000000000000"))',
      '{ try { bank.account("nobody"); } catch (SQLException error) { return; } }',
    ],
  },
];

beforeAll(() => prepare());

for (const bank of BANKS) {
  await withLanguage(bank.language, () => {
    test(`${bank.name}: replays shuffled and in parallel, and fails for a swallowed miss alone`, async () => {
      const { folder, run } = copyOfBank(bank);
      edit(join(folder, bank.tests), ...bank.swallow);
      const { code, output } = await run(bank.mixed, { CI: 'true' });
      expect(code, output).not.toBe(0);
      expect(output).toMatch(bank.oneFailed);
      expect(output).toMatch(bank.told);
    });

    if (isLong) {
      describeWithServer('mysql', (server) => {
        test(`${bank.name}: is recorded, and replays in order and mixed`, { timeout: 300_000 }, async () => {
          const { folder, run } = copyOfBank(bank);
          for (const name of bank.recordings) rmSync(join(folder, name), { force: true });
          await makeBank(server);
          const recorded = await run(bank.inOrder, { MOCK_UPSTREAM: `${server.host}:${server.port}` });
          expect(recorded.output).toMatch(bank.passed);
          for (const words of [bank.inOrder, bank.mixed]) {
            const replayed = await run(words, { CI: 'true' });
            expect(replayed.output).toMatch(bank.passed);
          }
          if (process.env['MOCK_KEEP_RECORDINGS'] !== '1') return;
          for (const name of bank.recordings)
            cpSync(join(folder, name), join(root, 'examples', 'apps', bank.folder, name));
        });
      });
    }
  });
}

async function withLanguage(language: Language | null, body: () => void): Promise<void> {
  if (language === null) body();
  else await describeWithLanguage(language, body);
}

/** Where the helper lies beside it as in this repository; within it where Node has to find packages. */
function copyOfBank({ folder: name, helper }: Bank) {
  const place = helper === null ? copyOf(join('apps', name), join(root, 'examples')) : temporaryFolder();
  const folder = join(place, 'examples', 'apps', name);
  cpSync(join(root, 'examples', 'apps', name), folder, { recursive: true });
  if (helper !== null)
    cpSync(join(root, 'integrations', helper), join(place, 'integrations', helper), { recursive: true });
  if (helper === 'go') {
    const packages = join(folder, 'gopath', 'src', 'mysql-replay');
    mkdirSync(packages, { recursive: true });
    cpSync(join(place, 'integrations', 'go', 'mocktest'), join(packages, 'mocktest'), { recursive: true });
  }
  const fixed = {
    MOCK_COMMAND: `${process.execPath} ${mock}`,
    LC_ALL: 'C.UTF-8',
    GOCACHE: join(cacheFolder(), 'languages', 'go-build'),
  };
  const run = (words: string, env: Readonly<Record<string, string>> = {}) =>
    runProgram(['bash', '-ec', words], { cwd: folder, env: { ...fixed, ...env } });
  return { folder, run };
}

/** The schema and the account that the programs use, anew. */
async function makeBank({ host, port, user, password }: ServerAddress): Promise<void> {
  const connection = await createConnection({ host, port, user, password, multipleStatements: true });
  const account = "CREATE USER demo@'%' IDENTIFIED BY 'any'; GRANT ALL ON bank.* TO demo@'%'";
  await connection
    .query(`DROP DATABASE IF EXISTS bank; CREATE DATABASE bank; DROP USER IF EXISTS demo@'%'; ${account}`)
    .finally(() => connection.end());
}

function junit(name: string): string {
  return `junit-${name}`;
}
