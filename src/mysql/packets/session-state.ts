// Session state changes: the last field of an OK packet, one entry per change that the client asked to hear of.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_ok_packet.html#sect_protocol_basic_ok_packet_sessinfo
// https://mariadb.com/kb/en/ok_packet/#session-state-info

import type { PayloadReader } from '../../core/bytes/payload-reader.ts';
import { PayloadWriter } from '../../core/bytes/payload-writer.ts';

/** Entry types (enum_session_state_type). */
const SessionTrack = {
  SYSTEM_VARIABLES: 0,
  SCHEMA: 1,
  STATE_CHANGE: 2,
  GTIDS: 3,
  TRANSACTION_CHARACTERISTICS: 4,
  TRANSACTION_STATE: 5,
} as const;

export interface SystemVariable {
  readonly name: Buffer;
  readonly value: Buffer;
}

export type SessionStateChange =
  /** MySQL sends one variable per entry, MariaDB puts several into one. */
  | { readonly type: 'system_variables'; readonly variables: readonly SystemVariable[] }
  | { readonly type: 'schema'; readonly name: Buffer }
  /** `1` where anything else of the session changed. */
  | { readonly type: 'state_change'; readonly flag: Buffer }
  | { readonly type: 'gtids'; readonly encoding: number; readonly gtids: Buffer }
  /** SQL that restores the transaction's characteristics. */
  | { readonly type: 'transaction_characteristics'; readonly sql: Buffer }
  /** Eight characters, e.g. `T_______`. */
  | { readonly type: 'transaction_state'; readonly state: Buffer }
  | { readonly type: 'unknown'; readonly code: number; readonly data: Buffer };

/**
 * @param reader of the OK packet's field alone, without its length
 * @throws MalformedPacketError
 */
export function readSessionState(reader: PayloadReader): SessionStateChange[] {
  const changes: SessionStateChange[] = [];
  while (reader.remaining > 0) changes.push(decodeChange(reader.int1('type of change'), reader.lenencBlock('change')));
  return changes;
}

/** The twin of `readSessionState`. */
export function encodeSessionState(changes: readonly SessionStateChange[]): Buffer {
  const writer = new PayloadWriter();
  for (const change of changes) writer.int1(codeOf(change)).lenencBytes(encodeData(change));
  return writer.finish();
}

function decodeChange(code: number, reader: PayloadReader): SessionStateChange {
  const change = readChange(code, reader);
  reader.end();
  return change;
}

function readChange(code: number, reader: PayloadReader): SessionStateChange {
  switch (code) {
    case SessionTrack.SYSTEM_VARIABLES:
      return { type: 'system_variables', variables: readVariables(reader) };
    case SessionTrack.SCHEMA:
      return { type: 'schema', name: reader.lenencBytes('schema') };
    case SessionTrack.STATE_CHANGE:
      return { type: 'state_change', flag: reader.rest('state change') };
    case SessionTrack.GTIDS:
      return { type: 'gtids', encoding: reader.int1('encoding of GTIDs'), gtids: reader.lenencBytes('gtids') };
    case SessionTrack.TRANSACTION_CHARACTERISTICS:
      return { type: 'transaction_characteristics', sql: reader.lenencBytes('transaction characteristics') };
    case SessionTrack.TRANSACTION_STATE:
      return { type: 'transaction_state', state: reader.lenencBytes('transaction state') };
    default:
      return { type: 'unknown', code, data: reader.rest('change') };
  }
}

function readVariables(reader: PayloadReader): SystemVariable[] {
  const variables: SystemVariable[] = [];
  while (reader.remaining > 0)
    variables.push({ name: reader.lenencBytes('variable name'), value: reader.lenencBytes('variable value') });
  return variables;
}

function encodeData(change: SessionStateChange): Buffer {
  const writer = new PayloadWriter();
  switch (change.type) {
    case 'system_variables':
      for (const { name, value } of change.variables) writer.lenencBytes(name).lenencBytes(value);
      return writer.finish();
    case 'schema':
      return writer.lenencBytes(change.name).finish();
    case 'state_change':
      return change.flag;
    case 'gtids':
      return writer.int1(change.encoding).lenencBytes(change.gtids).finish();
    case 'transaction_characteristics':
      return writer.lenencBytes(change.sql).finish();
    case 'transaction_state':
      return writer.lenencBytes(change.state).finish();
    case 'unknown':
      return change.data;
  }
}

function codeOf(change: SessionStateChange): number {
  switch (change.type) {
    case 'system_variables':
      return SessionTrack.SYSTEM_VARIABLES;
    case 'schema':
      return SessionTrack.SCHEMA;
    case 'state_change':
      return SessionTrack.STATE_CHANGE;
    case 'gtids':
      return SessionTrack.GTIDS;
    case 'transaction_characteristics':
      return SessionTrack.TRANSACTION_CHARACTERISTICS;
    case 'transaction_state':
      return SessionTrack.TRANSACTION_STATE;
    case 'unknown':
      return change.code;
  }
}
