// The programs in other languages. Each is run by Debian's own runtime, whatever else is in the PATH.
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
