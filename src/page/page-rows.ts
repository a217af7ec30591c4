// Rows of answers as the page has them: the first of each result, up to a limit for all.

import type { ListedExchange } from '../store/reading/listing.ts';
import type { RecordingFileReader } from '../store/reading/reader.ts';
import { cellJson } from '../tools/history/cell.ts';
import { isOfX } from '../tools/history/is-of-x.ts';
import { resultsOf } from '../tools/history/results.ts';
import { cutWithin } from './cut.ts';
import { jsonBytes, type PageBudget } from './page-budget.ts';
import type { PageResult } from './page-data.ts';

const ROWS_PER_RESULT = 100;
const MAX_ROW_BYTES = 20 * 1024 * 1024;
const CELL_CHARS = 2000;

/** Rows of one exchange after the other, while there is room. */
export class RowBudget {
  readonly #reader: RecordingFileReader;
  readonly #budget: PageBudget;
  #bytes = 0;
  isFull = false;

  constructor(reader: RecordingFileReader, budget: PageBudget) {
    this.#reader = reader;
    this.#budget = budget;
  }

  /** False where there is no room any more. */
  add(listed: ListedExchange, results: Record<number, PageResult[]>): boolean {
    if (listed.rows === null || listed.rows === 0 || isOfX(listed)) return true;
    if (this.#bytes > MAX_ROW_BYTES) {
      this.isFull = true;
      return false;
    }
    const found = rowsOf(this.#reader, listed);
    if (found.length === 0) return true;
    this.#bytes += jsonBytes(found);
    if (!this.#budget.take('rows', { [listed.id]: found })) {
      this.isFull = true;
      return false;
    }
    results[listed.id] = found;
    return true;
  }
}

export function rowsOf(reader: RecordingFileReader, listed: ListedExchange): PageResult[] {
  try {
    return resultsOf(reader, listed, ROWS_PER_RESULT).flatMap((result) => {
      if (result.kind !== 'rows') return [];
      const columns = result.columns.map(({ name }) => name.toString('utf8'));
      return [
        {
          columns,
          rows: result.rows.map((row) => row.map((cell) => cutWithin(cellJson(cell), CELL_CHARS))),
          total: result.rowCount,
        },
      ];
    });
  } catch {
    // an answer that cannot be decoded has no rows to show; the exchange says what it is
    return [];
  }
}
