// The matrix's program in Node with the mariadb driver.
import type { Connection } from 'mariadb';
import { runBlobs } from '../blobs.ts';
import type { Program, Target } from '../program.ts';
import type { Transcript } from '../transcript.ts';
import { clientOf, connect } from './connect.ts';
import { runConnections } from './connections.ts';
import { runPrepared } from './prepared.ts';
import { runText } from './text.ts';

export const mariadbProgram: Program = {
  name: 'mariadb driver',
  kinds: ['mysql', 'mariadb'],
  async run(target: Target, transcript: Transcript): Promise<void> {
    const connection = await connect(target);
    try {
      await transcript.run('greeting', async (note) => note('facts', greetingFacts(connection)));
      await runText(target, connection, transcript);
      await runPrepared(target, connection, transcript);
      await runBlobs(target, clientOf(connection), transcript, { overheadBytes: 1 });
      await runConnections(target, connection, transcript);
      await transcript.run('quit', () => connection.end());
    } finally {
      connection.destroy();
    }
  },
};

/** The driver's own facts, less the connection's id and what the two sides can do. */
function greetingFacts({ info }: Connection): unknown {
  if (info === null) return info;
  return { status: info.status, serverVersion: info.serverVersion, isMariaDB: info.isMariaDB() };
}
