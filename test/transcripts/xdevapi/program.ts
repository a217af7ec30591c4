// The matrix's program over the X Protocol: Node with the @mysql/xdevapi driver.
import { getSession, type Session } from '@mysql/xdevapi';
import type { ServerAddress } from '../../servers/index.ts';
import { blob } from '../large-values.ts';
import type { Credentials, Program, Target } from '../program.ts';
import type { Transcript } from '../transcript.ts';
import { runCollections } from './collections.ts';
import { connect, noteSql } from './connect.ts';
import { runSessions } from './sessions.ts';
import { runStatements, runTables } from './tables.ts';

export const xdevapiProgram: Program = {
  name: 'xdevapi',
  kinds: ['mysql'],
  protocol: 'x',
  prepare: rememberPasswords,
  async run(target: Target, transcript: Transcript): Promise<void> {
    const session = await connect(target);
    try {
      await runStatements(target, session, transcript);
      await runBlobs(session, transcript);
      await runTables(target, session, transcript);
      await runCollections(target, session, transcript);
      await runSessions(target, session, transcript);
    } finally {
      await session.close();
    }
  },
};

/** SHA256_MEMORY works for those who have logged in safely before: a server keeps a proof of their passwords. */
async function rememberPasswords({ host, xPort }: ServerAddress, users: readonly Credentials[]): Promise<void> {
  for (const { user, password } of users) {
    const session = await getSession({ host, port: xPort ?? 0, user, password, tls: { enabled: true } });
    await session.close();
  }
}

/** The driver takes minutes for a row of 16 MiB. */
const blobSizes = [0, 1, 127, 128, 65_535, 65_536, 1_000_000];

async function runBlobs(session: Session, transcript: Transcript): Promise<void> {
  await session.sql('CREATE TABLE blobs (id INT PRIMARY KEY, content LONGBLOB)').execute();
  for (const size of blobSizes) {
    await transcript.run(`blobs: write ${size}`, (note) =>
      noteSql(note, session, 'INSERT INTO blobs VALUES (?, ?)', [size, blob(size)]),
    );
    await transcript.run(`blobs: read ${size}`, (note) =>
      noteSql(note, session, 'SELECT content FROM blobs WHERE id = ?', [size]),
    );
  }
}
