// Packets of an answer as lines; answer-reader.ts is the twin. A packet has a line only where its encoder makes the same bytes
// of what was decoded: the reader will do just that.

import { MalformedPacketError } from '../../../core/errors.ts';
import type { Packet } from '../../../mysql/codec/response-packets.ts';
import { Capability, hasCapability } from '../../../mysql/constants/capabilities.ts';
import { ColumnType } from '../../../mysql/constants/column-types.ts';
import { CommandCode } from '../../../mysql/constants/commands.ts';
import { decodeBinaryRow, encodeBinaryRow } from '../../../mysql/packets/binary-row.ts';
import { binaryTypeOf } from '../../../mysql/packets/binary-value.ts';
import { decodeColumnCount, encodeColumnCount } from '../../../mysql/packets/column-count.ts';
import {
  type ColumnDefinition,
  decodeColumnDefinition,
  encodeColumnDefinition,
} from '../../../mysql/packets/column-definition.ts';
import { decodeEof, encodeEof } from '../../../mysql/packets/eof.ts';
import { decodeErr, encodeErr } from '../../../mysql/packets/err.ts';
import { decodeOk, encodeOk } from '../../../mysql/packets/ok.ts';
import { decodePrepareOk, encodePrepareOk } from '../../../mysql/packets/prepare-ok.ts';
import { decodeTextRow, encodeTextRow } from '../../../mysql/packets/text-row.ts';
import { formatColumns } from '../lines/column-lines.ts';
import { END_LINE, EOF_BEHIND, ERROR_LINE, OK_LINE, PREPARED_LINE } from '../lines/packet-lines.ts';
import { formatTable } from '../lines/table.ts';
import { formatBytes, formatNumberBytes } from '../lines/tokens.ts';
import { formatValue } from '../lines/values.ts';
import type { AnswerContext } from '../reading/answer-context.ts';
import type { AppendixWriter } from './appendix.ts';

const NUMBERS: ReadonlySet<number> = new Set([
  ...[ColumnType.DECIMAL, ColumnType.TINY, ColumnType.SHORT, ColumnType.LONG, ColumnType.FLOAT, ColumnType.DOUBLE],
  ...[ColumnType.LONGLONG, ColumnType.INT24, ColumnType.YEAR, ColumnType.NEWDECIMAL],
]);

const NOTHING = Buffer.alloc(0);

/** Null where a packet has no form of its own, or not one that says all of its bytes. */
export function formatPackets(
  packets: readonly Packet[],
  context: AnswerContext,
  appendix: AppendixWriter,
): string[] | null {
  try {
    return new AnswerWriter(context, appendix).write(packets);
  } catch (error) {
    if (error instanceof MalformedPacketError || error instanceof RangeError) return null;
    throw error;
  }
}

class AnswerWriter {
  readonly #context: AnswerContext;
  readonly #appendix: AppendixWriter;
  readonly #lines: string[] = [];
  /** Of the result set that is written. */
  #columns: readonly ColumnDefinition[] = [];
  #definitions: ColumnDefinition[] = [];
  #pendingParameters = 0;
  /** A prepare whose definitions were left out: of each block its EOF packet may still come. */
  #isUndefined = false;
  /** The packet before the definitions; null before those of a prepared statement, which have none. */
  #count: Buffer | null = null;
  #rows: string[][] = [];

  constructor(context: AnswerContext, appendix: AppendixWriter) {
    this.#context = context;
    this.#appendix = appendix;
    this.#columns = context.knownColumns;
  }

  write(packets: readonly Packet[]): string[] | null {
    for (const [at, packet] of packets.entries()) {
      if (packet.sequenceId !== null) {
        if (!this.#beginsLine(packet)) return null;
        this.#lines.push(`seq ${packet.sequenceId}`);
      }
      if (!this.#packet(packet, packets[at + 1])) return null;
    }
    this.#endRows();
    return this.#lines;
  }

  /** Whether a sequence id that is told before it is read as its own. */
  #beginsLine({ kind }: Packet): boolean {
    if (kind === 'column') return this.#definitions.length === 0 && this.#count === null;
    return kind !== 'columns_eof' && this.#rows.length <= 1;
  }

  #packet({ kind, payload }: Packet, next: Packet | undefined): boolean {
    switch (kind) {
      case 'ok':
        return this.#ok(payload);
      case 'err':
        return this.#err(payload);
      case 'prepare_ok':
        return this.#prepared(payload);
      case 'column_count':
        return this.#columnCount(payload, next);
      case 'column':
        return this.#column(payload, next);
      case 'columns_eof':
        return this.#isEof(payload);
      case 'row':
        return this.#row(payload);
      case 'rows_eof':
        return this.#end(payload);
      default:
        return false;
    }
  }

