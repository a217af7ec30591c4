// What each packet of a response is, and where the response ends: the one state machine that the tracker (which
// relays) and the transcoder (which rewrites) both follow. It sees a packet's first bytes only, never whole rows.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_command_phase.html
// https://mariadb.com/kb/en/result-set-packets/

import { PayloadReader } from '../../core/bytes/payload-reader.ts';
import { MalformedPacketError } from '../../core/errors.ts';
import { Capability } from '../constants/capabilities.ts';
import { CommandCode } from '../constants/commands.ts';
import { Status } from '../constants/status.ts';
import { MAX_PHYSICAL_BYTES } from './framing.ts';

export type PacketKind =
  | 'ok'
  | 'err'
  | 'progress'
  | 'local_infile'
  | 'column_count'
  | 'column'
  | 'columns_eof'
  | 'row'
  | 'rows_eof'
  | 'prepare_ok'
  | 'text'
  | 'event';

/**
 *                           ┌──────────── MORE_RESULTS_EXISTS ────────────┐
 *                           ▼                                             │
 *      begin() ─────────► first ── OK ────────────────────────────────────┼──► done
 *         │                │ │                                            │     ▲
 *         │   LOCAL INFILE │ │ column count                               │     │ ERR, from every state
 *         │                ▼ ▼                                            │     │
 *         │  clientData   columns ─ last one ─► columnsEof ─ EOF ─► rows ─┴─ EOF or OK
 *         │   └ resume() ► first      └ DEPRECATE_EOF: no columnsEof ─▲
 *         │
 *         ├─ COM_STMT_PREPARE ─► prepare ─► prepareParameters(Eof) ─► prepareColumns(Eof) ─► done
 *         ├─ COM_STMT_FETCH ───► rows           each only where there are any
 *         ├─ COM_FIELD_LIST, binlog, COM_STATISTICS ─► fieldList, events, text ─► done
 *         └─ COM_QUIT, COM_STMT_CLOSE, COM_STMT_SEND_LONG_DATA ─► done
 *
 * `first`: an OK, ERR, LOCAL INFILE request or column count comes next. `columns`, `columnsEof`, `rows`: inside a
 * result set. `prepare…`: inside COM_STMT_PREPARE's response. `fieldList`: column definitions until an EOF packet.
 * `text`: one packet of text. `events`: binlog events until EOF or ERR. `clientData`: it is the client's turn (LOCAL
 * INFILE); `resume()` goes on. `done`: the response is complete.
 */
export type ResponseState =
  | 'first'
  | 'columns'
  | 'columnsEof'
  | 'rows'
  | 'prepare'
  | 'prepareParameters'
  | 'prepareParametersEof'
  | 'prepareColumns'
  | 'prepareColumnsEof'
  | 'fieldList'
  | 'text'
  | 'events'
  | 'clientData'
  | 'done';

/** Commands whose response does not begin like a query's. */
const INITIAL: ReadonlyMap<number, ResponseState> = new Map([
  [CommandCode.COM_STMT_PREPARE, 'prepare'],
  [CommandCode.COM_STMT_FETCH, 'rows'],
  [CommandCode.COM_FIELD_LIST, 'fieldList'],
  [CommandCode.COM_STATISTICS, 'text'],
  [CommandCode.COM_BINLOG_DUMP, 'events'],
  [CommandCode.COM_BINLOG_DUMP_GTID, 'events'],
  [CommandCode.COM_QUIT, 'done'],
  [CommandCode.COM_STMT_CLOSE, 'done'],
  [CommandCode.COM_STMT_SEND_LONG_DATA, 'done'],
]);

const OUT_PARAMETERS = Status.PS_OUT_PARAMS | Status.MORE_RESULTS_EXISTS;

/** Status flags and warning count of an OK or EOF packet, and an OK packet's two numbers. */
export interface OkFacts {
  status: number;
  warnings: number;
  affectedRows: bigint;
  lastInsertId: bigint;
}

export interface PreparedFacts {
  readonly id: number;
  readonly columns: number;
  readonly parameters: number;
}

