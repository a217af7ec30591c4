// Sends one result of an answer: short ones as one piece, long and slow ones as their rows come, with backpressure.

import { messageOf } from '../core/errors.ts';
import type { Reply } from '../core/responder.ts';
import { PacketBatch } from '../mysql/codec/packet-batch.ts';
import { Capability, hasCapability } from '../mysql/constants/capabilities.ts';
import { encodeLocalInfileRequest } from '../mysql/packets/local-infile-request.ts';
import { errorResult, type InfileResult, type Row, type RowsResult, type StatementResult } from './answer.ts';
import {
  type Encoding,
  rowWriter,
  writeColumns,
  writeError,
  writeOk,
  writeRowFailure,
  writeRowsEnd,
} from './encode-answer.ts';
import { SCRIPT_ERROR } from './script-failure.ts';

/** Rows of an array up to this many are sent as one piece. */
const AT_ONCE_ROWS = 200;
/** A longer answer goes out in pieces of about this size. */
export const PIECE_BYTES = 64 * 1024;

/** Used between two awaits only, so that one is enough for all connections. */
const shared = new PacketBatch();

export function canSendAtOnce(result: StatementResult): boolean {
  if (result.kind === 'rows') return Array.isArray(result.rows) && result.rows.length <= AT_ONCE_ROWS;
  return result.kind !== 'infile';
}

/** The bytes of an answer for which `canSendAtOnce` holds. */
export function writeAtOnce(result: StatementResult, isBinary: boolean, encoding: Encoding): Buffer {
  shared.sequenceId = 1;
  if (result.kind === 'ok') writeOk(shared, result.completion, encoding);
  else if (result.kind === 'error') writeError(shared, result);
  else if (result.kind === 'rows') writeRows(result, isBinary, encoding);
  return shared.take();
}

function writeRows(result: RowsResult, isBinary: boolean, encoding: Encoding): void {
  writeColumns(shared, result.columns, encoding);
  try {
    const write = rowWriter(shared, result.columns, isBinary);
    for (const row of result.rows as Iterable<Row>) write(row);
  } catch (error) {
    writeRowFailure(shared, messageOf(error));
    return;
  }
  writeRowsEnd(shared, result, encoding);
}

/** Where and how a result is sent. */
export interface Sending {
  readonly batch: PacketBatch;
  readonly reply: Reply;
  readonly isBinary: boolean;
  readonly encoding: Encoding;
  /** Status flags beside the script's own. */
  readonly further: number;
}

/**
 * Sends a result; its last packets may still be in the batch.
 * @returns what came of it: an error where its rows could not be had
 */
export async function sendInPieces(result: StatementResult, sending: Sending): Promise<StatementResult> {
  const { batch, encoding, further } = sending;
  switch (result.kind) {
    case 'ok':
      writeOk(batch, result.completion, encoding, further);
      return result;
    case 'error':
      writeError(batch, result);
      return result;
    case 'rows':
      return await sendRows(result, sending);
    case 'infile':
      return await askForFile(result, sending);
  }
}

async function sendRows(result: RowsResult, sending: Sending): Promise<StatementResult> {
  const { batch, reply, isBinary, encoding, further } = sending;
  writeColumns(batch, result.columns, encoding);
  const write = rowWriter(batch, result.columns, isBinary);
  const isSlow = !(Symbol.iterator in result.rows);
  try {
    for await (const row of result.rows) {
      write(row);
      // What comes by and by is shown by and by.
      if (!isSlow && batch.byteLength < PIECE_BYTES) continue;
      const full = reply.write(batch.take());
      if (full !== undefined) await full;
    }
  } catch (error) {
    const message = messageOf(error);
    writeRowFailure(batch, message);
    return errorResult(SCRIPT_ERROR, 'HY000', message);
  }
  writeRowsEnd(batch, result, encoding, further);
  return result;
}

async function askForFile(result: InfileResult, sending: Sending): Promise<StatementResult> {
  const { batch, reply, encoding } = sending;
  if (!hasCapability(encoding.capabilities, Capability.LOCAL_FILES)) {
    const refusal = errorResult(3948, '42000', LOCAL_DATA_DISABLED);
    writeError(batch, refusal);
    return refusal;
  }
  batch.packet(encodeLocalInfileRequest(Buffer.from(result.filename)));
  await reply.write(batch.take());
  const pieces: Buffer[] = [];
  for (;;) {
    const { payload, sequenceId } = await reply.readClientPacket();
    batch.sequenceId = (sequenceId + 1) & 0xff;
    if (payload.length === 0) break;
    pieces.push(Buffer.from(payload));
  }
  const outcome = await result.received(Buffer.concat(pieces)).catch((error) => {
    return errorResult(SCRIPT_ERROR, 'HY000', `executing statement failed: ${messageOf(error)}`);
  });
  return await sendInPieces(outcome, sending);
}

const LOCAL_DATA_DISABLED = 'Loading local data is disabled; this must be enabled on both the client and server sides';
