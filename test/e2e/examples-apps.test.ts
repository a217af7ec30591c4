// The small programs of examples/apps, recorded once and replayed with no rule. `npm run test:apps` (MOCK_APPS=all) replays all
// of them in every way and prints a table. MOCK_APPS_TIMES=3 records each so often, since what connections do at the same time
// is recorded in another order each time; MOCK_APPS_KEEP=FOLDER keeps the recordings, and what a replay that failed has said.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { describeWithLanguage, type Language } from '../languages/installed.ts';
import { createSchema, describeWithServer, type ServerAddress } from '../servers/index.ts';
import { temporaryFolder } from '../support/serving.ts';
import { type App, goApp, nodeApp, phpApp, pythonApp, rubyApp } from './support/apps.ts';
import { mock, runProgram } from './support/example-project.ts';

const isLong = process.env.MOCK_APPS === 'all';

const times = isLong ? Number(process.env.MOCK_APPS_TIMES ?? 1) : 1;

/** Records it in order, and replays it in these ways. @returns what failed */
async function play(make: (parent: string) => App, server: ServerAddress, isWanted: (way: string) => boolean) {
  const folder = await temporaryFolder();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  const app = make(folder.path);
  const kept = process.env.MOCK_APPS_KEEP ?? folder.path;
  mkdirSync(kept, { recursive: true });
  const failed: string[] = [];
  for (let time = 1; time <= times; time++) {
    const file = join(kept, `${app.name}-${time}.db`);
    rmSync(file, { force: true });
    const run = await recordedOn(server, app, file);
    for (const [way, words] of Object.entries(app.ways())) {
      if (!isWanted(way)) continue;
      const { code, output } = await run(['replay', file, '--strict'], words);
      const [misses = '?'] = /\d+ miss(?:es)?/.exec(output) ?? [];
      if (isLong)
        console.log(`${app.name.padEnd(12)} ${(code === 0 ? 'ok' : 'FAILED').padEnd(8)} ${misses.padEnd(10)} ${way}`);
      if (code === 0) continue;
      failed.push(`${way}: ${output.slice(-2000)}`);
      writeFileSync(join(kept, `${app.name}-${time}, ${way.replaceAll(/[^\w ]/g, ' ')}.log`), output);
    }
  }
  return failed;
}

/** @returns runs mock around the app's tests, with no server but in a recording */
async function recordedOn(server: ServerAddress, app: App, file: string) {
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
  const run = (args: readonly string[], words: readonly string[]) =>
    runProgram([process.execPath, mock, ...args, '--', ...words], { cwd: app.folder, env });
  const recorded = await run(['record', '--upstream', `${host}:${port}`, '-o', file], app.ways()['in order'] ?? []);
  expect(recorded.code, recorded.output).toBe(0);
  return run;
}

await describeWithLanguage('sqlalchemy', () => {
  describeWithServer('mysql', (server) => {
    test('SQLAlchemy with Alembic', { timeout: 600_000 }, async () => {
      const failed = await play(
        (parent) => pythonApp('sqlalchemy', parent),
        server,
        (way) => isLong || way === 'shuffled: 7',
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
        test(language, { timeout: 1_200_000 * times }, async () => {
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
    test.each(['sequelize', 'knex', 'kysely', 'drizzle', 'typeorm'])(
      '%s',
      { timeout: 1_200_000 * times },
      async (name) => {
        const failed = await play(
          (parent) => nodeApp(name, parent),
          server,
          () => true,
        );
        expect(failed).toEqual([]);
      },
    );
  });
}
