// ActiveRecord's own tests over Ruby's mysql2.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ACCOUNT, type Suite, start } from './suite.ts';

/** Its own tests that ask the database most. */
const FILES = 'adapters/mysql2/* base calculations insert_all locking persistence relations transactions'.split(' ');

const CONFIG = (port: number) =>
  ['arunit', 'arunit2']
    .flatMap((name, at) => [
      `    ${name}:`,
      '      host: 127.0.0.1',
      `      port: ${port}`,
      `      username: ${ACCOUNT.user}`,
      '      encoding: utf8mb4',
      `      collation: utf8mb4_${at === 0 ? 'unicode' : 'general'}_ci`,
    ])
    .join('\n');

const activerecord: Suite = {
  name: 'ActiveRecord, half of its files',
  server: 'mysql',
  source: { debian: 'rails' },
  language: 'ruby',
  databases: ['activerecord_unittest', 'activerecord_unittest2'],
  reverses: true,
  run: async ({ sources, folder, port, isReversed }) => {
    // it writes beside its tests
    await start('/bin/cp', ['-r', join(sources, 'activerecord'), folder], { cwd: folder });
    const cwd = join(folder, 'activerecord');
    const config = join(folder, 'config.yml');
    await writeFile(config, `default_connection: mysql2\nconnections:\n  mysql2:\n${CONFIG(port)}\n`);
    const names = JSON.stringify(FILES);
    const program = `${names}.each { |n| Dir["#{Dir.pwd}/test/cases/#{n}#{"_test" unless n.end_with?("*")}.rb"].sort.each { |f| require f } }`;
    // one process: its tests run in an order that the seed gives
    const { output } = await start(
      '/usr/bin/ruby',
      ['-W0', '-Itest', '-Ilib', '-e', program, '--', '-v', '--seed', isReversed ? '2' : '1'],
      {
        cwd,
        env: { ARCONFIG: config, ARCONN: 'mysql2', MT_CPU: '1', LANG: 'C.UTF-8' },
      },
    );
    await writeFile(join(folder, 'output.txt'), output);
    const lines = output.matchAll(/^(\S+#.+) = \d+\.\d+ s = ([.FE])$/gm);
    return new Map([...lines].map(([, name = '', verdict]) => [name, verdict === '.']));
  },
};

export const rubySuites: readonly Suite[] = [activerecord];
