// Values from one byte to more than a packet, both ways, in the text and the binary protocol.
import type { Connection } from 'mysql2/promise';
import { blob, blobSizes, rowsAroundPacketLimit, statementsAroundPacketLimit } from '../large-values.ts';
import type { Target } from '../program.ts';
import type { Transcript } from '../transcript.ts';
import { noteResult } from './connect.ts';

export async function runBlobs(target: Target, connection: Connection, transcript: Transcript): Promise<void> {
  await connection.query('CREATE TABLE blobs (id INT PRIMARY KEY, content LONGBLOB)');
  for (const [index, size] of blobSizes(target).entries()) {
    const [asText, asBinary] = [2 * index, 2 * index + 1];
    await transcript.run(`blobs: write ${size} as text`, async (note) =>
      noteResult(note, await connection.query('INSERT INTO blobs VALUES (?, ?)', [asText, blob(size)])),
    );
    await transcript.run(`blobs: write ${size} as binary`, async (note) =>
      noteResult(note, await connection.execute('INSERT INTO blobs VALUES (?, ?)', [asBinary, blob(size)])),
    );
    await transcript.run(`blobs: read ${size} as text`, async (note) =>
      noteResult(note, await connection.query(`SELECT id, content FROM blobs WHERE id = ${asBinary}`)),
    );
    await transcript.run(`blobs: read ${size} as binary`, async (note) =>
      noteResult(note, await connection.execute('SELECT id, content FROM blobs WHERE id = ?', [asText])),
    );
  }
  for (const [index, sql] of rowsAroundPacketLimit(target).entries()) {
    await transcript.run(`packet limit: row ${index + 1}`, async (note) =>
      noteResult(note, await connection.query(sql)),
    );
  }
  // MySQL's COM_QUERY begins with the numbers of query attributes
  const overheadBytes = target.kind === 'mysql' ? 3 : 1;
  // the driver sends an empty packet too many after payloads of 1 to 3 bytes less than the limit, and is thrown out
  const around = [-5, -4, 0, 1, 2];
  for (const [index, sql] of statementsAroundPacketLimit(target, overheadBytes, around).entries()) {
    await transcript.run(`packet limit: statement ${index + 1}`, async (note) =>
      noteResult(note, await connection.query(sql)),
    );
  }
}
