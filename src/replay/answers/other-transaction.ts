// What a statement that only reads is told is the same within a transaction and outside of one, where the data are: all that
// differs is the flag that says whether one is open.

import type { Command } from '../../core/command.ts';
import type { DataUse, TableUse } from '../../core/data-use.ts';
import type { RecordedResponse } from '../../core/recording.ts';
import { answerSequenceId, framePayload, packetCount } from '../../mysql/codec/framing.ts';
import { walkResponse } from '../../mysql/codec/walk-response.ts';
import { Status } from '../../mysql/constants/status.ts';
import { decodeEof, encodeEof } from '../../mysql/packets/eof.ts';
import { decodeOk, encodeOk } from '../../mysql/packets/ok.ts';

const word = /^(autocommit=[01]) in_transaction=([01])\b/;
/** EOF packets are shorter than any other that begins with the same byte. */
const LONGEST_EOF = 5;

/** MariaDB's `SELECT @@in_transaction`, which is about nothing else. */
const ASKS = /@@(?:session\.|local\.)?`?in_transaction\b/i;

/**
 * The same state within a transaction, or outside of one; null where more than that would differ.
 * @param sql of the statement
 */
export function otherTransaction(state: string, sql: Buffer | null): string | null {
  const [, autocommit, open] = word.exec(state) ?? [];
  if (open === undefined || state.includes('SERIALIZABLE')) return null;
  if (sql?.includes('@@') && ASKS.test(sql.toString('latin1'))) return null;
  return state.replace(word, `${autocommit} in_transaction=${open === '1' ? 0 : 1}`);
}

/** Whether what is asked of a table begins a transaction by itself, where none is open. */
export function beginsByItself(state: string): boolean {
  return state.startsWith('autocommit=0');
}

/** The answer as it says whether a transaction is open; null where it is too long to be made anew. */
export function toldOfTransaction(
  { code, payload }: Command,
  response: RecordedResponse,
  isOpen: boolean,
): RecordedResponse | null {
  if (response.whole === null) return null;
  const { encoding } = response;
  let sequenceId = answerSequenceId(payload.length);
  const frames: Buffer[] = [];
  for (const walk of walkResponse(response.chunks(), { command: code, encoding, asksCursor: false })) {
    const isEnd = walk.kind === 'ok' || walk.kind === 'columns_eof' || walk.kind === 'rows_eof';
    const packet = isEnd ? withFlag(walk.payload, encoding, isOpen) : walk.payload;
    frames.push(...framePayload(packet, sequenceId & 0xff));
    sequenceId += packetCount(packet.length);
  }
  const bytes = Buffer.concat(frames);
  const status = response.status === null ? null : flagged(response.status, isOpen);
  return { ...response, status, bytes: bytes.length, whole: bytes, chunks: () => [bytes] };
}

function withFlag(payload: Buffer, encoding: bigint, isOpen: boolean): Buffer {
  if (payload[0] === 0xfe && payload.length <= LONGEST_EOF) {
    const eof = decodeEof(payload, encoding);
    return encodeEof({ ...eof, status: flagged(eof.status, isOpen) }, encoding);
  }
  const ok = decodeOk(payload, encoding);
  return encodeOk({ ...ok, status: flagged(ok.status, isOpen) }, encoding);
}

function flagged(status: number, isOpen: boolean): number {
  const without = status & ~(Status.IN_TRANS | Status.IN_TRANS_READONLY);
  return isOpen ? without | Status.IN_TRANS : without;
}

/** Whether it reads or writes a table with transactions, and no view of the server's on itself. */
export function isAboutTable({ reads, writes, commits }: DataUse): boolean {
  if (typeof reads === 'string' || writes === 'all' || commits === true) return false;
  const isOne = ({ table, isAtOnce, isExistence, isDefinition, otherThan }: TableUse) =>
    otherThan === undefined && isAtOnce !== true && isExistence !== true && isDefinition !== true && TABLE.test(table);
  return [...reads, ...writes].some(isOne);
}

const TABLE = /^(?!information_schema|performance_schema|mysql|sys)[^~@*.]+\../;
