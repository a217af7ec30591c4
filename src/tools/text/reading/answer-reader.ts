// Lines of an answer as packets; the twin of answer-writer.ts.

import { joinResponse } from '../../../mysql/codec/response-packets.ts';
import { Capability, hasCapability } from '../../../mysql/constants/capabilities.ts';
import { CommandCode } from '../../../mysql/constants/commands.ts';
import { encodeBinaryRow } from '../../../mysql/packets/binary-row.ts';
import { binaryTypeOf } from '../../../mysql/packets/binary-value.ts';
import { encodeColumnCount } from '../../../mysql/packets/column-count.ts';
import { type ColumnDefinition, encodeColumnDefinition } from '../../../mysql/packets/column-definition.ts';
import { encodeEof } from '../../../mysql/packets/eof.ts';
import { encodeErr } from '../../../mysql/packets/err.ts';
import { encodeOk } from '../../../mysql/packets/ok.ts';
import { encodePrepareOk } from '../../../mysql/packets/prepare-ok.ts';
import { encodeTextRow } from '../../../mysql/packets/text-row.ts';
import { parseColumns } from '../lines/column-lines.ts';
import { reading } from '../lines/json-values.ts';
import { EOF_BEHIND, ERROR_LINE, OK_LINE, PREPARED_LINE } from '../lines/packet-lines.ts';
import { parseRow } from '../lines/table.ts';
import { valueField } from '../lines/values.ts';
import type { AppendixReader } from '../writing/appendix.ts';
import type { AnswerContext } from './answer-context.ts';
import type { Line, Lines } from './scanner.ts';

/** What the lines of one answer stand for. */
export interface ReadAnswer {
  readonly bytes: Buffer;
  /** Of a prepare: the columns of the statement's result. */
  readonly columns: readonly ColumnDefinition[];
}

const NOTHING = Buffer.alloc(0);

/** Words that begin a line of an answer. */
const WORDS = ['ok', 'error', 'end', 'prepared', 'parameters', 'columns', 'packet', 'seq', 'bytes'] as const;

/** Whether a line belongs to an answer. */
function isAnswerLine(line: Line): boolean {
  return line.text.startsWith('|') || WORDS.some((word) => word === line.peek());
}

/** Takes all lines of the answer that come next. @throws TextError */
export function readAnswer(lines: Lines, context: AnswerContext, appendix: AppendixReader): ReadAnswer {
  return new AnswerReader(context, appendix).read(lines);
}

class AnswerReader {
  readonly #context: AnswerContext;
  readonly #appendix: AppendixReader;
  readonly #packets: { payload: Buffer; sequenceId: number | null }[] = [];
  #whole: Buffer | null = null;
  #columns: readonly ColumnDefinition[];
  #isHeadNext = false;
  #sequenceId: number | null = null;

  constructor(context: AnswerContext, appendix: AppendixReader) {
    this.#context = context;
    this.#appendix = appendix;
    this.#columns = context.knownColumns;
  }

  read(lines: Lines): ReadAnswer {
    let last: Line | null = null;
    for (let line = lines.peek(); line !== null && isAnswerLine(line); line = lines.peek()) {
      lines.take();
      if (line.text.startsWith('|')) this.#row(line);
      else reading(line, () => this.#line(line, line.word('an answer')));
      line.end();
      last = line;
    }
    if (this.#sequenceId !== null && last !== null) throw last.error('expected a packet behind its sequence id');
    return { bytes: this.#whole ?? joinResponse(this.#packets), columns: this.#columns };
  }

  #line(line: Line, word: string): void {
    const { encoding } = this.#context;
    switch (word) {
      case 'ok':
        this.#add(encodeOk({ ...OK_LINE.read(line), header: 0x00, trailing: NOTHING }, encoding));
        break;
      case 'end':
        this.#add(this.#end(line));
        break;
      case 'error':
        this.#add(encodeErr(ERROR_LINE.read(line)));
        break;
      case 'prepared':
        this.#prepared(line);
        break;
      case 'parameters':
        this.#definitions(line, false);
        break;
      case 'columns':
        this.#definitions(line, this.#context.command !== CommandCode.COM_STMT_PREPARE);
        break;
      case 'seq':
        this.#sequenceId = line.integer('a sequence id', 0xff);
        break;
      case 'packet':
        this.#add(line.peek().startsWith('0x') ? line.bytes('a payload') : this.#bytes(line));
        break;
      case 'bytes':
        this.#whole = this.#bytes(line);
        break;
      default:
        throw line.error('expected an answer', word.length);
    }
  }

  #add(payload: Buffer): void {
    this.#packets.push({ payload, sequenceId: this.#sequenceId });
    this.#sequenceId = null;
  }

  #bytes(line: Line): Buffer {
    const name = line.word('a name from the appendix');
    return this.#appendix.bytes(name, line);
  }

