// Sends the whole answer to a statement, and to its prepare.

import { type Command, NO_FACTS, type Outcome } from '../core/command.ts';
import type { Answer, MaybeLater, Reply } from '../core/responder.ts';
import { PacketBatch } from '../mysql/codec/packet-batch.ts';
import { Status } from '../mysql/constants/status.ts';
import { countPlaceholders } from '../sql/values/count-placeholders.ts';
import {
  type ErrorResult,
  NOTHING_DONE,
  type PreparedShape,
  type StatementAnswer,
  type StatementResult,
} from './answer.ts';
import { type Encoding, writeError, writePrepared } from './encode-answer.ts';
import { pause } from './pause.ts';
import { canSendAtOnce, sendInPieces, writeAtOnce } from './send-result.ts';

/**
 * In the turn in which it is asked where nothing has to be waited for, which is most of the time.
 * @param isBinary whether a prepared statement was executed
 */
export function sendAnswer(
  answer: StatementAnswer,
  reply: Reply,
  isBinary: boolean,
  encoding: Encoding,
): MaybeLater<Answer> {
  const { delayMs, results } = answer;
  const [only] = results;
  if (delayMs === 0 && results.length === 1 && only !== undefined && canSendAtOnce(only)) {
    const bytes =
      answer.lasting === undefined
        ? writeAtOnce(only, isBinary, encoding)
        : (keptBytes(answer, isBinary, encoding) ?? writeLasting(answer, only, isBinary, encoding));
    const full = reply.write(bytes);
    const done = answered(only);
    return full === undefined ? done : full.then(() => done);
  }
  return sendSlowly(answer, reply, isBinary, encoding);
}

/** Answers that last, as they were written the last time. */
const written = new WeakMap<
  StatementAnswer,
  { readonly bytes: Buffer; readonly isBinary: boolean; readonly encoding: Encoding }
>();

/** The bytes of an answer that lasts, where it was sent at once to the same client and in the same form. */
export function keptBytes(answer: StatementAnswer, isBinary: boolean, encoding: Encoding): Buffer | undefined {
  const known = written.get(answer);
  return known !== undefined && known.isBinary === isBinary && known.encoding === encoding ? known.bytes : undefined;
}

function writeLasting(answer: StatementAnswer, only: StatementResult, isBinary: boolean, encoding: Encoding): Buffer {
  const bytes = writeAtOnce(only, isBinary, encoding);
  written.set(answer, { bytes, isBinary, encoding });
  return bytes;
}

async function sendSlowly(
  { delayMs, results }: StatementAnswer,
  reply: Reply,
  isBinary: boolean,
  encoding: Encoding,
): Promise<Answer> {
  if (delayMs > 0) await pause(delayMs);
  const batch = new PacketBatch();
  let last: StatementResult | undefined;
  for (const [index, result] of results.entries()) {
    const further = index < results.length - 1 ? Status.MORE_RESULTS_EXISTS : 0;
    last = await sendInPieces(result, { batch, reply, isBinary, encoding, further });
    if (last.kind === 'error') break;
  }
  await reply.write(batch.take());
  return answered(last ?? { kind: 'ok', completion: NOTHING_DONE });
}

/** @param id that the client is to know the statement by */
export async function sendPrepared(
  { sql, dialect }: Command,
  shape: PreparedShape,
  id: number,
  reply: Reply,
  encoding: Encoding,
): Promise<Answer> {
  const parameters = shape.parameterCount ?? countPlaceholders(sql ?? NO_BYTES, dialect);
  const batch = new PacketBatch();
  writePrepared(batch, id, parameters, shape.columns, encoding);
  await reply.write(batch.take());
  const prepared = { id, columns: shape.columns.length, parameters };
  return { facts: { ...NO_FACTS, outcome: 'ok', prepared }, exchange: null, closes: false };
}

export async function sendError(error: ErrorResult, reply: Reply): Promise<Answer> {
  const batch = new PacketBatch();
  writeError(batch, error);
  await reply.write(batch.take());
  return FAILED;
}

const NO_BYTES = Buffer.alloc(0);

/** What came of a command that was done. */
export const DONE = factless('ok');
const FAILED = factless('error');
const ROWS = factless('resultset');

function factless(outcome: Outcome): Answer {
  return { facts: { ...NO_FACTS, outcome }, exchange: null, closes: false };
}

function answered(result: StatementResult): Answer {
  if (result.kind === 'error') return FAILED;
  if (result.kind === 'infile') return DONE;
  const { status } = result.completion;
  if (status === 0) return result.kind === 'rows' ? ROWS : DONE;
  const outcome = result.kind === 'rows' ? 'resultset' : 'ok';
  return { facts: { ...NO_FACTS, outcome, status }, exchange: null, closes: false };
}
