// A recorded response with the live values in the places of the recorded ones: in rows, in the OK packet's last insert id
// and in error messages. Packets are framed anew, since a value may have another length.

import type { Command, ParameterValue } from '../../../core/command.ts';
import type { RecordedExchange, RecordedResponse, RecordingReader } from '../../../core/recording.ts';
import { givenColumns } from '../../../data/use/added-rows.ts';
import { answerSequenceId, framePayload, packetCount } from '../../../mysql/codec/framing.ts';
import { type WalkedPacket, walkResponse } from '../../../mysql/codec/walk-response.ts';
import { ColumnFlag, ColumnType } from '../../../mysql/constants/column-types.ts';
import { CommandCode, hasTrait, Trait } from '../../../mysql/constants/commands.ts';
import { decodeBinaryRow, encodeBinaryRow } from '../../../mysql/packets/binary-row.ts';
import { binaryTypeOf } from '../../../mysql/packets/binary-value.ts';
import {
  type ColumnDefinition,
  decodeColumnDefinition,
  encodeColumnDefinition,
} from '../../../mysql/packets/column-definition.ts';
import { asksCursor } from '../../../mysql/packets/com-stmt-execute.ts';
import { decodeErr, encodeErr } from '../../../mysql/packets/err.ts';
import { decodeOk, encodeOk } from '../../../mysql/packets/ok.ts';
import { decodeTextRow, encodeTextRow } from '../../../mysql/packets/text-row.ts';
import { readStatement } from '../../../sql/statement-reading.ts';
import { parameterContent, parameterLike } from '../../../sql/values/statement-values.ts';
import type { IdKey } from './carried-ids.ts';
import type { CarriedValues } from './carried-values.ts';
import type { RowAt } from './clock-note.ts';
import { withLiveEntry } from './duplicate-entry.ts';
import { knownColumns } from './known-columns.ts';
import { isServersTime } from './servers-times.ts';
import { withSortedRows } from './sorted-rows.ts';

/** Longer cells are passed as they are. */
const MAX_CELL_BYTES = 1024 * 1024;
const MAX_FRACTION_DIGITS = 6;
const TIMES: ReadonlySet<number> = new Set([ColumnType.DATE, ColumnType.DATETIME, ColumnType.TIMESTAMP]);

export interface CarryOptions {
  /** As the client sent it. */
  readonly command: Command;
  readonly exchange: RecordedExchange;
  readonly response: RecordedResponse;
  readonly values: CarriedValues;
  readonly reader: RecordingReader;
  /** Told once of each value that stands for another. */
  readonly tell: (place: string, recorded: string, live: string) => void;
  /** Told where a cell may hold one of several times. */
  readonly unclear?: () => void;
}

/** The response itself where nothing in it is to be carried, as far as a short one tells that. */
export function carriedAnswer(options: CarryOptions): RecordedResponse {
  const { command, exchange, response, reader } = options;
  const isData = command.code !== CommandCode.COM_STMT_PREPARE && response.outcome !== 'local_infile';
  if (!isData) return response;
  if (response.whole === null) {
    let isTold = false;
    const chunks = () => {
      const carrying = new Carrying(isTold ? { ...options, tell: () => undefined } : options);
      isTold = true;
      return carrying.packets();
    };
    return { ...response, whole: null, chunks };
  }
  const carrying = new Carrying(options);
  const whole = Buffer.concat([...carrying.packets()]);
  if (!carrying.isChanged) return response;
  const carried = { ...response, bytes: whole.length, whole, chunks: () => [whole] };
  return withSortedRows(carried, { command, exchange, response, reader });
}

/** As it was recorded. */
interface RecordedRow {
  readonly cells: readonly (string | null)[];
  readonly columns: readonly ColumnDefinition[];
}

/** One pass over a response. */
class Carrying {
  isChanged = false;
  readonly #options: CarryOptions;
  /** Of all rows of the response, from 1 on. */
  #row = 0;
  /** The exchange that asked for the rows. */
  readonly #asked: number;
  #sql: string | null = null;

  constructor(options: CarryOptions) {
    this.#options = options;
    const { exchange, reader } = options;
    const execute = exchange.command === 'COM_STMT_FETCH' ? reader.executeBefore(exchange) : null;
    this.#asked = (execute ?? exchange).id;
  }

  *packets(): Generator<Buffer> {
    const { command, response } = this.#options;
    let sequenceId = answerSequenceId(command.payload.length);
    const shape = {
      command: command.code,
      encoding: response.encoding,
      asksCursor: asksCursor(command),
      knownColumns: () => this.#knownColumns(),
    };
    for (const walk of walkResponse(response.chunks(), shape)) {
      const packet = this.#packet(walk);
      yield* framePayload(packet, sequenceId & 0xff);
      sequenceId += packetCount(packet.length);
    }
  }

