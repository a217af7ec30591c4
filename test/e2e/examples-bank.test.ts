// The bank in PHP, Ruby, Go and Java (examples/apps) with the helper of its language: its committed recording replayed with CI set,
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
import { edit, mock, root, runProgram } from './support/example-project.ts';
import { isLong } from './support/long.ts';

interface Bank {
  readonly name: string;
  readonly language: Language;
  readonly folder: string;
  /** Folder in `integrations`. */
  readonly helper: string;
  readonly tests: string;
  /** A shell's, in the program's folder. */
  readonly inOrder: string;
  /** Shuffled, and in parallel where the runner can. */
  readonly mixed: string;
  readonly passed: RegExp;
  readonly oneFailed: RegExp;
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

const BANKS: readonly Bank[] = [
  {
    name: 'PHPUnit',
    language: 'php',
    folder: 'php',
    helper: 'phpunit',
    tests: 'BankTest.php',
    inOrder: '/usr/bin/phpunit --do-not-cache-result BankTest.php',
    mixed: '/usr/bin/phpunit --do-not-cache-result --order-by=random --random-order-seed=7 BankTest.php',
    passed: /OK \(4 tests/,
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
    tests: 'bank_test.rb',
    inOrder: '/usr/bin/ruby -W0 bank_test.rb',
    mixed: '/usr/bin/ruby -W0 bank_test.rb --seed 7',
    passed: /4 runs, .* 0 failures, 0 errors/,
    oneFailed: /4 runs, .* 1 failures, 0 errors/,
    swallow: ['assert_nil @bank.account("00000000-0000-4000-a000-000000000000")', '@bank.account("nobody") rescue nil'],
  },
  {
    name: 'Go',
    language: 'go',
    folder: 'go',
    helper: 'go',
    tests: 'bank_test.go',
    inOrder: GO,
    mixed: `${GO} -shuffle=7`,
    passed: /(?:^--- PASS[\s\S]*){4}^ok/m,
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
    tests: 'BankTest.java',
    inOrder: COMPILED,
    mixed:
      `${COMPILED} --config junit.jupiter.execution.parallel.enabled=true ` +
      '--config junit.jupiter.execution.parallel.mode.default=concurrent',
    passed: /4 tests successful/,
    oneFailed: /3 tests successful[\s\S]*1 tests failed/,
    swallow: [
      'assertNull(bank.account("00000000-0000-4000-a000-000000000000"))',
      '{ try { bank.account("nobody"); } catch (SQLException error) { return; } }',
    ],
  },
];

beforeAll(() => prepare());

for (const bank of BANKS) {
  await describeWithLanguage(bank.language, () => {
    test(`${bank.name}: replays shuffled and in parallel, and fails for a swallowed miss alone`, async () => {
      const { folder, run } = copyOfBank(bank);
      edit(join(folder, bank.tests), ...bank.swallow);
      const { code, output } = await run(bank.mixed, { CI: 'true' });
      expect(code, output).not.toBe(0);
      expect(output).toMatch(bank.oneFailed);
      expect(output).toMatch(/mock has no recorded answer to[\s\S]*nobody[\s\S]*record anew: MOCK_RECORD=all/);
    });

    if (isLong) {
      describeWithServer('mysql', (server) => {
        test(`${bank.name}: is recorded, and replays in order and mixed`, { timeout: 300_000 }, async () => {
          const { folder, run } = copyOfBank(bank);
          const file = join(folder, 'bank.db');
          rmSync(file, { force: true });
          await makeBank(server);
          const recorded = await run(bank.inOrder, { MOCK_UPSTREAM: `${server.host}:${server.port}` });
          expect(recorded.output).toMatch(bank.passed);
          for (const words of [bank.inOrder, bank.mixed]) {
            const replayed = await run(words, { CI: 'true' });
            expect(replayed.output).toMatch(bank.passed);
          }
          if (process.env['MOCK_KEEP_RECORDINGS'] === '1')
            cpSync(file, join(root, 'examples', 'apps', bank.folder, 'bank.db'));
        });
      });
    }
  });
}

/** Where the helper lies beside it as in this repository. */
function copyOfBank({ folder: name, helper }: Bank) {
  const place = temporaryFolder();
  const folder = join(place, 'examples', 'apps', name);
  cpSync(join(root, 'examples', 'apps', name), folder, { recursive: true });
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
