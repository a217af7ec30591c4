// OK_Packet: a command is done. Its header is 0x00, or 0xFE where it stands in place of an EOF packet (DEPRECATE_EOF).
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_ok_packet.html
// https://mariadb.com/kb/en/ok_packet/

import { PayloadReader } from '../../core/bytes/payload-reader.ts';
import { PayloadWriter } from '../../core/bytes/payload-writer.ts';
import { Capability, hasCapability } from '../constants/capabilities.ts';
import { Status } from '../constants/status.ts';
import { encodeSessionState, readSessionState, type SessionStateChange } from './session-state.ts';

const PACKET = 'OK_Packet';

export interface OkPacket {
  readonly header: 0x00 | 0xfe;
  readonly affectedRows: bigint;
  readonly lastInsertId: bigint;
  /** Status flags; 0 under capabilities that carry none. */
  readonly status: number;
  /** 0 under capabilities that carry none. */
  readonly warnings: number;
  /** A sentence for people, e.g. `Rows matched: 1 …`; null where the packet ends before it. */
  readonly info: Buffer | null;
  /** Null where the packet ends before it. Read only with SESSION_TRACK and status SESSION_STATE_CHANGED. */
  readonly sessionState: readonly SessionStateChange[] | null;
  /** What follows and has no place in the layout; empty from real servers. */
  readonly trailing: Buffer;
}

/**
 * @param capabilities negotiated; PROTOCOL_41, TRANSACTIONS and SESSION_TRACK shape the packet
 * @throws MalformedPacketError
 */
export function decodeOk(payload: Buffer, capabilities: bigint): OkPacket {
  const reader = new PayloadReader(payload, PACKET);
  const header = reader.int1('header');
  if (header !== 0x00 && header !== 0xfe) throw reader.error(`0x${header.toString(16)} is no OK header`);
  const affectedRows = reader.lenencInt('affected rows');
  const lastInsertId = reader.lenencInt('last insert id');
  const is41 = hasCapability(capabilities, Capability.PROTOCOL_41);
  const status = is41 || hasCapability(capabilities, Capability.TRANSACTIONS) ? reader.int2('status') : 0;
  const warnings = is41 ? reader.int2('warnings') : 0;
  // The manual has info as string<EOF> without SESSION_TRACK; real servers write string<lenenc> in either case.
  const info = reader.remaining > 0 ? reader.lenencBytes('info') : null;
  const sessionState =
    hasSessionState(capabilities, status) && reader.remaining > 0
      ? readSessionState(reader.lenencBlock('session state'))
      : null;
  return {
    header,
    affectedRows,
    lastInsertId,
    status,
    warnings,
    info,
    sessionState,
    trailing: reader.rest('trailing'),
  };
}

/** @param capabilities negotiated, as for decoding */
export function encodeOk(ok: OkPacket, capabilities: bigint): Buffer {
  const is41 = hasCapability(capabilities, Capability.PROTOCOL_41);
  const writer = new PayloadWriter().int1(ok.header).lenencInt(ok.affectedRows).lenencInt(ok.lastInsertId);
  if (is41 || hasCapability(capabilities, Capability.TRANSACTIONS)) writer.int2(ok.status);
  if (is41) writer.int2(ok.warnings);
  const state = hasSessionState(capabilities, ok.status) ? ok.sessionState : null;
  if (ok.info !== null || state !== null) writer.lenencBytes(ok.info ?? Buffer.alloc(0));
  if (state !== null) writer.lenencBytes(encodeSessionState(state));
  return writer.bytes(ok.trailing).finish();
}

/**
 * The packet for a client that may not have asked for what it tells of the session's state: that is left out then, as
 * servers do.
 * @param capabilities negotiated with that client
 */
export function encodeOkFor(ok: OkPacket, capabilities: bigint): Buffer {
  const isTold = (ok.status & Status.SESSION_STATE_CHANGED) !== 0;
  if (!isTold || hasCapability(capabilities, Capability.SESSION_TRACK)) return encodeOk(ok, capabilities);
  // An empty text is written only where session state follows it.
  const info = ok.info === null || ok.info.length === 0 ? null : ok.info;
  const status = ok.status & ~Status.SESSION_STATE_CHANGED;
  return encodeOk({ ...ok, info, sessionState: null, status }, capabilities);
}

/** The OK packet that says nothing but "done". */
export function plainOk(status: number, header: 0x00 | 0xfe = 0x00): OkPacket {
  const nothing = { affectedRows: 0n, lastInsertId: 0n, warnings: 0, info: null, sessionState: null };
  return { header, status, ...nothing, trailing: Buffer.alloc(0) };
}

function hasSessionState(capabilities: bigint, status: number): boolean {
  return hasCapability(capabilities, Capability.SESSION_TRACK) && (status & Status.SESSION_STATE_CHANGED) !== 0;
}