  #packet(walk: WalkedPacket): Buffer {
    const { payload } = walk;
    switch (walk.kind) {
      case 'column':
        return this.#column(decodeColumnDefinition(payload, this.#options.response.encoding), payload);
      case 'row':
        this.#row = walk.row;
        return hasTrait(this.#options.command.code, Trait.GIVES_PREPARED)
          ? this.#binaryRow(payload, walk.columns)
          : this.#textRow(payload, walk.columns);
      case 'ok':
        return payload[0] === 0x00 ? this.#ok(payload) : payload;
      case 'err':
        return this.#err(payload);
      default:
        return payload;
    }
  }

  /** A result names the tables that its columns are from. */
  #column(definition: ColumnDefinition, payload: Buffer): Buffer {
    const { toLive } = this.#options.values;
    if (!toLive.hasNames) return payload;
    const named = ['schema', 'table', 'originalTable', 'name', 'originalName'] as const;
    const live = new Map(named.map((field) => [field, toLive.name(definition[field].toString('latin1'))]));
    if ([...live.values()].every((name) => name === undefined)) return payload;
    const carried = Object.fromEntries(
      [...live]
        .filter(([, name]) => name !== undefined)
        .map(([field, name]) => [field, Buffer.from(name ?? '', 'latin1')]),
    );
    const encoded = encodeColumnDefinition({ ...definition, ...carried }, this.#options.response.encoding);
    this.isChanged = true;
    return encoded;
  }

  #textRow(payload: Buffer, columns: readonly ColumnDefinition[]): Buffer {
    const row = decodeTextRow(payload, columns.length);
    let isChanged = false;
    const cells = row.map((cell) => cell?.toString('latin1', 0, MAX_CELL_BYTES + 1) ?? null);
    cells.forEach((content, column) => {
      if (content === null) return;
      const live = this.#id(content, columns[column], column) ?? this.#cell(content, column, { cells, columns });
      if (live === null) return;
      row[column] = Buffer.from(live, 'latin1');
      isChanged = true;
    });
    return isChanged ? encodeTextRow(row) : payload;
  }

  #binaryRow(payload: Buffer, columns: readonly ColumnDefinition[]): Buffer {
    const types = columns.map(binaryTypeOf);
    const row = decodeBinaryRow(payload, types);
    let isChanged = false;
    const cells = row.map(parameterContent);
    [...row].forEach((value, column) => {
      const live = this.#binaryCell(value, column, { cells, columns });
      if (live === null) return;
      row[column] = live;
      isChanged = true;
    });
    return isChanged ? encodeBinaryRow(row, types) : payload;
  }

  #binaryCell(value: ParameterValue, column: number, row: RecordedRow): ParameterValue | null {
    const [content, definition] = [row.cells[column] ?? null, row.columns[column]];
    if (content === null || content.length > MAX_CELL_BYTES) return null;
    const id = this.#id(content, definition, column);
    if (id !== null) return parameterLike(value, id);
    const decimals = definition?.decimals ?? 0;
    const digits = value.kind === 'temporal' && decimals <= MAX_FRACTION_DIGITS ? decimals : undefined;
    const live = this.#cell(content, column, row, digits);
    return live === null ? null : parameterLike(value, live);
  }

  /** The number of a row, where the client knows it by another one. */
  #id(content: string, definition: ColumnDefinition | undefined, column: number): string | null {
    const { ids } = this.#options.values;
    const live = ids.isEmpty || definition === undefined ? null : ids.liveCell(keyOf(definition), content);
    if (live === null || live === content) return null;
    this.#tell(`row ${this.#row}, column ${column + 1}`, content, live);
    return live;
  }

  #cell(content: string, column: number, { cells, columns }: RecordedRow, digits?: number): string | null {
    if (content.length > MAX_CELL_BYTES) return null;
    const { values, reader } = this.#options;
    const original = values.original(content);
    if (original !== null) {
      // told to nobody but the client
      this.isChanged = true;
      return original;
    }
    if (this.#isServersTime(columns[column])) return null;
    const there = values.thereOf(this.#options.command);
    const row = () => ({ ...placeOf(columns, column, cells), cells, asked: this.#asked, there });
    const inRow = values.carryInRow(content, digits, row, reader);
    if (!inRow.isClear) this.#options.unclear?.();
    const carried = inRow.live ?? values.toLive.carry(content, digits);
    const live = carried ?? values.toLive.nameInCell(content, () => this.#isOfDefinitions(columns[column])) ?? null;
    if (live === null || live === content) return null;
    this.#tell(`row ${this.#row}, column ${column + 1}`, content, live);
    return live;
  }

  /** Whether it is of what a server tells of its tables. */
  #isOfDefinitions(definition: ColumnDefinition | undefined): boolean {
    const { reader, exchange } = this.#options;
    if (definition?.schema.toString('latin1').toLowerCase() === 'information_schema') return true;
    return reader.dataOf(exchange.id)?.use.reads === 'definitions';
  }

  #isServersTime(definition: ColumnDefinition | undefined): boolean {
    if (definition === undefined || !TIMES.has(definition.type)) return false;
    const schema = definition.schema.toString('latin1').toLowerCase();
    return isServersTime(schema, () => {
      this.#sql ??= this.#options.reader.statementOf(this.#asked) ?? '';
      return this.#sql;
    });
  }

  /** The number of a row that the client named itself. */
  #ok(payload: Buffer): Buffer {
    const { command, values, response, exchange, reader } = this.#options;
    const ok = decodeOk(payload, response.encoding);
    const recorded = String(ok.lastInsertId);
    const key = values.ids.isEmpty ? null : idKeyOf(exchange, recorded, reader);
    if (key !== null) return this.#withId(payload, recorded, values.ids.toldFor(key, recorded));
    const live = values.ownOf(command).has(recorded) ? values.toLive.exactly(recorded) : values.toLive.carry(recorded);
    if (live === undefined || live === null || live === recorded || !/^\d{1,20}$/.test(live)) return payload;
    return this.#withId(payload, recorded, live);
  }

  #withId(payload: Buffer, recorded: string, live: string): Buffer {
    if (recorded === live) return payload;
    const { encoding } = this.#options.response;
    this.#tell('last insert id', recorded, live);
    return encodeOk({ ...decodeOk(payload, encoding), lastInsertId: BigInt(live) }, encoding);
  }

  #err(payload: Buffer): Buffer {
    const err = decodeErr(payload);
    const recorded = err.message.toString('latin1');
    const { toLive } = this.#options.values;
    const carried = withLiveEntry(recorded, toLive.pairs()) ?? toLive.carry(recorded) ?? recorded;
    const live = toLive.carryNames(carried) ?? carried;
    const original = this.#options.values.withOriginals(live);
    if (live === recorded && original === null) return payload;
    if (live !== recorded) this.#tell('error message', recorded, live);
    this.isChanged = true;
    return encodeErr({ ...err, message: Buffer.from(original ?? live, 'latin1') });
  }

  #tell(place: string, recorded: string, live: string): void {
    this.isChanged = true;
    this.#options.tell(place, recorded, live);
  }

  /** A result may come without them, where the client has them from the prepare. */
  #knownColumns(): readonly ColumnDefinition[] {
    const { exchange, reader, response } = this.#options;
    return knownColumns(exchange, reader, response.encoding);
  }
}

