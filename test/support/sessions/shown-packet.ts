// An answer as text: what a client learns from it. Numbers of connections, identifiers made by chance and the time are told
// by what they are, and of columns names and types: their character sets follow the login, which does not count.

import { HEADER_BYTES } from '../../../src/mysql/codec/framing.ts';
import { decodeColumnDefinition } from '../../../src/mysql/packets/column-definition.ts';

export interface ShownAs {
  /** Of the connection, as its greeting told it. */
  readonly connectionId: number;
  readonly capabilities: bigint;
  /** The statement asks for that number. */
  readonly asksId?: boolean;
  /** Of a prepare only how many there are: what their types are hangs on variables at that moment. */
  readonly isPrepare?: boolean;
}

export function shownAnswer(answer: Buffer, as: ShownAs): string {
  const shown: string[] = [];
  let isFirst = true;
  for (const packet of eachPacket(answer)) {
    const column: string | null = isFirst ? null : columnOf(packet, as);
    const told: string = column ?? (isFirst ? statusOf(packet) : endOf(packet)) ?? cells(packet, as);
    shown.push(told);
    // another result may follow
    isFirst = told.startsWith('END');
  }
  return shown.join(' | ');
}

function* eachPacket(answer: Buffer): Iterable<Buffer> {
  for (let at = 0; at < answer.length; ) {
    const end = at + HEADER_BYTES + answer.readUIntLE(at, 3);
    yield answer.subarray(at + HEADER_BYTES, end);
    at = end;
  }
}

function columnOf(packet: Buffer, { capabilities, isPrepare = false }: ShownAs): string | null {
  if (packet.toString('latin1', 0, 4) !== '\x03def') return null;
  const { name, type } = decodeColumnDefinition(packet, capabilities);
  return isPrepare ? 'column' : `${printable(name)}:${type}`;
}

/** OK, ERR, or null. */
export function statusOf(packet: Buffer): string | null {
  if (packet[0] === 0x00 && packet.length >= 7) return okOf(packet, 'OK');
  return endOf(packet);
}

function endOf(packet: Buffer): string | null {
  if (packet[0] === 0xff) return `ERR ${packet.readUInt16LE(1)} ${packet.toString('utf8', 3)}`;
  return packet[0] === 0xfe && packet.length >= 7 && packet.length < 0xffffff ? okOf(packet, 'END') : null;
}

function okOf(payload: Buffer, name: string): string {
  let at = 1;
  const int = (): number => {
    const byte = payload[at++] ?? 0;
    const bytes = byte < 0xfb ? 0 : byte === 0xfc ? 2 : byte === 0xfd ? 3 : 6;
    if (bytes === 0) return byte;
    const value = payload.readUIntLE(at, bytes);
    at += byte === 0xfe ? 8 : bytes;
    return value;
  };
  const [rows, id] = [int(), int()];
  const status = payload.readUInt16LE(at).toString(16);
  const warnings = payload.readUInt16LE(at + 2);
  const info = printable(payload.subarray(at + 4));
  return `${name} rows=${rows} id=${id} status=${status} warnings=${warnings} ${info}`;
}

function cells(packet: Buffer, { connectionId, asksId = false }: ShownAs): string {
  const own = String(connectionId);
  const isOwn = packet.toString('latin1', 1) === own || (packet.length >= 6 && packet.readUInt32LE(2) === connectionId);
  if (asksId && isOwn) return '{own}';
  return withoutChance(printable(packet));
}

/** Identifiers made by chance and the time, told by what they are. */
export function withoutChance(text: string): string {
  return text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '{uuid}')
    .replace(/20[2-9]\d-\d\d-\d\d \d\d:\d\d:\d\d/g, '{now}')
    .replace(/^\S{0,4}0\.\d{6,20}$/g, '{chance}');
}

function printable(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/[^ -~]/g, (sign) => `\\${sign.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