export class ResponseMachine {
  state: ResponseState = 'done';
  /** Rows of all result sets so far. */
  rows = 0;
  /** Columns of the first result set; -1 while there was none. */
  columns = -1;
  prepared: PreparedFacts | null = null;
  /** Of the last OK or EOF packet that ended a result. */
  readonly ok: OkFacts = { status: 0, warnings: 0, affectedRows: 0n, lastInsertId: 0n };
  hasOk = false;
  /** True where a result set came without its column definitions (they were sent before). */
  skippedMetadata = false;

  /** Where no cursor was asked for, CURSOR_EXISTS is left over from a procedure's own (MariaDB): rows follow. */
  #asksCursor = false;
  #hasProgress = false;
  #deprecateEof = false;
  #hasMetadataByte = false;
  #hasOptionalMetadata = false;
  /** Definitions still to come in this block. */
  #pending = 0;
  /** The rows are a procedure's OUT parameters: a result follows them, whatever their EOF packet says. */
  #isOutParameters = false;
  /** Where rows would begin, an OK packet may end the answer: see `isCut`. */
  #mayBeCut = false;
  /**
   * The answer has definitions, and then an OK packet where their EOF packet or the first row should be. So MySQL 9.7 executes
   * a statement without a cursor that was executed with one before; its clients wait for rows that never come.
   */
  isCut = false;

  /**
   * @param capabilities as negotiated: they shape the packets
   * @param asksCursor see `asksCursor()`; where only the code is known, any execute may have
   * @param mayBeCut an execute without a cursor, of a statement that had one at a MySQL server
   */
  begin(
    command: number,
    capabilities: bigint,
    asksCursor = command === CommandCode.COM_STMT_EXECUTE,
    mayBeCut = false,
  ): void {
    this.state = INITIAL.get(command) ?? 'first';
    this.rows = 0;
    this.columns = -1;
    this.prepared = null;
    this.hasOk = false;
    this.skippedMetadata = false;
    this.#isOutParameters = false;
    this.#mayBeCut = mayBeCut;
    this.isCut = false;
    this.#asksCursor = asksCursor;
    this.#hasProgress = (capabilities & Capability.MARIADB_PROGRESS) !== 0n;
    this.ok.status = 0;
    this.ok.warnings = 0;
    this.ok.affectedRows = 0n;
    this.ok.lastInsertId = 0n;
    this.#deprecateEof = (capabilities & Capability.DEPRECATE_EOF) !== 0n;
    this.#hasOptionalMetadata = (capabilities & Capability.OPTIONAL_RESULTSET_METADATA) !== 0n;
    this.#hasMetadataByte =
      (capabilities & (Capability.OPTIONAL_RESULTSET_METADATA | Capability.MARIADB_CACHE_METADATA)) !== 0n;
  }

  /** The client has sent its file: the response goes on. */
  resume(): void {
    this.state = 'first';
  }

  /**
   * Takes the next packet.
   * @param bytes holds the payload's beginning from `start` on: whole when shorter than 64 bytes
   * @param length of the whole payload
   * @throws MalformedPacketError where it is too short for what it says it is
   */
  next(bytes: Buffer, start: number, length: number): PacketKind {
    const first = length > 0 ? (bytes[start] as number) : -1;
    if (this.state === 'rows') return this.#row(bytes, start, length, first);
    if (first === 0xff && this.state !== 'columns' && this.state !== 'text') return this.#error(bytes, start, length);
    switch (this.state) {
      case 'first':
        return this.#first(bytes, start, length, first);
      case 'columns':
      case 'prepareParameters':
      case 'prepareColumns':
        return this.#definition(bytes, start, length, first);
      case 'columnsEof':
        return this.#columnsEof(bytes, start, length);
      case 'prepareParametersEof':
        this.#afterParameters();
        return 'columns_eof';
      case 'prepareColumnsEof':
        this.state = 'done';
        return 'columns_eof';
      case 'prepare':
        return this.#prepareOk(bytes, start, length);
      case 'fieldList':
        return this.#field(bytes, start, length, first);
      case 'events':
        return this.#event(bytes, start, length, first);
      default:
        this.state = 'done';
        return 'text';
    }
  }

