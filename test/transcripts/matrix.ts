// The tests that one client makes: with each server its program sees the same directly, through `record`, and from `replay`.
// With one server under TLS, with the other without, half of the clients the other way round; `npm run test:transcripts`
// takes each of them both ways.
//
// MOCK_TRANSCRIPTS=folder keeps the transcripts there, to be read.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { describe, expect, test } from 'vitest';
import { replay } from '../../src/index.ts';
// not through the index, where test/support/round-trips.ts would take each recording through its text: that is done below
import { record } from '../../src/serve/record.ts';
import { dumpToFile, loadFile } from '../../src/tools/text/files.ts';
import { type Account, accounts, describeWithServer, type ServerAddress, type ServerKind } from '../servers/index.ts';
import { keysFolder } from '../support/serving.ts';
import { describeDifference } from './difference.ts';
import { writeFixtureFiles } from './fixture-files.ts';
import type { Credentials, Program, Target } from './program.ts';
import { Transcript } from './transcript.ts';

const timeoutMs = 300_000;
const fewestOperations = 40;

type Place = Pick<Target, 'host' | 'port' | 'xSocket'>;
/** A server, or what stands in its place. */
type Spoken = Pick<Target, 'host' | 'port'> & {
  readonly xPort?: number | undefined;
  readonly xSocket?: string | null | undefined;
};
type View = (place: Place, name: string) => Promise<Transcript>;

export function describeMatrix(program: Program): void {
  for (const kind of program.kinds) {
    describeWithServer(kind, (server) => {
      // the program logs in with accounts that only our own servers have
      const isPossible = server.hasAccounts && program.isAvailable?.() !== false;
      describe.skipIf(!isPossible).each(tlsFormsOf(program, kind))(`${program.name} with TLS %s`, (tls) => {
        test('sees the same direct, through record and from replay', { timeout: timeoutMs }, async () => {
          await using files = await writeFixtureFiles();
          const target: Omit<Target, 'host' | 'port' | 'xSocket'> = {
            kind,
            tls: tls === 'on',
            ...accountsFor(kind),
            schema: schemaName(program, tls),
            files: files.folder,
            isLarge: tls === 'off',
          };
          const view: View = async (place, name) => {
            const transcript = new Transcript();
            await program.run({ ...target, ...place }, transcript).catch((error: unknown) => {
              transcript.add('the end', [`not reached: ${error}`]);
            });
            await keep(`${program.name}-${kind}-tls-${tls}-${name}`, transcript);
            return transcript;
          };
          await using _schema = { [Symbol.asyncDispose]: () => dropSchema(server, target.schema) };
          await createSchema(server, target.schema);
          const users = [target.account, target.other];
          await program.prepare?.(server, users);
          const direct = await view(placeOf(program, server), 'direct');
          expect(direct.surprises, 'operations with another outcome than expected').toEqual([]);
          expect(direct.operations.length).toBeGreaterThanOrEqual(fewestOperations);

          await createSchema(server, target.schema);
          await recordAndReplay(program, server, users, direct, view, !target.isLarge);
        });
      });
    });
  }
}

/** All of them, or the one that is this program's with this server in `npm test`. */
function tlsFormsOf({ name, kinds }: Program, kind: ServerKind): readonly ('off' | 'on')[] {
  if (process.env.MOCK_TRANSCRIPTS_TLS === 'both' || kinds.length === 1) return ['off', 'on'];
  return [(name.length + kinds.indexOf(kind)) % 2 === 0 ? 'off' : 'on'];
}

/** Where the program's protocol is spoken. */
function placeOf({ protocol }: Program, { host, port, xPort = 0, xSocket }: Spoken): Place {
  return protocol === 'x' ? { host, port: xPort, xSocket: xSocket ?? undefined } : { host, port };
}

async function recordAndReplay(
  program: Program,
  { host, port, xPort }: ServerAddress,
  users: readonly Credentials[],
  direct: Transcript,
  view: View,
  isThroughText: boolean,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'mock-recording-'));
  try {
    const output = join(folder, 'recording.db');
    const dataDir = await keysFolder();
    const isX = program.protocol === 'x';
    const x = isX ? { upstreamX: `${host}:${xPort}`, xPort: 0, xSocket: join(folder, 'record.sock') } : {};
    const upstream = `${host}:${port}`;
    const recorder = await record({ upstream, ...x, output, dataDir, serverSslMode: 'AS_CLIENT' });
    const recorded = await view(placeOf(program, recorder), 'record').finally(() => recorder.close());
    expectSame(direct, recorded, 'record');
    // it knows no server from here on
    // the text form knows the classic protocol only
    const files = isThroughText ? [output, await throughText(output)] : [output];
    for (const file of files) {
      const name = 'replay';
      await using player = await replay(file, {
        users,
        requireAuth: true,
        dataDir,
        ...(isX && { xPort: 0, xSocket: join(folder, 'replay.sock') }),
      });
      expectSame(direct, await view(placeOf(program, player), name), name);
      expect(player.counts().misses).toBe(0);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A recording made of the text of another; its own text is the same. */
async function throughText(recording: string): Promise<string> {
  const [text, copy, again] = [`${recording}.mock`, `${recording}-copy.db`, `${recording}-copy.mock`];
  await dumpToFile(recording, text);
  loadFile(text, copy, false);
  await dumpToFile(copy, again);
  expect((await readFile(again)).equals(await readFile(text)), 'the text of what was loaded is the same').toBe(true);
  return copy;
}

export function expectSame(expected: Transcript, actual: Transcript, name: string): void {
  const difference = describeDifference(expected, actual, { expected: 'direct', actual: name });
  if (difference !== undefined) expect.fail(difference);
}

/** An account with a password of its own and another: changing the user must be seen to matter. */
export function accountsFor(kind: ServerKind): { account: Credentials; other: Credentials } {
  const account = kind === 'mysql' ? accounts.mysql.cachingSha2 : accounts.mariadb.native;
  return { account: credentialsOf(account), other: credentialsOf(accounts[kind].root) };
}

/** Drivers warn of options that they do not know. */
function credentialsOf({ user, password }: Account): Credentials {
  return { user, password };
}

/** The same in every run, since it stands in the results. */
function schemaName(program: Program, tls: string): string {
  return `transcript_${program.name.replaceAll(/\W/g, '_')}_tls_${tls}`;
}

export async function createSchema(server: ServerAddress, name: string): Promise<void> {
  await dropSchema(server, name);
  await runStatement(server, `CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
}

export function dropSchema(server: ServerAddress, name: string): Promise<void> {
  return runStatement(server, `DROP DATABASE IF EXISTS ${name}`);
}

async function runStatement({ host, port, user, password }: ServerAddress, sql: string): Promise<void> {
  const connection = await createConnection({ host, port, user, password });
  await connection.query(sql).finally(() => connection.end());
}

export async function keep(name: string, transcript: Transcript): Promise<void> {
  const folder = process.env.MOCK_TRANSCRIPTS;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name.replaceAll(' ', '-')}.txt`), transcript.text);
}
