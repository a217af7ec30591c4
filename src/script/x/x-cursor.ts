// A cursor over a script's rows: they are asked for as the client fetches them.
// https://dev.mysql.com/doc/dev/mysql-server/latest/mysqlx_protocol_use_cases.html

import { FrameBatch } from '../../mysqlx/codec/frame-batch.ts';
import { ServerMessage } from '../../mysqlx/constants/message-types.ts';
import type { Row, RowsResult } from '../answer.ts';
import { type RowEncoder, rowEncoder } from './x-cells.ts';
import type { AnswerEnding } from './x-requests.ts';
import { rowFailure, writeAnswerEnd, writeColumns, type XOutcome } from './x-results.ts';

const NO_PAYLOAD = Buffer.alloc(0);

/** `open`: there may be more rows; `done`: the client has been told that there are none. */
type CursorState = 'open' | 'done';

export interface Fetched {
  readonly frames: Buffer;
  readonly outcome: XOutcome;
}

export class XCursor {
  readonly #result: RowsResult;
  readonly #ending: AnswerEnding;
  readonly #rows: Iterator<Row> | AsyncIterator<Row>;
  readonly #encode: RowEncoder;
  #state: CursorState = 'open';

  constructor(result: RowsResult, ending: AnswerEnding) {
    const { rows, columns } = result;
    this.#result = result;
    this.#ending = ending;
    this.#rows = Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]();
    this.#encode = rowEncoder(columns);
  }

  get isDone(): boolean {
    return this.#state === 'done';
  }

  /** The columns, and as many rows as are wanted at once. */
  async open(rows: number, isCompact: boolean): Promise<Fetched> {
    const batch = new FrameBatch();
    writeColumns(batch, this.#result.columns, isCompact);
    return await this.#read(batch, rows);
  }

  async fetch(rows: number): Promise<Fetched> {
    return await this.#read(new FrameBatch(), rows);
  }

  /** Lets go of rows that nobody will fetch. */
  close(): void {
    if (this.#state === 'done') return;
    this.#state = 'done';
    // Not waited for; nobody hears of what goes wrong then.
    void Promise.resolve(this.#rows.return?.()).catch(() => undefined);
  }

  /** As the server, it finds out that there are no more rows when it is asked for one more. */
  async #read(batch: FrameBatch, rows: number): Promise<Fetched> {
    try {
      for (let left = rows; left > 0; left--) {
        const { done, value } = await this.#rows.next();
        if (done) return this.#finish(batch);
        batch.row(this.#encode(value));
      }
    } catch (error) {
      this.#state = 'done';
      return { frames: batch.frame(rowFailure(error)).take(), outcome: 'error' };
    }
    batch.message(ServerMessage.RESULTSET_FETCH_SUSPENDED, NO_PAYLOAD);
    batch.message(ServerMessage.SQL_STMT_EXECUTE_OK, NO_PAYLOAD);
    return { frames: batch.take(), outcome: 'ok' };
  }

  #finish(batch: FrameBatch): Fetched {
    this.#state = 'done';
    const { completion } = this.#result;
    batch.message(ServerMessage.RESULTSET_FETCH_DONE, NO_PAYLOAD);
    writeAnswerEnd(batch, completion, completion.warningList, this.#ending);
    return { frames: batch.take(), outcome: 'ok' };
  }
}
