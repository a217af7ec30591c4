// The suites of PHP's drivers and of Doctrine.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ACCOUNT, type Run, readJunit, type Suite, start, type Verdicts } from './suite.ts';

/** PHP's own tests of an extension; its runner tells each file's verdict in a line. */
function extension(name: string, folderOfTests: string): Suite {
  return {
    name: `PHP, ${name}`,
    server: 'mysql',
    source: { debian: 'php8.2' },
    language: 'php',
    databases: ['test'],
    reverses: false,
    run: async ({ sources, folder, port }) => {
      // its runner leaves its output beside the tests
      for (const part of ['ext', 'run-tests.php'])
        await start('/bin/cp', ['-r', join(sources, part), folder], { cwd: folder });
      const verdicts = join(folder, 'verdicts.txt');
      const { output } = await start(
        '/usr/bin/php',
        [
          '-n',
          'run-tests.php',
          '-p',
          '/usr/bin/php',
          '-c',
          '/etc/php/8.2/cli',
          '-q',
          '-n',
          '-W',
          verdicts,
          ...INI,
          folderOfTests,
        ],
        {
          cwd: folder,
          env: {
            NO_INTERACTION: '1',
            SKIP_SLOW_TESTS: '1',
            MYSQL_TEST_PORT: String(port),
            PDO_MYSQL_TEST_DSN: `mysql:host=127.0.0.1;port=${port};dbname=test`,
            PDO_MYSQL_TEST_USER: ACCOUNT.user,
            PDO_MYSQL_TEST_PASS: ACCOUNT.password,
            PDO_MYSQL_TEST_HOST: '127.0.0.1',
            PDO_MYSQL_TEST_PORT: String(port),
          },
        },
      );
      await writeFile(join(folder, 'output.txt'), output);
      const lines = (await readFile(verdicts, 'utf8').catch(() => '')).split('\n');
      const told = lines.map((line) => /^(PASSED|FAILED)\t(.*)$/.exec(line)).filter((line) => line !== null);
      return new Map(told.map(([, verdict, test = '']) => [test, verdict === 'PASSED']));
    },
  };
}

const INI = ['mysqlnd', 'mysqli', 'pdo', 'pdo_mysql'].flatMap((name) => ['-d', `extension=${name}`]);

/** Where the suite looks for what composer would have installed; Debian's packages bring the same. */
const DOCTRINE_LOADER = `<?php
spl_autoload_register(function ($class) {
    $file = str_replace('\\\\', '/', $class) . '.php';
    foreach (['tests/', 'lib/'] as $folder) {
        if (is_file(dirname(__DIR__) . "/$folder$file")) { require_once dirname(__DIR__) . "/$folder$file"; return; }
    }
    if (is_file("/usr/share/php/$file")) require_once "/usr/share/php/$file";
});
foreach (glob('/usr/share/php/{Psr/*,Symfony/{Component/*,Contracts/*}}/autoload.php', GLOB_BRACE) as $file) require_once $file;
`;

async function runDoctrine({ sources, folder, port, isReversed }: Run): Promise<Verdicts> {
  await start('/bin/cp', ['-r', join(sources, 'tests'), join(sources, 'lib'), folder], { cwd: folder });
  await mkdir(join(folder, 'vendor'));
  await writeFile(join(folder, 'vendor/autoload.php'), DOCTRINE_LOADER);
  const values = {
    db_driver: 'pdo_mysql',
    db_host: '127.0.0.1',
    db_port: String(port),
    db_user: ACCOUNT.user,
    db_dbname: 'doctrine_tests',
  };
  const settings = Object.entries(values).map(([name, value]) => `<var name="${name}" value="${value}"/>`);
  const tests = `<testsuites><testsuite name="orm"><directory>${folder}/tests/Doctrine/Tests/ORM/Functional</directory></testsuite></testsuites>`;
  const groups = '<groups><exclude><group>performance</group><group>locking_functional</group></exclude></groups>';
  const file = join(folder, 'phpunit.xml');
  await writeFile(
    file,
    `<?xml version="1.0"?><phpunit bootstrap="${folder}/tests/Doctrine/Tests/TestInit.php">${tests}${groups}<php>${settings.join('')}</php></phpunit>`,
  );
  const report = join(folder, 'report.xml');
  const order = isReversed ? ['--order-by=reverse'] : [];
  const { output } = await start(
    '/usr/bin/php',
    ['-d', 'memory_limit=-1', '/usr/bin/phpunit', '-c', file, '--log-junit', report, ...order],
    {
      cwd: folder,
    },
  );
  await writeFile(join(folder, 'output.txt'), output);
  return await readJunit(report);
}

const doctrine: Suite = {
  name: 'Doctrine ORM, its functional tests',
  server: 'mysql',
  source: { debian: 'doctrine' },
  language: 'php',
  databases: [],
  reverses: true,
  run: runDoctrine,
};

export const phpSuites: readonly Suite[] = [
  extension('mysqli', 'ext/mysqli/tests'),
  extension('pdo_mysql', 'ext/pdo_mysql/tests'),
  doctrine,
];
