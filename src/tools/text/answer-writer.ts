// Packets of an answer as lines; answer-reader.ts is the twin.

import { MalformedPacketError } from '../../core/errors.ts';
import type { Packet } from '../../mysql/codec/response-packets.ts';
import { Capability, hasCapability } from '../../mysql/constants/capabilities.ts';
import { ColumnType } from '../../mysql/constants/column-types.ts';
import { CommandCode } from '../../mysql/constants/commands.ts';
import { decodeBinaryRow } from '../../mysql/packets/binary-row.ts';
import { binaryTypeOf } from '../../mysql/packets/binary-value.ts';
import { decodeColumnCount } from '../../mysql/packets/column-count.ts';
import { type ColumnDefinition, decodeColumnDefinition } from '../../mysql/packets/column-definition.ts';
import { decodeEof } from '../../mysql/packets/eof.ts';
import { decodeErr } from '../../mysql/packets/err.ts';
import { decodeOk, type OkPacket } from '../../mysql/packets/ok.ts';
import { decodePrepareOk } from '../../mysql/packets/prepare-ok.ts';
import { encodeSessionState } from '../../mysql/packets/session-state.ts';
import { decodeTextRow } from '../../mysql/packets/text-row.ts';
import type { AnswerContext } from './answer-context.ts';
import type { AppendixWriter } from './appendix.ts';
import { formatColumns } from './column-lines.ts';
import { formatTable } from './table.ts';
import { formatBytes, formatHex, formatNumberBytes } from './tokens.ts';
import { formatValue } from './values.ts';

const NUMBERS: ReadonlySet<number> = new Set([
  ...[ColumnType.DECIMAL, ColumnType.TINY, ColumnType.SHORT, ColumnType.LONG, ColumnType.FLOAT, ColumnType.DOUBLE],
  ...[ColumnType.LONGLONG, ColumnType.INT24, ColumnType.YEAR, ColumnType.NEWDECIMAL],
]);

