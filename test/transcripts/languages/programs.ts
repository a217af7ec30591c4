// The programs in other languages. Each is run by Debian's own runtime, whatever else is in the PATH.
import { join } from 'node:path';
import { compiled } from '../../languages/compiled.ts';
import { type LanguageProgram, sourceFile } from './language-program.ts';

const php = ['/usr/bin/php', '-d', 'memory_limit=-1'] as const;

export const pymysqlProgram: LanguageProgram = {
  language: 'python',
  name: 'PyMySQL',
  // -B: nothing is written beside the sources
  command: async () => ['/usr/bin/python3', '-B', sourceFile('python', 'run_pymysql.py')],
};

export const mysqlclientProgram: LanguageProgram = {
  language: 'python',
  name: 'mysqlclient',
  command: async () => ['/usr/bin/python3', '-B', sourceFile('python', 'run_mysqlclient.py')],
};

export const mysqliProgram: LanguageProgram = {
  language: 'php',
  name: 'PHP mysqli',
  command: async () => [...php, '-d', 'mysqli.allow_local_infile=1', sourceFile('php', 'run_mysqli.php')],
};

export const pdoProgram: LanguageProgram = {
  language: 'php',
  name: 'PHP PDO',
  command: async () => [...php, sourceFile('php', 'run_pdo.php')],
};

export const goProgram: LanguageProgram = {
  language: 'go',
  name: 'Go MySQL driver',
  async command() {
    const files = ['transcript.go', 'main.go'].map((file) => sourceFile('go', file));
    const folder = await compiled({
      name: 'go',
      files,
      compiler: '/usr/bin/go',
      args: (out) => ['build', '-o', join(out, 'program'), ...files],
      // Debian's packages of Go are sources below its own GOPATH
      env: { GO111MODULE: 'off', GOPATH: '/usr/share/gocode' },
      packages: ['golang-go', 'golang-github-go-sql-driver-mysql-dev'],
    });
    return [join(folder, 'program')];
  },
};

export const rubyProgram: LanguageProgram = {
  language: 'ruby',
  name: 'Ruby mysql2',
  // -W0: no warnings of what the gem itself uses
  command: async () => ['/usr/bin/ruby', '-W0', sourceFile('ruby', 'run_mysql2.rb')],
};

function perlProgram(driver: 'mysql' | 'MariaDB'): LanguageProgram {
  return {
    language: 'perl',
    name: `Perl DBD ${driver}`,
    command: async () => ['/usr/bin/perl', sourceFile('perl', 'run_dbd.pl'), driver],
  };
}

export const dbdMysqlProgram = perlProgram('mysql');
export const dbdMariadbProgram = perlProgram('MariaDB');

const connectorJ = '/usr/share/java/mariadb-java-client.jar';

export const javaProgram: LanguageProgram = {
  language: 'java',
  name: 'MariaDB Connector J',
  async command() {
    const source = sourceFile('java', 'Program.java');
    const folder = await compiled({
      name: 'java',
      files: [source],
      compiler: '/usr/bin/javac',
      args: (out) => ['-encoding', 'UTF-8', '-d', out, source],
      packages: ['libmariadb-java'],
    });
    // a run of a second is not worth the better of the compilers
    return ['/usr/bin/java', '-XX:TieredStopAtLevel=1', '-cp', `${folder}:${connectorJ}`, 'Program'];
  },
};