  #first(bytes: Buffer, start: number, length: number, first: number): PacketKind {
    if (first === 0x00 || first === 0xfe) {
      this.#readOk(bytes, start, length, first === 0xfe && length < 9 && !this.#deprecateEof);
      this.#afterResult();
      return 'ok';
    }
    if (first === 0xfb) {
      this.state = 'clientData';
      return 'local_infile';
    }
    const size = first < 0xfb ? 1 : first === 0xfc ? 3 : 4;
    if (first < 0 || length < size) throw tooShort('column count', size, length);
    const columns = size === 1 ? first : bytes.readUIntLE(start + 1, size - 1);
    if (this.columns < 0) this.columns = columns;
    const follows = !this.#hasMetadataByte || length <= size || bytes[start + size] !== 0;
    if (!follows) this.skippedMetadata = true;
    this.#pending = columns;
    this.#isOutParameters = false;
    this.state = follows ? 'columns' : this.#deprecateEof ? 'rows' : 'columnsEof';
    return 'column_count';
  }

  #definition(bytes: Buffer, start: number, length: number, first: number): PacketKind {
    if (first === 0xff && length >= 3 && length < 1024) return this.#error(bytes, start, length);
    this.#pending--;
    if (this.#pending > 0) return 'column';
    if (this.state === 'columns') this.state = this.#deprecateEof ? 'rows' : 'columnsEof';
    else if (this.state === 'prepareParameters') {
      if (this.#deprecateEof) this.#afterParameters();
      else this.state = 'prepareParametersEof';
    } else this.state = this.#deprecateEof ? 'done' : 'prepareColumnsEof';
    return 'column';
  }

  /** A cursor's rows are fetched by command: the EOF packet behind its columns is the last one. */
  #columnsEof(bytes: Buffer, start: number, length: number): PacketKind {
    if (this.#mayBeCut && bytes[start] === 0x00) return this.#cut(bytes, start, length);
    this.#readOk(bytes, start, length, true);
    if (this.#asksCursor && (this.ok.status & Status.CURSOR_EXISTS) !== 0) {
      this.#afterResult();
      return 'rows_eof';
    }
    this.#isOutParameters = (this.ok.status & Status.PS_OUT_PARAMS) !== 0;
    this.hasOk = false;
    this.state = 'rows';
    return 'columns_eof';
  }

  #row(bytes: Buffer, start: number, length: number, first: number): PacketKind {
    if (first === 0xfe && length < (this.#deprecateEof ? MAX_PHYSICAL_BYTES : 9)) {
      this.#readOk(bytes, start, length, !this.#deprecateEof);
      // MySQL sets MORE_RESULTS_EXISTS behind the definitions of OUT parameters, and leaves it out behind their row.
      if (this.#isOutParameters) this.ok.status |= OUT_PARAMETERS;
      this.#afterResult();
      return 'rows_eof';
    }
    if (first === 0xff) return this.#error(bytes, start, length);
    if (this.#mayBeCut && this.rows === 0 && isPlainOk(bytes, start, length)) return this.#cut(bytes, start, length);
    this.rows++;
    return 'row';
  }

  #cut(bytes: Buffer, start: number, length: number): PacketKind {
    this.isCut = true;
    this.#readOk(bytes, start, length, false);
    this.#afterResult();
    return 'ok';
  }

  #prepareOk(bytes: Buffer, start: number, length: number): PacketKind {
    if (length < PREPARE_OK_BYTES) throw tooShort('COM_STMT_PREPARE_OK', PREPARE_OK_BYTES, length);
    const prepared = {
      id: bytes.readUInt32LE(start + 1),
      columns: bytes.readUInt16LE(start + 5),
      parameters: bytes.readUInt16LE(start + 7),
    };
    this.prepared = prepared;
    this.columns = prepared.columns;
    this.ok.warnings = length >= 12 ? bytes.readUInt16LE(start + 10) : 0;
    this.skippedMetadata = this.#hasOptionalMetadata && length > 12 && bytes[start + 12] === 0;
    this.#pending = prepared.parameters;
    if (this.#pending === 0) this.#afterParameters();
    else if (!this.skippedMetadata) this.state = 'prepareParameters';
    else if (!this.#deprecateEof) this.state = 'prepareParametersEof';
    else this.#afterParameters();
    return 'prepare_ok';
  }

  /** Without definitions their EOF packets come all the same. */
  #afterParameters(): void {
    this.#pending = this.prepared?.columns ?? 0;
    if (this.#pending === 0) this.state = 'done';
    else if (!this.skippedMetadata) this.state = 'prepareColumns';
    else this.state = this.#deprecateEof ? 'done' : 'prepareColumnsEof';
  }

  #field(bytes: Buffer, start: number, length: number, first: number): PacketKind {
    if (first !== 0xfe) return 'column';
    this.#readOk(bytes, start, length, !this.#deprecateEof);
    this.state = 'done';
    return 'rows_eof';
  }

  #event(bytes: Buffer, start: number, length: number, first: number): PacketKind {
    if (first !== 0xfe || length >= 9) return 'event';
    this.#readOk(bytes, start, length, true);
    this.state = 'done';
    return 'rows_eof';
  }

  /**
   * ERR ends everything, but for MariaDB's progress reports: https://mariadb.com/kb/en/progress-reporting/
   * SIGNAL can give an error the same number, 65535: a SQLSTATE tells it from a report.
   */
  #error(bytes: Buffer, start: number, length: number): PacketKind {
    const isReport = length > 3 && bytes.readUInt16LE(start + 1) === 0xffff && bytes[start + 3] !== SQLSTATE_MARKER;
    if (isReport && this.#hasProgress) return 'progress';
    this.state = 'done';
    return 'err';
  }

  #afterResult(): void {
    this.state = (this.ok.status & Status.MORE_RESULTS_EXISTS) !== 0 ? 'first' : 'done';
  }

  #readOk(bytes: Buffer, start: number, length: number, isEof: boolean): void {
    const ok = this.ok;
    this.hasOk = true;
    if (isEof) {
      if (length < 5) return;
      ok.warnings = bytes.readUInt16LE(start + 1);
      ok.status = bytes.readUInt16LE(start + 3);
      return;
    }
    // The common case, two one-byte numbers, without a reader.
    if (length >= 7 && (bytes[start + 1] as number) < 0xfb && (bytes[start + 2] as number) < 0xfb) {
      ok.affectedRows = SMALL[bytes[start + 1] as number] as bigint;
      ok.lastInsertId = SMALL[bytes[start + 2] as number] as bigint;
      ok.status = bytes.readUInt16LE(start + 3);
      ok.warnings = bytes.readUInt16LE(start + 5);
      return;
    }
    const reader = new PayloadReader(bytes.subarray(start, start + Math.min(length, OK_NUMBERS_BYTES)), 'OK_Packet');
    reader.skip(1, 'header');
    ok.affectedRows = reader.lenencInt('affected rows');
    ok.lastInsertId = reader.lenencInt('last insert id');
    if (reader.remaining >= 2) ok.status = reader.int2('status');
    if (reader.remaining >= 2) ok.warnings = reader.int2('warnings');
  }
}

/** An OK packet that says nothing but the status: a row may look like it. */
function isPlainOk(bytes: Buffer, start: number, length: number): boolean {
  return length === 7 && bytes[start] === 0 && bytes[start + 1] === 0 && bytes[start + 2] === 0;
}

const SQLSTATE_MARKER = 0x23;
/** The longest that an OK packet's header and numbers can be. */
const OK_NUMBERS_BYTES = 1 + 9 + 9 + 2 + 2;
/** Of COM_STMT_PREPARE_OK, up to the counts. */
const PREPARE_OK_BYTES = 9;
const SMALL: readonly bigint[] = Array.from({ length: 0xfb }, (_, value) => BigInt(value));

function tooShort(field: string, needed: number, available: number): MalformedPacketError {
  return new MalformedPacketError(
    { packet: 'response', field, offset: 0, needed, available },
    'the payload ends too soon',
  );
}