  #end(line: Line): Buffer {
    const { encoding } = this.#context;
    const ok = { ...OK_LINE.read(line), header: 0xfe, trailing: NOTHING } as const;
    if (hasCapability(encoding, Capability.DEPRECATE_EOF)) return encodeOk(ok, encoding);
    return encodeEof(ok, encoding);
  }

  #prepared(line: Line): void {
    const { isUndefined, ...prepared } = PREPARED_LINE.read(line);
    this.#add(encodePrepareOk({ ...prepared, hasDefinitions: !isUndefined }, this.#context.encoding));
    this.#columns = [];
  }

  #definitions(line: Line, hasCount: boolean): void {
    const { encoding, knownColumns } = this.#context;
    const isOfParameters = line.text.startsWith('parameters');
    if (line.takes('known')) {
      const count = line.integer('a number of columns', 0xffff);
      this.#columns = knownColumns;
      this.#add(encodeColumnCount({ count, hasDefinitions: false }, encoding));
    } else {
      const name = line.word('the name of columns');
      const columns = this.#appendix.get(name, 'columns', line, parseColumns);
      if (hasCount) this.#add(encodeColumnCount({ count: columns.length, hasDefinitions: true }, encoding));
      for (const column of columns) this.#add(encodeColumnDefinition(column, encoding));
      if (!isOfParameters) this.#columns = columns;
    }
    this.#isHeadNext = hasCount;
    if (line.peek() === 'eof') this.#add(encodeEof(EOF_BEHIND.read(line), encoding));
  }

  #row(line: Line): void {
    if (this.#isHeadNext) {
      this.#head(line);
      return;
    }
    const columns = this.#columns;
    const isBinary = this.#context.command !== CommandCode.COM_QUERY;
    if (isBinary) {
      const row = parseRow(line, (cell, index) => valueField(binaryTypeOf(this.#column(cell, index))).read(cell));
      this.#checkCount(line, row.length);
      this.#add(encodeBinaryRow(row, columns.map(binaryTypeOf)));
    } else {
      const row = parseRow(line, (cell, index) => {
        this.#column(cell, index);
        const value = cell.value('a value');
        return typeof value === 'string' ? Buffer.from(value) : value;
      });
      this.#checkCount(line, row.length);
      this.#add(encodeTextRow(row));
    }
  }

  #head(line: Line): void {
    const names = parseRow(line, (cell, index) => {
      const name = cell.value("a column's name");
      const expected = this.#column(cell, index).name.toString('latin1');
      if ((typeof name === 'string' ? name : (name?.toString('latin1') ?? 'NULL')) !== expected) {
        throw cell.error(`expected ${expected}, which is what the definition calls this column, before here`);
      }
    });
    this.#checkCount(line, names.length);
    this.#isHeadNext = false;
  }

  #column(line: Line, index: number): ColumnDefinition {
    const column = this.#columns[index];
    if (column === undefined) throw line.error(`this row has more than ${this.#columns.length} values`);
    return column;
  }

  #checkCount(line: Line, count: number): void {
    if (count < this.#columns.length) {
      throw line.error(`this row has ${count} values, and the result ${this.#columns.length} columns`);
    }
  }
}
