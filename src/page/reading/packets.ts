// A recorded answer packet by packet: its bytes, and which of them are which field. For looking at, so that what is cut or
// damaged shows as far as it can be read.

import type { PacketKind } from '../../mysql/codec/response-machine.ts';
import { walkResponse } from '../../mysql/codec/walk-response.ts';
import { decodeColumnDefinition } from '../../mysql/packets/column-definition.ts';
import type { ListedExchange } from '../../store/reading/listing.ts';
import type { RecordingFileReader } from '../../store/reading/reader.ts';
import { isOfX } from '../../tools/history/is-of-x.ts';
import { resultContext } from '../../tools/history/results.ts';

/** A field of a packet, by its place in the payload. */
export interface PacketField {
  readonly name: string;
  readonly value: string;
  readonly from: number;
  readonly to: number;
}

export interface PagePacket {
  readonly kind: PacketKind;
  /** Of the payload. */
  readonly length: number;
  /** The payload's beginning, in hexadecimal. */
  readonly hex: string;
  readonly fields: readonly PacketField[];
}

const MOST_PACKETS = 200;
const SHOWN_BYTES = 1024;
const VALUE_CHARS = 200;

export function packetsOf(reader: RecordingFileReader, listed: ListedExchange): PagePacket[] {
  const packets: PagePacket[] = [];
  if (listed.responseId === null || isOfX(listed)) return packets;
  const response = reader.response(listed.responseId);
  try {
    for (const { kind, payload, columns } of walkResponse(response.chunks(), {
      ...resultContext(reader, listed),
      encoding: response.encoding,
    })) {
      const names = kind === 'row' ? columns.map(({ name }) => name.toString('utf8')) : [];
      packets.push({
        kind,
        length: payload.length,
        hex: payload.subarray(0, SHOWN_BYTES).toString('hex'),
        fields: fieldsOf(kind, payload, names, listed.command === 'COM_STMT_EXECUTE', response.encoding),
      });
      if (packets.length === MOST_PACKETS) break;
    }
  } catch {
    // what came before it is shown
  }
  return packets;
}

function fieldsOf(
  kind: PacketKind,
  payload: Buffer,
  columns: readonly string[],
  isBinary: boolean,
  encoding: bigint,
): readonly PacketField[] {
  const cursor = new FieldCursor(payload);
  try {
    switch (kind) {
      case 'ok':
      case 'rows_eof':
      case 'columns_eof':
        okFields(cursor, payload);
        break;
      case 'err':
        cursor.int('header', 1);
        cursor.int('error code', 2);
        if (payload[3] === 0x23) {
          cursor.text('marker', 1);
          cursor.text('SQLSTATE', 5);
        }
        cursor.rest('message');
        break;
      case 'column_count':
        cursor.lenenc('columns');
        break;
      case 'column':
        columnFields(cursor, payload, encoding);
        break;
      case 'row':
        if (isBinary) binaryRowFields(cursor, columns.length);
        else for (const name of columns) cursor.cell(name);
        break;
      case 'prepare_ok':
        cursor.int('header', 1);
        cursor.int('statement id', 4);
        cursor.int('columns', 2);
        cursor.int('parameters', 2);
        cursor.int('reserved', 1);
        cursor.int('warnings', 2);
        break;
      default:
        break;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  cursor.rest('rest');
  return cursor.fields;
}

const EOF_BYTES = 5;

function okFields(cursor: FieldCursor, payload: Buffer): void {
  cursor.int('header', 1);
  if (payload[0] === 0xfe && payload.length === EOF_BYTES) {
    cursor.int('warnings', 2);
    cursor.int('status', 2);
    return;
  }
  cursor.lenenc('affected rows');
  cursor.lenenc('last insert id');
  cursor.int('status', 2);
  cursor.int('warnings', 2);
}

function columnFields(cursor: FieldCursor, payload: Buffer, encoding: bigint): void {
  const { extendedMetadata } = decodeColumnDefinition(payload, encoding);
  for (const name of ['catalog', 'schema', 'table', 'original table', 'name', 'original name']) cursor.cell(name);
  if (extendedMetadata.length > 0) cursor.cell('extended metadata');
  cursor.lenenc('length of fixed fields');
  cursor.int('charset', 2);
  cursor.int('display length', 4);
  cursor.int('type', 1);
  cursor.int('flags', 2);
  cursor.int('decimals', 1);
}

/** https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_binary_resultset.html: the bitmap begins two bits in. */
function binaryRowFields(cursor: FieldCursor, columns: number): void {
  cursor.int('header', 1);
  cursor.text('NULL bitmap', Math.floor((columns + 9) / 8));
  cursor.rest('values, binary');
}

class FieldCursor {
  readonly fields: PacketField[] = [];
  readonly #payload: Buffer;
  #at = 0;

  constructor(payload: Buffer) {
    this.#payload = payload;
  }

  /** @throws RangeError where there is not enough */
  int(name: string, bytes: number): void {
    const value = this.#payload.readUIntLE(this.#at, bytes);
    this.#add(name, String(value), bytes);
  }

  text(name: string, bytes: number): void {
    const piece = this.#payload.subarray(this.#at, this.#at + bytes);
    if (piece.length < bytes) throw new RangeError(name);
    const isText = /^[\x20-\x7e]*$/.test(piece.toString('latin1'));
    this.#add(name, isText ? piece.toString('latin1') : piece.toString('hex'), bytes);
  }

  /** A length-encoded number. */
  lenenc(name: string): void {
    const { value, bytes } = this.#number();
    this.#add(name, value === null ? 'NULL' : String(value), bytes);
  }

  /** A length-encoded string, or NULL. */
  cell(name: string): void {
    const { value, bytes } = this.#number();
    if (value === null) {
      this.#add(name, 'NULL', bytes);
      return;
    }
    const from = this.#at + bytes;
    const text = this.#payload.toString('utf8', from, Math.min(from + Number(value), this.#payload.length));
    this.#add(name, text, bytes + Number(value));
  }

  rest(name: string): void {
    const left = this.#payload.length - this.#at;
    if (left > 0) this.#add(name, this.#payload.toString('utf8', this.#at), left);
  }

  #number(): { readonly value: bigint | null; readonly bytes: number } {
    const first = this.#payload.readUInt8(this.#at);
    if (first === 0xfb) return { value: null, bytes: 1 };
    if (first < 0xfb) return { value: BigInt(first), bytes: 1 };
    const bytes = first === 0xfc ? 2 : first === 0xfd ? 3 : 8;
    const value =
      bytes === 8 ? this.#payload.readBigUInt64LE(this.#at + 1) : BigInt(this.#payload.readUIntLE(this.#at + 1, bytes));
    return { value, bytes: bytes + 1 };
  }

  #add(name: string, value: string, bytes: number): void {
    const shown = value.length > VALUE_CHARS ? `${value.slice(0, VALUE_CHARS)}…` : value;
    this.fields.push({ name, value: shown, from: this.#at, to: Math.min(this.#at + bytes, this.#payload.length) });
    this.#at += bytes;
  }
}
