// The small programs of examples/apps, recorded once and replayed with no rule. `npm run test:apps` (MOCK_APPS=all) replays all
// of them in every way and prints a table.

import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { describeWithLanguage, type Language } from '../languages/installed.ts';
import { createSchema, describeWithServer, type ServerAddress } from '../servers/index.ts';
import { temporaryFolder } from '../support/serving.ts';
import { type App, goApp, nodeApp, phpApp, pythonApp, rubyApp } from './support/apps.ts';
import { mock, runProgram } from './support/example-project.ts';

const isLong = process.env.MOCK_APPS === 'all';

/** Records it in order, and replays it in these ways. @returns a line for each */
async function play(make: (parent: string) => App, server: ServerAddress, isWanted: (way: string) => boolean) {
  const folder = await temporaryFolder();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  const app = make(folder.path);
  const schema = await createSchema(server, 'app');
  onTestFinished(() => schema.drop());
  const { host, port, user, password } = server;
  const env = {
    MYSQL_USER: user,
    MYSQL_PWD: password,
    MYSQL_DATABASE: schema.name,
    PYTHONDONTWRITEBYTECODE: '1',
    LC_ALL: 'C.UTF-8',
  };
  const file = join(folder.path, 'app.db');
  const run = (args: readonly string[], words: readonly string[]) =>
    runProgram([process.execPath, mock, ...args, '--', ...words], { cwd: app.folder, env });
  const ways = app.ways();
  const recorded = await run(['record', '--upstream', `${host}:${port}`, '-o', file], ways['in order'] ?? []);
  expect(recorded.code, recorded.output).toBe(0);
  const failed: string[] = [];
  for (const [way, words] of Object.entries(ways)) {
    if (!isWanted(way)) continue;
    const { code, output } = await run(['replay', file, '--strict'], words);
    const [misses = '?'] = /\d+ miss(?:es)?/.exec(output) ?? [];
    if (isLong)
      console.log(`${app.name.padEnd(12)} ${(code === 0 ? 'ok' : 'FAILED').padEnd(8)} ${misses.padEnd(10)} ${way}`);
    if (code !== 0) failed.push(`${way}: ${output.slice(-2000)}`);
  }
  return failed;
}

await describeWithLanguage('sqlalchemy', () => {
  describeWithServer('mysql', (server) => {
    test('SQLAlchemy with Alembic', { timeout: 600_000 }, async () => {
      const failed = await play(
        (parent) => pythonApp('sqlalchemy', parent),
        server,
        (way) => isLong || way === 'shuffled',
      );
      expect(failed).toEqual([]);
    });
  });
});

if (isLong) {
  const OTHERS: readonly (readonly [Language, (name: string, parent: string) => App])[] = [
    ['django', pythonApp],
    ['activerecord', rubyApp],
    ['doctrine', phpApp],
    ['eloquent', phpApp],
    ['gorm', goApp],
  ];
  for (const [language, make] of OTHERS) {
    await describeWithLanguage(language, () => {
      describeWithServer('mysql', (server) => {
        test(language, { timeout: 1_200_000 }, async () => {
          const failed = await play(
            (parent) => make(language, parent),
            server,
            () => true,
          );
          expect(failed).toEqual([]);
        });
      });
    });
  }
  describeWithServer('mysql', (server) => {
    test.each(['sequelize', 'knex', 'kysely', 'drizzle', 'typeorm'])('%s', { timeout: 1_200_000 }, async (name) => {
      const failed = await play(
        (parent) => nodeApp(name, parent),
        server,
        () => true,
      );
      expect(failed).toEqual([]);
    });
  });
}
