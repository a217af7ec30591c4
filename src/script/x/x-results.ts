// A script's answer as messages of the X Protocol: short ones as one piece, long and slow ones as their rows come.
// https://dev.mysql.com/doc/dev/mysql-server/latest/mysqlx_protocol_lifecycle.html

import { messageOf } from '../../core/errors.ts';
import { FrameBatch } from '../../mysqlx/codec/frame-batch.ts';
import { frameError } from '../../mysqlx/codec/framing.ts';
import { ServerMessage } from '../../mysqlx/constants/message-types.ts';
import {
  type Column,
  type Completion,
  type ErrorResult,
  errorResult,
  NOTHING_DONE,
  type Row,
  type RowsResult,
  type StatementResult,
  type Warning,
} from '../answer.ts';
import { SCRIPT_ERROR } from '../script-failure.ts';
import { canSendAtOnce, PIECE_BYTES } from '../send-result.ts';
import { rowEncoder } from './x-cells.ts';
import { encodeColumn } from './x-columns.ts';
import { completionNotices } from './x-notices.ts';
import type { AnswerEnding } from './x-requests.ts';

const NO_PAYLOAD = Buffer.alloc(0);

/** How an answer is sent. */
export interface XSending {
  readonly write: (frames: Buffer) => Promise<void> | undefined;
  readonly ending: AnswerEnding;
  readonly isCompact: boolean;
}

/** What an answer came to. */
export type XOutcome = 'ok' | 'error';

/** What is known of the answer while its results are written. */
interface Progress {
  readonly batch: FrameBatch;
  hasRows: boolean;
  /** The last result had rows: what follows is announced. */
  isBehindRows: boolean;
  completion: Completion;
  readonly warnings: Warning[];
}

/** Sends all of an answer; a promise only where it must be waited for. */
export function sendResults(results: readonly StatementResult[], sending: XSending): XOutcome | Promise<XOutcome> {
  if (!results.every(canSendAtOnce)) return sendInPieces(results, sending);
  const progress = begin();
  for (const result of results) {
    if (writeResult(result, progress, sending) === 'error') return finish(progress, sending, 'error');
  }
  writeEnd(progress, sending);
  return finish(progress, sending, 'ok');
}

/** @param code of an error that stands for the whole answer */
export function errorFrame({ code, sqlState, message }: ErrorResult, isFatal = false): Buffer {
  return frameError({ code, sqlState, message, isFatal });
}

export function writeColumns(batch: FrameBatch, columns: readonly Column[], isCompact: boolean): void {
  for (const column of columns) {
    batch.message(ServerMessage.RESULTSET_COLUMN_META_DATA, encodeColumn(column, isCompact));
  }
}

/** What a client hears of a row that could not be had. */
export function rowFailure(error: unknown): Buffer {
  return errorFrame(errorResult(SCRIPT_ERROR, 'HY000', `executing statement failed: ${messageOf(error)}`));
}

/** The messages behind the last result. */
export function writeAnswerEnd(
  batch: FrameBatch,
  completion: Completion,
  warnings: readonly Warning[],
  ending: AnswerEnding,
): void {
  const notices = ending === 'bare' ? [] : completionNotices(completion, warnings, ending === 'counted');
  for (const notice of notices) batch.frame(notice);
  batch.message(ending === 'view' ? ServerMessage.OK : ServerMessage.SQL_STMT_EXECUTE_OK, NO_PAYLOAD);
}

function begin(): Progress {
  return { batch: new FrameBatch(), hasRows: false, isBehindRows: false, completion: NOTHING_DONE, warnings: [] };
}

function finish({ batch }: Progress, { write }: XSending, outcome: XOutcome): XOutcome | Promise<XOutcome> {
  const full = write(batch.take());
  return full === undefined ? outcome : full.then(() => outcome);
}

async function sendInPieces(results: readonly StatementResult[], sending: XSending): Promise<XOutcome> {
  const progress = begin();
  for (const result of results) {
    const outcome =
      result.kind === 'rows' && !canSendAtOnce(result)
        ? await sendRows(result, progress, sending)
        : writeResult(result, progress, sending);
    if (outcome === 'error') return await finish(progress, sending, 'error');
  }
  writeEnd(progress, sending);
  return await finish(progress, sending, 'ok');
}

function writeResult(result: StatementResult, progress: Progress, sending: XSending): XOutcome {
  switch (result.kind) {
    case 'ok':
      announce(progress);
      note(result.completion, progress);
      return 'ok';
    case 'error':
      progress.batch.frame(errorFrame(result));
      return 'error';
    case 'infile':
      progress.batch.frame(errorFrame(NO_LOCAL_DATA));
      return 'error';
    case 'rows':
      return writeRows(result, progress, sending);
  }
}

/** Of rows that are a list. */
function writeRows(result: RowsResult, progress: Progress, sending: XSending): XOutcome {
  const { batch } = progress;
  beginRows(result, progress, sending);
  try {
    const encode = rowEncoder(result.columns);
    for (const row of result.rows as Iterable<Row>) batch.row(encode(row));
  } catch (error) {
    batch.frame(rowFailure(error));
    return 'error';
  }
  return 'ok';
}

async function sendRows(result: RowsResult, progress: Progress, sending: XSending): Promise<XOutcome> {
  const { batch } = progress;
  beginRows(result, progress, sending);
  const encode = rowEncoder(result.columns);
  const isSlow = !(Symbol.iterator in result.rows);
  try {
    for await (const row of result.rows) {
      batch.row(encode(row));
      // What comes by and by is shown by and by.
      if (!isSlow && batch.byteLength < PIECE_BYTES) continue;
      const full = sending.write(batch.take());
      if (full !== undefined) await full;
    }
  } catch (error) {
    batch.frame(rowFailure(error));
    return 'error';
  }
  return 'ok';
}

function beginRows({ columns, completion }: RowsResult, progress: Progress, { isCompact }: XSending): void {
  const { batch } = progress;
  announce(progress);
  progress.hasRows = true;
  progress.isBehindRows = true;
  note(completion, progress);
  writeColumns(batch, columns, isCompact);
}

function announce(progress: Progress): void {
  if (progress.isBehindRows) {
    progress.batch.message(ServerMessage.RESULTSET_FETCH_DONE_MORE_RESULTSETS, NO_PAYLOAD);
  }
  progress.isBehindRows = false;
}

function note(completion: Completion, progress: Progress): void {
  progress.completion = completion;
  progress.warnings.push(...completion.warningList);
}

function writeEnd({ batch, hasRows, completion, warnings }: Progress, { ending }: XSending): void {
  if (hasRows) batch.message(ServerMessage.RESULTSET_FETCH_DONE, NO_PAYLOAD);
  writeAnswerEnd(batch, completion, warnings, ending);
}

const NO_LOCAL_DATA = errorResult(
  3948,
  '42000',
  'Loading local data is disabled; this must be enabled on both the client and server sides',
);
