// In the script's thread: an answer made into data. Rows that come by and by are sent as they come, a few ahead of who takes
// them; functions stay here, and are called by number.

import { messageOf } from '../../core/errors.ts';
import type { InfileResult, Row, StatementAnswer, StatementResult } from '../answer.ts';
import { packColumns, packCompletion } from './columns.ts';
import type { FromThread, PackedAnswer, PackedResult } from './messages.ts';

/** Rows of a stream that nobody has taken yet. */
const AHEAD_ROWS = 256;

/** What a run has left open: streams and functions of its answers. */
export class Packing {
  readonly #post: (message: FromThread) => void;
  readonly #streams = new Map<number, Pump>();
  readonly #received = new Map<number, { readonly run: number; readonly result: InfileResult }>();
  #last: number;

  /** @param first above the numbers of earlier threads */
  constructor(post: (message: FromThread) => void, first: number) {
    this.#post = post;
    this.#last = first;
  }

  pack(run: number, { delayMs, results, lasting }: StatementAnswer): PackedAnswer {
    // what an earlier answer wanted of a file, the client has sent or never will
    for (const [id, open] of this.#received) if (open.run === run) this.#received.delete(id);
    const packed = results.map((result) => this.#packOne(run, result));
    return lasting === undefined ? { delayMs, results: packed } : { delayMs, results: packed, lasting };
  }

  /** @throws Error where the answer is of before */
  received(id: number): InfileResult['received'] {
    const open = this.#received.get(id);
    if (open === undefined) throw new Error('a file came that nobody asked for');
    this.#received.delete(id);
    return open.result.received;
  }

  taken(stream: number, rows: number): void {
    const pump = this.#streams.get(stream);
    if (pump !== undefined) pump.taken(rows);
    // an earlier thread had it
    else if (rows === 0) this.#post({ op: 'end', stream, failure: 'the thread of the script was ended' });
  }

  drop(stream: number): void {
    this.#streams.get(stream)?.drop();
    this.#streams.delete(stream);
  }

  /** The connection is over. */
  forget(run: number): void {
    for (const [id, open] of this.#received) if (open.run === run) this.#received.delete(id);
  }

  #packOne(run: number, result: StatementResult): PackedResult {
    if (result.kind === 'infile') {
      const id = ++this.#last;
      this.#received.set(id, { run, result });
      return { kind: 'infile', filename: result.filename, received: id };
    }
    if (result.kind !== 'rows') return result;
    const { kind, rows } = result;
    const columns = packColumns(result.columns);
    const completion = packCompletion(result.completion);
    if (Array.isArray(rows)) return { kind, columns, rows, completion };
    const stream = ++this.#last;
    const ended = (failure: string | null) => {
      this.#streams.delete(stream);
      this.#post({ op: 'end', stream, failure });
    };
    const send = (batch: readonly Row[]) => this.#post({ op: 'rows', stream, rows: batch });
    this.#streams.set(stream, new Pump(rows, send, ended));
    return { kind, columns, rows: stream, completion };
  }
}

/** Takes rows from an iterable once they are wanted, and sends those of one turn together. */
class Pump {
  readonly #rows: Iterable<Row> | AsyncIterable<Row>;
  readonly #send: (batch: readonly Row[]) => void;
  readonly #ended: (failure: string | null) => void;
  #batch: Row[] = [];
  #credit = 0;
  #isDropped = false;
  #wake: (() => void) | null = null;
  #isRunning = false;

  constructor(
    rows: Iterable<Row> | AsyncIterable<Row>,
    send: (batch: readonly Row[]) => void,
    ended: (failure: string | null) => void,
  ) {
    this.#rows = rows;
    this.#send = send;
    this.#ended = ended;
  }

  /** So many more rows are wanted; the first time, as many as are sent ahead. */
  taken(rows: number): void {
    this.#credit += this.#isRunning ? rows : AHEAD_ROWS;
    if (!this.#isRunning) {
      this.#isRunning = true;
      void this.#run();
    }
    this.#wake?.();
  }

  drop(): void {
    this.#isDropped = true;
    this.#wake?.();
  }

  async #run(): Promise<void> {
    let failure: string | null = null;
    try {
      for await (const row of this.#rows) {
        if (this.#isDropped) return;
        this.#push(row);
        this.#credit--;
        while (this.#credit <= 0 && !this.#isDropped) await this.#untilWanted();
        if (this.#isDropped) return;
      }
    } catch (error) {
      failure = messageOf(error);
    }
    try {
      this.#flush();
    } catch (error) {
      failure = messageOf(error);
    }
    this.#ended(failure);
  }

  #push(row: Row): void {
    this.#batch.push(row);
    if (this.#batch.length === 1) setImmediate(() => this.#flushQuietly());
  }

  /** What cannot be cloned is told where the rows end. */
  #flushQuietly(): void {
    try {
      this.#flush();
    } catch (error) {
      this.#isDropped = true;
      this.#wake?.();
      this.#ended(messageOf(error));
    }
  }

  #flush(): void {
    if (this.#batch.length === 0) return;
    const batch = this.#batch;
    this.#batch = [];
    this.#send(batch);
  }

  #untilWanted(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = null;
        resolve();
      };
    });
  }
}
