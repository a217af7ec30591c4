// CONNECTION_ID() is the number that the greeting told this client, whichever connection the answer was recorded on, and however
// often it is asked: drivers ask for it to KILL what they do.
// https://dev.mysql.com/doc/refman/9.7/en/information-functions.html#function_connection-id

import type { Command } from '../../core/command.ts';
import type { RecordedResponse } from '../../core/recording.ts';
import { answerSequenceId, framePayload, HEADER_BYTES, packetCount } from '../../mysql/codec/framing.ts';
import { type WalkedPacket, walkResponse } from '../../mysql/codec/walk-response.ts';
import { CommandCode } from '../../mysql/constants/commands.ts';
import { decodeBinaryRow, encodeBinaryRow } from '../../mysql/packets/binary-row.ts';
import { binaryTypeOf } from '../../mysql/packets/binary-value.ts';
import type { ColumnDefinition } from '../../mysql/packets/column-definition.ts';
import { decodeTextRow, encodeTextRow } from '../../mysql/packets/text-row.ts';
import type { Found } from '../matching/find-answer.ts';

/** What init_connect says failed: https://dev.mysql.com/doc/refman/9.7/en/server-system-variables.html#sysvar_init_connect */
export const ER_NEW_ABORTING_CONNECTION = 1184;
/** Nobody asks for it in a longer one. */
const MOST_BYTES = 1000;
const ASKED = /connection_id|pseudo_thread_id/i;
const LIST = /^\s*(?:\/\*[^!+][\s\S]*?\*\/\s*)?select\s+([\s\S]*?)\s*(?:;\s*|\bfrom\b[\s\S]*)?$/i;
const ITEM =
  /^(?:connection_id\s*\(\s*\)|@@(?:session\.|local\.)?pseudo_thread_id)(?:\s+(?:as\s+)?(?:`[^`]*`|'[^']*'|"[^"]*"|[\w$]+))?$/i;

/** Which columns of the answer are the connection's id, from 0 on. */
export function connectionIdColumns({ code, sql }: Command): readonly number[] {
  if (code !== CommandCode.COM_QUERY && code !== CommandCode.COM_STMT_EXECUTE) return [];
  if (sql === null || sql.length > MOST_BYTES) return [];
  const text = sql.toString('latin1');
  const list = ASKED.test(text) ? LIST.exec(text)?.[1] : undefined;
  if (list === undefined) return [];
  const items = itemsOf(list);
  // how many columns stand before it must be known
  const known = items.findIndex((item) => item.includes('*'));
  const certain = known < 0 ? items : items.slice(0, known);
  return certain.flatMap((item, index) => (ITEM.test(item) ? [index] : []));
}

/** The recorded answer once more where all were given; as it is where it is about anything else. */
export function againForConnectionId(command: Command, found: Found): Found {
  if (found.kind !== 'miss' || found.reason !== 'exhausted' || found.near === null) return found;
  if (connectionIdColumns(command).length === 0) return found;
  return { kind: 'found', exchange: found.near, response: null, how: 'again', repeatable: null };
}

/**
 * The response with the client's own id in its place.
 * @param id null where it has none
 * @param knownColumns definitions that a client has from before, and that do not come with the rows
 */
export function withConnectionId(
  command: Command,
  response: RecordedResponse,
  id: number | null,
  knownColumns: () => readonly ColumnDefinition[],
): RecordedResponse {
  if (response.whole === null || id === null) return response;
  if (response.errorCode === ER_NEW_ABORTING_CONNECTION) return withOwnIdInText(response, response.whole, id);
  if (response.outcome !== 'resultset') return response;
  const columns = connectionIdColumns(command);
  if (columns.length === 0) return response;
  const isBinary = command.code === CommandCode.COM_STMT_EXECUTE;
  const shape = { command: command.code, encoding: response.encoding, asksCursor: false, knownColumns };
  const frames: Buffer[] = [];
  let sequenceId = answerSequenceId(command.payload.length);
  for (const walk of walkResponse([response.whole], shape)) {
    const packet = walk.kind === 'row' ? rowWith(walk, columns, id, isBinary) : walk.payload;
    frames.push(...framePayload(packet, sequenceId & 0xff));
    sequenceId += packetCount(packet.length);
  }
  const whole = Buffer.concat(frames);
  return { ...response, bytes: whole.length, whole, chunks: () => [whole] };
}

/** `Aborted connection 12 to db: …` */
function withOwnIdInText(response: RecordedResponse, recorded: Buffer, id: number): RecordedResponse {
  const text = recorded.toString('latin1', HEADER_BYTES).replace(/(Aborted connection )\d+/, `$1${id}`);
  const whole = Buffer.concat(framePayload(Buffer.from(text, 'latin1'), recorded[HEADER_BYTES - 1] ?? 1));
  return { ...response, bytes: whole.length, whole, chunks: () => [whole] };
}

function rowWith({ payload, columns }: WalkedPacket, which: readonly number[], id: number, isBinary: boolean): Buffer {
  if (!isBinary) {
    const row = decodeTextRow(payload, columns.length);
    for (const index of which) if (index < row.length && row[index] !== null) row[index] = Buffer.from(String(id));
    return encodeTextRow(row);
  }
  const types = columns.map(binaryTypeOf);
  const row = decodeBinaryRow(payload, types);
  for (const index of which) {
    const value = row[index];
    if (value?.kind === 'int') row[index] = { kind: 'int', value: BigInt(id) };
  }
  return encodeBinaryRow(row, types);
}

/** What stands between commas outside of brackets and quotes. */
function itemsOf(list: string): string[] {
  const items = [''];
  let depth = 0;
  let quote = '';
  for (const char of list) {
    if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === "'" || char === '"' || char === '`') quote = char;
    else if (char === '(') depth++;
    else if (char === ')') depth--;
    if (char === ',' && depth === 0 && quote === '') items.push('');
    else items[items.length - 1] += char;
  }
  return items.map((item) => item.trim());
}
