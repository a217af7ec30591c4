// The matrix's program in Node with the mysql driver, with MariaDB only: it knows no caching_sha2_password.
import { runBlobs } from '../blobs.ts';
import type { Program, Target } from '../program.ts';
import type { Transcript } from '../transcript.ts';
import { clientOf, connect } from './connect.ts';
import { runConnections } from './connections.ts';
import { runText } from './text.ts';

// the driver waits without end for the end of a row of two full packets
const longPackets = { overheadBytes: 1, canReadTwoPackets: false };

export const mysqlProgram: Program = {
  name: 'mysql driver',
  kinds: ['mariadb'],
  async run(target: Target, transcript: Transcript): Promise<void> {
    const connection = await connect(target);
    try {
      await runText(target, connection, transcript);
      await runBlobs(target, clientOf(connection), transcript, longPackets);
      await runConnections(target, connection, transcript);
      await transcript.run('quit', () => clientOf(connection).end());
    } finally {
      connection.destroy();
    }
  },
};
