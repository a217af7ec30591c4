// What one client has recorded is replayed to every other: each sees what it sees of the server itself.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { record, replay } from '../../src/index.ts';
import { describeWithServer, serverKinds } from '../servers/index.ts';
import { keysFolder } from '../support/serving.ts';
import { accountsFor, createSchema, dropSchema, expectSame, keep } from '../transcripts/matrix.ts';
import type { Program, Target } from '../transcripts/program.ts';
import { isRecordedInFull, sharedStatements, textPrograms } from '../transcripts/text-programs.ts';
import { Transcript } from '../transcripts/transcript.ts';

const schema = 'transcript_across_clients';

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const programs = textPrograms.filter(({ kinds, isAvailable }) => kinds.includes(kind) && isAvailable?.() !== false);
    const common = { kind, tls: false, ...accountsFor(kind), schema, files: '', isLarge: false };
    const direct = new Map<string, Transcript>();
    let folder = '';

    const view = async (program: Program, place: Pick<Target, 'host' | 'port'>, name: string) => {
      const transcript = new Transcript();
      await program.run({ ...common, ...place }, transcript);
      await keep(`across-${program.name}-${kind}-${name}`, transcript);
      return transcript;
    };

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'mock-across-'));
    });
    afterAll(async () => {
      await dropSchema(server, schema);
      await rm(folder, { recursive: true, force: true });
    });

    describe.skipIf(!server.hasAccounts)('recorded with one client', () => {
      test.each(programs)('$name sees what it sees directly', async (program) => {
        await createSchema(server, schema);
        const seen = await view(program, server, 'direct');
        expect(seen.surprises).toEqual([]);
        direct.set(program.name, seen);

        await createSchema(server, schema);
        const output = join(folder, `${program.name}.db`);
        const upstream = `${server.host}:${server.port}`;
        await using recorder = await record({ upstream, output, dataDir: await keysFolder() });
        expectSame(seen, await view(program, recorder, 'record'), 'record');
      });

      for (const recorded of programs) {
        for (const program of programs.filter((other) => other !== recorded)) {
          test(`${recorded.name}, replayed to ${program.name}`, async () => {
            await using player = await replay(join(folder, `${recorded.name}.db`), { dataDir: await keysFolder() });
            const seen = await view(program, player, `replay-of-${recorded.name}`);
            const inFull = (transcript: Transcript) =>
              transcript.only((index) => {
                const statement = sharedStatements(kind)[index];
                return statement === undefined || isRecordedInFull(statement, kind, recorded, program);
              });
            const expected = direct.get(program.name);
            if (expected === undefined) return expect.fail(`${program.name} has seen nothing directly`);
            expectSame(inFull(expected), inFull(seen), `replay of ${recorded.name}`);
          });
        }
      }
    });
  });
}