  #ok(payload: Buffer): boolean {
    const { encoding } = this.#context;
    const ok = decodeOk(payload, encoding);
    this.#lines.push(`ok ${OK_LINE.write(ok)}`);
    return encodeOk({ ...ok, header: 0x00, trailing: NOTHING }, encoding).equals(payload);
  }

  #err(payload: Buffer): boolean {
    const err = decodeErr(payload);
    this.#endRows();
    this.#lines.push(`error ${ERROR_LINE.write(err)}`);
    return encodeErr(err).equals(payload);
  }

  #prepared(payload: Buffer): boolean {
    const { encoding } = this.#context;
    const { hasDefinitions, ...prepared } = decodePrepareOk(payload, encoding);
    this.#lines.push(`prepared ${PREPARED_LINE.write({ ...prepared, isUndefined: !hasDefinitions })}`);
    this.#isUndefined = !hasDefinitions;
    this.#pendingParameters = hasDefinitions ? prepared.parameterCount : 0;
    return encodePrepareOk({ ...prepared, hasDefinitions }, encoding).equals(payload);
  }

  /** The definitions follow, unless the client has them. */
  #columnCount(payload: Buffer, next: Packet | undefined): boolean {
    const { encoding } = this.#context;
    const { count, hasDefinitions } = decodeColumnCount(payload, encoding);
    this.#pendingParameters = 0;
    if (hasDefinitions) {
      this.#count = payload;
      return next?.kind === 'column';
    }
    this.#columns = this.#context.knownColumns;
    this.#lines.push(`columns known ${count}${this.#eofBehind(next)}`);
    this.#startRows();
    // without their definitions rows cannot be told
    const areKnown = this.#columns.length === count && count > 0;
    return areKnown && encodeColumnCount({ count, hasDefinitions }, encoding).equals(payload);
  }

  #column(payload: Buffer, next: Packet | undefined): boolean {
    const { encoding } = this.#context;
    const column = decodeColumnDefinition(payload, encoding);
    if (!encodeColumnDefinition(column, encoding).equals(payload)) return false;
    this.#definitions.push(column);
    const isLast = next?.kind !== 'column' || this.#definitions.length === this.#pendingParameters;
    return !isLast || this.#endDefinitions(next);
  }

  #endDefinitions(next: Packet | undefined): boolean {
    const { encoding, command } = this.#context;
    const counted = encodeColumnCount({ count: this.#definitions.length, hasDefinitions: true }, encoding);
    const isPrepare = command === CommandCode.COM_STMT_PREPARE;
    if (isPrepare ? this.#count !== null : this.#count?.equals(counted) !== true) return false;
    const isOfParameters = this.#pendingParameters > 0;
    const name = this.#appendix.add('columns', formatColumns(this.#definitions));
    this.#lines.push(`${isOfParameters ? 'parameters' : 'columns'} ${name}${this.#eofBehind(next)}`);
    this.#columns = this.#definitions;
    this.#definitions = [];
    this.#pendingParameters = 0;
    this.#count = null;
    if (!isPrepare) this.#startRows();
    return true;
  }

  #eofBehind(next: Packet | undefined): string {
    if (next?.kind !== 'columns_eof') return '';
    return ` ${EOF_BEHIND.write(decodeEof(next.payload, this.#context.encoding))}`;
  }

  #isEof(payload: Buffer): boolean {
    const { encoding } = this.#context;
    if (this.#isUndefined) this.#lines.push(`packet 0x${payload.toString('hex')}`);
    return encodeEof(decodeEof(payload, encoding), encoding).equals(payload);
  }

  #startRows(): void {
    this.#rows = [this.#columns.map(({ name }) => formatName(name))];
  }

  #endRows(): void {
    if (this.#rows.length > 0) this.#lines.push(...formatTable(this.#rows));
    this.#rows = [];
  }

  #row(payload: Buffer): boolean {
    // the rows of COM_STMT_FETCH come without a head
    if (this.#rows.length === 0) return false;
    return this.#context.command === CommandCode.COM_QUERY ? this.#textRow(payload) : this.#binaryRow(payload);
  }

  #textRow(payload: Buffer): boolean {
    const row = decodeTextRow(payload, this.#columns.length);
    const cells = row.map((value, index) => {
      if (value === null) return 'NULL';
      return NUMBERS.has(this.#columns[index]?.type ?? -1) ? formatNumberBytes(value) : formatBytes(value);
    });
    this.#rows.push(cells);
    return encodeTextRow(row).equals(payload);
  }

  #binaryRow(payload: Buffer): boolean {
    const types = this.#columns.map(binaryTypeOf);
    const row = decodeBinaryRow(payload, types);
    this.#rows.push(row.map(formatValue));
    return encodeBinaryRow(row, types).equals(payload);
  }

  #end(payload: Buffer): boolean {
    const { encoding } = this.#context;
    this.#endRows();
    if (!hasCapability(encoding, Capability.DEPRECATE_EOF)) {
      this.#lines.push(`end ${END_LINE.write(decodeEof(payload, encoding))}`);
      return this.#isEof(payload);
    }
    const ok = decodeOk(payload, encoding);
    this.#lines.push(`end ${OK_LINE.write(ok)}`);
    return encodeOk({ ...ok, header: 0xfe, trailing: NOTHING }, encoding).equals(payload);
  }
}

/** A column's name in a table's head: bare where it looks like one. */
export function formatName(name: Buffer): string {
  const text = name.toString('latin1');
  return /^[a-z_][a-z0-9_]*$/i.test(text) && text !== 'NULL' ? text : formatBytes(name);
}