/** Null where a packet is none that has a form of its own. */
export function formatPackets(
  packets: readonly Packet[],
  context: AnswerContext,
  appendix: AppendixWriter,
): string[] | null {
  try {
    return new AnswerWriter(context, appendix).write(packets);
  } catch (error) {
    if (error instanceof MalformedPacketError) return null;
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
  #rows: string[][] = [];

  constructor(context: AnswerContext, appendix: AppendixWriter) {
    this.#context = context;
    this.#appendix = appendix;
    this.#columns = context.knownColumns;
  }

  write(packets: readonly Packet[]): string[] | null {
    for (const [at, packet] of packets.entries()) {
      if (packet.sequenceId !== null) this.#lines.push(`seq ${packet.sequenceId}`);
      if (!this.#packet(packet, packets[at + 1])) return null;
    }
    this.#endRows();
    return this.#lines;
  }

  #packet({ kind, payload }: Packet, next: Packet | undefined): boolean {
    const { encoding } = this.#context;
    switch (kind) {
      case 'ok':
        this.#lines.push(`ok${formatOk(decodeOk(payload, encoding))}`);
        return true;
      case 'err':
        this.#endRows();
        this.#lines.push(formatErr(payload));
        return true;
      case 'prepare_ok':
        this.#prepared(payload);
        return true;
      case 'column_count':
        return this.#columnCount(payload, next);
      case 'column':
        this.#definitions.push(decodeColumnDefinition(payload, encoding));
        if (next?.kind !== 'column' || this.#definitions.length === this.#pendingParameters) this.#endDefinitions(next);
        return true;
      case 'columns_eof':
        return true;
      case 'row':
        // the rows of COM_STMT_FETCH come without a head
        if (this.#rows.length === 0) return false;
        this.#rows.push(this.#cells(payload));
        return true;
      case 'rows_eof':
        this.#endRows();
        this.#lines.push(`end${this.#end(payload)}`);
        return true;
      default:
        return false;
    }
  }

  #prepared(payload: Buffer): void {
    const { statementId, columnCount, parameterCount, warnings, hasDefinitions } = decodePrepareOk(
      payload,
      this.#context.encoding,
    );
    const counts = `parameters ${parameterCount} columns ${columnCount}`;
    const rest = `${warnings === null ? '' : ` warnings ${warnings}`}${hasDefinitions ? '' : ' undefined'}`;
    this.#lines.push(`prepared ${statementId} ${counts}${rest}`);
    this.#pendingParameters = hasDefinitions ? parameterCount : 0;
  }

  /** The definitions follow, unless the client has them. */
  #columnCount(payload: Buffer, next: Packet | undefined): boolean {
    const { count, hasDefinitions } = decodeColumnCount(payload, this.#context.encoding);
    this.#pendingParameters = 0;
    if (hasDefinitions) return count > 0;
    this.#columns = this.#context.knownColumns;
    this.#lines.push(`columns known ${count}${this.#eofBehind(next)}`);
    this.#startRows();
    return true;
  }

  #endDefinitions(next: Packet | undefined): void {
    const isOfParameters = this.#pendingParameters > 0;
    const name = this.#appendix.add('columns', formatColumns(this.#definitions));
    const isPrepare = this.#context.command === CommandCode.COM_STMT_PREPARE;
    this.#lines.push(`${isOfParameters ? 'parameters' : 'columns'} ${name}${this.#eofBehind(next)}`);
    this.#columns = this.#definitions;
    this.#definitions = [];
    this.#pendingParameters = 0;
    if (!isPrepare) this.#startRows();
  }

  #eofBehind(next: Packet | undefined): string {
    if (next?.kind !== 'columns_eof') return '';
    const { status, warnings } = decodeEof(next.payload, this.#context.encoding);
    return ` eof ${formatStatus(status)}${warnings === 0 ? '' : ` warnings ${warnings}`}`;
  }

  #startRows(): void {
    this.#rows = [this.#columns.map(({ name }) => formatName(name))];
  }

  #endRows(): void {
    if (this.#rows.length > 0) this.#lines.push(...formatTable(this.#rows));
    this.#rows = [];
  }

  #cells(payload: Buffer): string[] {
    if (this.#context.command !== CommandCode.COM_QUERY) {
      return decodeBinaryRow(payload, this.#columns.map(binaryTypeOf)).map(formatValue);
    }
    return decodeTextRow(payload, this.#columns.length).map((value, index) => {
      if (value === null) return 'NULL';
      return NUMBERS.has(this.#columns[index]?.type ?? -1) ? formatNumberBytes(value) : formatBytes(value);
    });
  }

  #end(payload: Buffer): string {
    const { encoding } = this.#context;
    if (hasCapability(encoding, Capability.DEPRECATE_EOF)) return formatOk(decodeOk(payload, encoding));
    const { status, warnings } = decodeEof(payload, encoding);
    return ` status ${formatStatus(status)}${warnings === 0 ? '' : ` warnings ${warnings}`}`;
  }
}

function formatOk({ affectedRows, lastInsertId, status, warnings, info, sessionState }: OkPacket): string {
  const parts = [
    affectedRows === 0n ? '' : ` affected ${affectedRows}`,
    lastInsertId === 0n ? '' : ` insert_id ${lastInsertId}`,
    ` status ${formatStatus(status)}`,
    warnings === 0 ? '' : ` warnings ${warnings}`,
    info === null ? '' : ` info ${formatBytes(info)}`,
    sessionState === null ? '' : ` state ${formatHex(encodeSessionState(sessionState))}`,
  ];
  return parts.join('');
}

function formatErr(payload: Buffer): string {
  const { code, sqlState, message } = decodeErr(payload);
  return `error ${code} ${sqlState === null ? 'NULL' : formatBytes(Buffer.from(sqlState, 'latin1'))} ${formatBytes(message)}`;
}

/** A column's name in a table's head: bare where it looks like one. */
export function formatName(name: Buffer): string {
  const text = name.toString('latin1');
  return /^[a-z_][a-z0-9_]*$/i.test(text) && text !== 'NULL' ? text : formatBytes(name);
}

function formatStatus(status: number): string {
  return `0x${status.toString(16).padStart(4, '0')}`;
}
