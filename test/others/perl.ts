// The suites of Perl's two drivers: each of their files is a program that says `ok` or `not ok` for each of its tests.
import { appendFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ACCOUNT, type Suite, start } from './suite.ts';

/** 00base.t and 05dbcreate.t, of both. */
const FIRST = 2;

function driver(name: string, debian: string, scheme: string): Suite {
  return {
    name,
    server: 'mysql',
    source: { debian },
    language: 'perl',
    databases: ['test'],
    reverses: true,
    run: async ({ sources, folder, port, isReversed }) => {
      await start('/bin/cp', ['-r', join(sources, 't'), folder], { cwd: folder });
      const files = (await readdir(join(folder, 't'))).filter((file) => file.endsWith('.t')).sort();
      const verdicts = new Map<string, boolean>();
      const dsn = `DBI:${scheme}:database=test;host=127.0.0.1;port=${port}`;
      const settings = `$::test_dsn='${dsn}'; $::test_user='${ACCOUNT.user}'; $::test_password=''; $::test_db='test'; 1;\n`;
      for (const file of ['mysql.mtest', 'MariaDB.mtest']) await writeFile(join(folder, 't', file), settings);
      // the first of them make the database as all others ask for it
      const [first, others] = [files.slice(0, FIRST), files.slice(FIRST)];
      for (const file of isReversed ? [...first, ...others.reverse()] : files) {
        const { output, exitCode } = await start('/usr/bin/perl', ['-It', '-I.', join('t', file)], {
          cwd: folder,
          env: { DBI_DSN: dsn, DBI_USER: ACCOUNT.user, DBI_PASS: '', SKIP_CRASH_TESTING: '1' },
        });
        await appendFile(join(folder, 'output.txt'), `== ${file}\n${output}\n== ${exitCode}\n`);
        const lines = [...output.matchAll(/^(not )?ok (\d+)(.*)$/gm)];
        if (lines.some(([, , , rest = '']) => !/# skip/i.test(rest)) || exitCode !== 0) {
          const failed = lines.some(([, not, , rest = '']) => not !== undefined && !/# todo/i.test(rest));
          verdicts.set(file, !failed && exitCode === 0);
        }
      }
      return verdicts;
    },
  };
}

export const perlSuites: readonly Suite[] = [
  driver('DBD::mysql', 'libdbd-mysql-perl', 'mysql'),
  driver('DBD::MariaDB', 'libdbd-mariadb-perl', 'MariaDB'),
];
