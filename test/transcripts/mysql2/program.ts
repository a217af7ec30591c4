// The matrix's program in Node with the mysql2 driver.
import type { Connection } from 'mysql2/promise';
import { runBlobs } from '../blobs.ts';
import type { Program, Target } from '../program.ts';
import type { Transcript } from '../transcript.ts';
import { callbacks, clientOf, connect } from './connect.ts';
import { runConnections } from './connections.ts';
import { runPrepared } from './prepared.ts';
import { runText } from './text.ts';

// MySQL's COM_QUERY begins with the numbers of query attributes. The driver sends an empty packet too many after payloads
// of 1 to 3 bytes less than the limit, and is thrown out for it, so these sizes are left out.
const around = [-5, -4, 0, 1, 2];
const queryPackets = { mysql: { overheadBytes: 3, around }, mariadb: { overheadBytes: 1, around } };

export const mysql2Program: Program = {
  name: 'mysql2',
  kinds: ['mysql', 'mariadb'],
  async run(target: Target, transcript: Transcript): Promise<void> {
    const connection = await connect(target);
    try {
      await transcript.run('greeting', async (note) => note('facts', greetingFacts(connection)));
      await runText(target, connection, transcript);
      await runPrepared(target, connection, transcript);
      await runBlobs(target, clientOf(connection), transcript, queryPackets[target.kind]);
      await runConnections(target, connection, transcript);
      await transcript.run('quit', () => connection.end());
    } finally {
      connection.destroy();
    }
  },
};

/** The driver's own copy of the greeting, less its id and scramble. */
function greetingFacts(connection: Connection): unknown {
  const greeting: unknown = Reflect.get(callbacks(connection), '_handshakePacket');
  if (typeof greeting !== 'object' || greeting === null) return greeting;
  const names = ['protocolVersion', 'serverVersion', 'characterSet', 'statusFlags', 'authPluginName', 'autPluginName'];
  const stream: unknown = Reflect.get(callbacks(connection), 'stream');
  const isEncrypted = typeof stream === 'object' && stream !== null && Reflect.get(stream, 'encrypted') === true;
  return { ...Object.fromEntries(names.map((name) => [name, Reflect.get(greeting, name)])), isEncrypted };
}
