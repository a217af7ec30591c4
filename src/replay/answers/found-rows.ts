// An UPDATE answers a client with CLIENT_FOUND_ROWS with the rows that it found, any other with those that it changed. Its
// OK packet's text tells both, so that one recorded for the one kind of client answers the other exactly.
// https://dev.mysql.com/doc/c-api/en/mysql-affected-rows.html

import { MalformedPacketError } from '../../core/errors.ts';
import type { RecordedResponse } from '../../core/recording.ts';
import { framePayload, HEADER_BYTES } from '../../mysql/codec/framing.ts';
import { decodeOk, encodeOk, type OkPacket } from '../../mysql/packets/ok.ts';

const word = / found_rows=([01])/;
const updateInfo = /^Rows matched: (\d+) {2}Changed: (\d+) {2}Warnings: \d+$/;

/** The same state, of a client that counts otherwise; null where the count does not matter. */
export function otherCount(state: string): string | null {
  const counts = word.exec(state)?.[1];
  return counts === undefined ? null : state.replace(word, ` found_rows=${counts === '1' ? 0 : 1}`);
}

/**
 * The answer for a client that counts otherwise; null where it is not certain.
 * @param keyword that the statement begins with
 * @param state the one in which it was recorded
 */
export function recounted(response: RecordedResponse, keyword: string, state: string): RecordedResponse | null {
  const { whole, encoding } = response;
  if (whole === null || (keyword !== 'UPDATE' && keyword !== 'INSERT')) return null;
  if (response.outcome === 'error') return response;
  const ok = response.outcome === 'ok' ? onlyOk(whole, encoding) : null;
  const foundRows = word.exec(state)?.[1] === '1';
  const count = ok === null ? null : keyword === 'UPDATE' ? updated(ok, foundRows) : inserted(ok, foundRows);
  if (ok === null || count === null) return null;
  const bytes = Buffer.concat(framePayload(encodeOk({ ...ok, affectedRows: count }, encoding), 1));
  return { ...response, bytes: bytes.length, whole: bytes, chunks: () => [bytes] };
}

/** The answer with another number of rows; null where it is no single OK packet. */
export function withRows(response: RecordedResponse, rows: number): RecordedResponse | null {
  const { whole, encoding } = response;
  const ok = whole === null || response.outcome !== 'ok' ? null : onlyOk(whole, encoding);
  return ok === null ? null : encoded(response, { ...ok, affectedRows: BigInt(rows) });
}

function encoded(response: RecordedResponse, ok: OkPacket): RecordedResponse {
  const bytes = Buffer.concat(framePayload(encodeOk(ok, response.encoding), 1));
  return { ...response, affectedRows: ok.affectedRows, bytes: bytes.length, whole: bytes, chunks: () => [bytes] };
}

/** Null where the response is more than one OK packet. */
function onlyOk(bytes: Buffer, encoding: bigint): OkPacket | null {
  if (bytes.length !== HEADER_BYTES + bytes.readUIntLE(0, 3)) return null;
  try {
    return decodeOk(bytes.subarray(HEADER_BYTES), encoding);
  } catch (error) {
    if (error instanceof MalformedPacketError) return null;
    throw error;
  }
}

/** @param foundRows whether `ok` counts the rows that were found */
function updated({ info }: OkPacket, foundRows: boolean): bigint | null {
  const [, matched, changed] = updateInfo.exec(info?.toString('latin1') ?? '') ?? [];
  return matched === undefined || changed === undefined ? null : BigInt(foundRows ? changed : matched);
}

/**
 * ON DUPLICATE KEY UPDATE of one row (several have a text): 1 inserted it, 2 changed it. With CLIENT_FOUND_ROWS 1 may be
 * a row that was found as it is.
 */
function inserted({ info, affectedRows }: OkPacket, foundRows: boolean): bigint | null {
  const isCertain = affectedRows === 2n || (affectedRows === 1n && !foundRows);
  return isCertain && (info === null || info.length === 0) ? affectedRows : null;
}