/** The column of a cell, its table, and which other columns are of the same row of that table. */
function placeOf(
  columns: readonly ColumnDefinition[],
  at: number,
  cells: readonly (string | null)[],
): Pick<RowAt, 'column' | 'columns' | 'table' | 'number'> {
  const lower = (name: Buffer | undefined) => name?.toString('latin1').toLowerCase() ?? '';
  const own = columns[at];
  const isBeside = (one: ColumnDefinition) => own !== undefined && one.table.equals(own.table);
  const numbered = columns.findIndex((one) => isBeside(one) && (one.flags & ColumnFlag.AUTO_INCREMENT) !== 0);
  return {
    number: cells[numbered] ?? null,
    column: lower(own?.originalName),
    columns: columns.map((one) => (isBeside(one) ? lower(one.originalName) : '')),
    table: lower(own?.originalTable),
  };
}

/** The column of a table that a result's column is from. */
export function keyOf({ schema, originalTable, originalName }: ColumnDefinition): IdKey {
  const lower = (name: Buffer) => name.toString('latin1').toLowerCase();
  return { schema: lower(schema), table: lower(originalTable), column: lower(originalName) };
}

/** The key whose number an INSERT was given; null where it was given none. */
export function idKeyOf({ id }: RecordedExchange, lastInsertId: string, reader: RecordingReader): IdKey | null {
  const writes = lastInsertId === '0' ? undefined : reader.dataOf(id)?.use.writes;
  if (writes === undefined || writes === 'all' || writes.length !== 1) return null;
  const [{ table: name, pins = [] } = { table: '' }] = writes;
  const sql = reader.statementOf(id);
  const given = sql === null ? null : givenColumns(readStatement(Buffer.from(sql)).normal.toString('utf8'));
  // what the statement says itself may be the same number; the server's stands behind that
  const column = pins.findLast(({ column: one, values: [first] }) => {
    return /^[^@*]/.test(one) && first === `#${lastInsertId}` && given?.includes(one) !== true;
  })?.column;
  const [schema, table] = name.toLowerCase().split('.');
  if (schema === undefined || table === undefined) return null;
  // where nobody has said how the table is made
  return { schema, table, column: column?.toLowerCase() ?? 'id' };
}
