// The promise as a user has it: the built command records a real server, the server is stopped, and the program sees the
// same again.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeWithServer, type ServerAddress, startMariadb, startMysql, type TestServer } from '../servers/index.ts';
import { writeFixtureFiles } from '../transcripts/fixture-files.ts';
import { mariadbProgram } from '../transcripts/mariadb/program.ts';
import { accountsFor, createSchema, expectSame } from '../transcripts/matrix.ts';
import { mysql2Program } from '../transcripts/mysql2/program.ts';
import type { Program } from '../transcripts/program.ts';
import { Transcript } from '../transcripts/transcript.ts';
import { startMock, temporaryFolder } from './mock-process.ts';

const SERVERS = {
  mysql: { start: startMysql, program: mysql2Program },
  mariadb: { start: startMariadb, program: mariadbProgram },
} as const satisfies Record<string, { start: () => Promise<TestServer>; program: Program }>;

/** A file that holds a password, until the test ends. */
function passwordFile(password: string): string {
  const file = join(temporaryFolder(), 'password');
  writeFileSync(file, password);
  return file;
}

for (const kind of ['mysql', 'mariadb'] as const) {
  describeWithServer(kind, (shared: ServerAddress) => {
    const { start, program } = SERVERS[kind];
    // A server that is not ours must not be stopped.
    test.skipIf(!shared.hasAccounts)(
      `${program.name} sees the same when the server is gone`,
      { timeout: 120_000 },
      async () => {
        await using files = await writeFixtureFiles();
        const schema = `stopped_${kind}`;
        const view = async (port: number): Promise<Transcript> => {
          const transcript = new Transcript();
          const place = { host: '127.0.0.1', port };
          const target = { kind, tls: true, ...accountsFor(kind), schema, files: files.folder };
          // large values are the transcripts' own subject
          await program.run({ ...target, ...place, isLarge: false, isSmall: true }, transcript);
          return transcript;
        };
        const file = join(temporaryFolder(), 'x.db');
        const server = await start();
        let direct: Transcript;
        try {
          await createSchema(server, schema);
          direct = await view(server.port);
          await createSchema(server, schema);
          const upstream = `${server.host}:${server.port}`;
          const recorder = await startMock(['record', '--upstream', upstream, '--port', '0', '-o', file]);
          expectSame(direct, await view(recorder.port), 'record');
          expect(await recorder.stop()).toMatchObject({ exitCode: 0 });
        } finally {
          await server.stop();
        }
        const users = Object.values(accountsFor(kind)).flatMap(({ user, password }) => [
          '--user',
          user,
          '--password-file',
          passwordFile(password),
        ]);
        const player = await startMock(['replay', file, '--port', '0', '--strict', '--require-auth', ...users]);
        expectSame(direct, await view(player.port), 'replay');
        expect(await player.stop()).toMatchObject({ exitCode: 0 });
      },
    );
  });
}
