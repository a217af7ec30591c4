// Values from no byte to more than a packet, both ways, in the text and the binary protocol.
import type { Client } from './client.ts';
import {
  blob,
  blobSizes,
  rowOfTwoPackets,
  rowsAroundPacketLimit,
  statementsAroundPacketLimit,
} from './large-values.ts';
import type { Target } from './program.ts';
import type { Transcript } from './transcript.ts';

/** How a driver deals with long packets. */
export interface LongPackets {
  /** What stands before the statement in the driver's COM_QUERY. */
  readonly overheadBytes: number;
  /** See statementsAroundPacketLimit. */
  readonly around?: readonly number[];
  readonly canReadTwoPackets?: boolean;
}

export async function runBlobs(
  target: Target,
  client: Client,
  transcript: Transcript,
  { overheadBytes, around, canReadTwoPackets = true }: LongPackets,
): Promise<void> {
  await transcript.run('blobs: create', (note) =>
    client.query(note, 'CREATE TABLE blobs (id INT PRIMARY KEY, content LONGBLOB)'),
  );
  for (const [index, size] of blobSizes(target).entries()) await moveBlob(client, transcript, index, size);
  for (const [index, sql] of rowsAroundPacketLimit(target).entries()) {
    await transcript.run(`packet limit: row ${index + 1}`, (note) => client.query(note, sql));
  }
  if (target.isLarge && canReadTwoPackets) {
    await transcript.run('packet limit: row of two packets', (note) => client.query(note, rowOfTwoPackets));
  }
  for (const [index, sql] of statementsAroundPacketLimit(target, overheadBytes, around).entries()) {
    await transcript.run(`packet limit: statement ${index + 1}`, (note) => client.query(note, sql));
  }
}

/** What was written as text is read in the binary protocol, and the other way round, where the driver has both. */
async function moveBlob(
  { query, execute }: Client,
  transcript: Transcript,
  index: number,
  size: number,
): Promise<void> {
  const insert = 'INSERT INTO blobs VALUES (?, ?)';
  const [asText, asBinary] = [2 * index, 2 * index + 1];
  await transcript.run(`blobs: write ${size} as text`, (note) => query(note, insert, [asText, blob(size)]));
  if (execute !== undefined) {
    await transcript.run(`blobs: write ${size} as binary`, (note) => execute(note, insert, [asBinary, blob(size)]));
    await transcript.run(`blobs: read ${size} as binary`, (note) =>
      execute(note, 'SELECT id, content FROM blobs WHERE id = ?', [asText]),
    );
  }
  const written = execute === undefined ? asText : asBinary;
  await transcript.run(`blobs: read ${size} as text`, (note) =>
    query(note, `SELECT id, content FROM blobs WHERE id = ${written}`),
  );
}
