// The programs in other languages. Each is run by Debian's own runtime, whatever else is in the PATH.
import { type LanguageProgram, sourceFile } from './language-program.ts';

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
