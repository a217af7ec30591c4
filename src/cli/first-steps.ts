// What `mock init` gives beside git's settings: a configuration to begin with, and a first test to copy.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findConfig } from './config/find-config.ts';

const CONFIG = {
  $schema: './node_modules/mysql-replay/docs/mock.config.schema.json',
  'max-queries': 100,
};
const RUNNERS = ['vitest', 'jest'] as const;

/** Says what was done. */
export function writeFirstConfig(folder: string): string {
  const found = findConfig(folder);
  if (found !== null) return `${found} is there already, and stays as it is`;
  const file = 'mock.config.json';
  writeFileSync(join(folder, file), `${JSON.stringify(CONFIG, null, 2)}\n`);
  return `wrote ${file}: a test that executes more than 100 statements fails; any option may stand in it`;
}

/** By what package.json names; for another language the command that runs any tests. */
export function firstTest(folder: string): string {
  const runner = runnerOf(join(folder, 'package.json'));
  if (runner === null) {
    return [
      '# a first test: yours. Records the first time, replays from then on; commit the file:',
      'MOCK_UPSTREAM=127.0.0.1:3306 npx mock run recordings/first.db -- pytest   # or npm test, phpunit, go test, …',
    ].join('\n');
  }
  return `// a first test, first.test.js: records with MOCK_UPSTREAM=127.0.0.1:3306 set, replays from then on
${runner === 'vitest' ? taken('expect, test', runner) : ''}${taken('useRecording', `mysql-replay/${runner}`)}${taken('createConnection', 'mysql2/promise')}
const mock = useRecording({ file: 'recordings/first.db' });

test('asks the database', async () => {
  const connection = await createConnection(mock.url('user', 'password', 'database'));
  const [rows] = await connection.query('SELECT 1 AS one');
  expect(rows).toEqual([{ one: 1 }]);
  await connection.end();
});`;
}

function taken(names: string, from: string): string {
  return `import { ${names} } from '${from}';\n`;
}

function runnerOf(file: string): (typeof RUNNERS)[number] | null {
  if (!existsSync(file)) return null;
  const text = readFileSync(file, 'utf8');
  return RUNNERS.find((name) => text.includes(`"${name}"`)) ?? null;
}
