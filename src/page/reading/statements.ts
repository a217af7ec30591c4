// Statements by their form: all of them, as they were counted when the recording was sealed or are counted now; and one
// of them with its exchanges.

import { DigestTexts } from '../../sql/statement-digest.ts';
import type { RecordingFileReader } from '../../store/reading/reader.ts';
import type { ScannedValue } from '../../store/reading/scan.ts';
import { cutText } from '../cut.ts';
import { type Executed, newShape, type Shape, Shapes } from '../shapes.ts';
import type { PageShapes, PageStatement } from './questions.ts';
import { Sweep } from './search.ts';

const SHOWN_SHAPES = 500;
const SHOWN_EXCHANGES = 200;
/** Of a statement its form is made of so much, and so much of the form is shown. */
const FORM_SOURCE_CHARS = 20_000;
const FORM_CHARS = 2000;

const COLUMNS = ['sql', 'command', 'errorCode', 'rows', 'lastByteUs'] as const;

function executedOf([id, sql, command, errorCode, rows, us]: readonly [number, ...ScannedValue[]]): Executed {
  return {
    id,
    sql: typeof sql === 'string' ? sql : null,
    command: String(command),
    errorCode: errorCode == null ? null : Number(errorCode),
    rows: rows == null ? null : Number(rows),
    lastByteUs: Number(us),
  };
}

/** Remembers the form of what it has seen. */
function formMaker(): (sql: string) => string {
  const digests = new DigestTexts<string>();
  return (sql) => digests.of(sql.slice(0, FORM_SOURCE_CHARS), (text) => cutText(text, FORM_CHARS));
}

export class Statements {
  readonly #reader: RecordingFileReader;
  #sealed: Omit<PageShapes, 'version'> | null = null;
  #counting: { readonly sweep: Sweep; readonly shapes: Shapes } | null = null;

  constructor(reader: RecordingFileReader) {
    this.#reader = reader;
  }

  /** So far; it goes on when it is asked again. */
  async count(): Promise<Omit<PageShapes, 'version'>> {
    this.#sealed ??= sealedShapes(this.#reader);
    if (this.#sealed !== null) return this.#sealed;
    this.#counting ??= countingShapes();
    const { sweep, shapes } = this.#counting;
    await sweep.advance(this.#reader);
    const { isDone, scanned } = sweep;
    const { size, executions } = shapes;
    return { shapes: shapes.sorted(SHOWN_SHAPES), size, executions, isDone, scanned };
  }
}

function countingShapes() {
  const shapes = new Shapes(formMaker());
  return { sweep: new Sweep(COLUMNS, (row) => shapes.add(executedOf(row))), shapes };
}

/** Statements as they were counted when the recording was sealed, those of all scopes together. */
function sealedShapes(reader: RecordingFileReader): Omit<PageShapes, 'version'> | null {
  const totals = reader.sealed.totals();
  if (totals === null) return null;
  const shapes = new Map<string, Shape>();
  let executions = 0;
  for (const { text, first, count, errors, rows, totalUs, mostUs } of totals) {
    const shape = shapes.get(text) ?? newShape(text, first);
    shapes.set(text, shape);
    executions += count;
    shape.count += count;
    shape.errors += errors;
    shape.rows += rows;
    shape.totalUs += totalUs;
    shape.mostUs = Math.max(shape.mostUs, mostUs);
  }
  const sorted = [...shapes.values()].sort((a, b) => b.totalUs - a.totalUs).slice(0, SHOWN_SHAPES);
  const { exchanges } = reader.summary();
  return { shapes: sorted, size: shapes.size, executions, isDone: true, scanned: exchanges };
}

/** The exchanges of one form, as far as the recording was looked through. */
export class OneStatement {
  readonly id: number;
  readonly #reader: RecordingFileReader;
  readonly #sweep: Sweep;
  readonly #shapes = new Shapes((form) => form);
  readonly #form: string;
  readonly #ids: number[] = [];

  /** @param id of an exchange whose statement it is */
  constructor(reader: RecordingFileReader, id: number, sql: string) {
    this.id = id;
    this.#reader = reader;
    const formOf = formMaker();
    this.#form = formOf(sql);
    this.#sweep = new Sweep(COLUMNS, (row) => {
      const executed = executedOf(row);
      if (executed.sql === null || formOf(executed.sql) !== this.#form) return;
      if (this.#shapes.add({ ...executed, sql: this.#form }) && this.#ids.length < SHOWN_EXCHANGES) {
        this.#ids.push(executed.id);
      }
    });
  }

  /** So far; it goes on when it is asked again. */
  async count(): Promise<Omit<PageStatement, 'version' | 'exchanges'> & { readonly ids: readonly number[] }> {
    await this.#sweep.advance(this.#reader);
    const { isDone, scanned } = this.#sweep;
    return { shape: this.#shapes.sorted(1)[0] ?? newShape(this.#form, this.id), ids: this.#ids, isDone, scanned };
  }
}
