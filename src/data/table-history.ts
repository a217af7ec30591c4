// The writes that made one table what it is: of all rows, and of the rows with one constant in one column. A write that
// names a constant is of no concern to the rows with another one.
//
//   general[id]   writes that name no constant of `id`       ──┐ version of the rows with id = 5: both, in the order in
//   rows[id = 5]  writes that name id = 5, and how far       ──┘ which they came
//                 general[id] was at each of them

import type { TableUse } from '../core/data-use.ts';
import { appended, type Chain, chainFrom, versionOf, withoutBag } from './chain.ts';
import {
  changed,
  DROPPED,
  defined,
  EMPTY,
  effectOn,
  forgets,
  type General,
  INITIAL,
  NO_ROW,
  type Row,
  rowBehind,
  type TableLink,
  TableView,
} from './table-view.ts';
import { type Moment, Timed } from './timed.ts';

class Rows {
  readonly all: Timed<Chain>;
  readonly general = new Map<string, Timed<General>>();
  readonly pinned = new Map<string, Timed<Row>>();

  constructor(all: Chain) {
    this.all = new Timed(all);
  }

  /** A column that no write has named yet has had all writes for its general ones. */
  generalAt(column: string, moment: Moment | null): General {
    return this.general.get(column)?.at(moment) ?? { chain: this.all.at(moment), rows: 0 };
  }
}

export class TableHistory {
  readonly #definition: Timed<Chain>;
  readonly #rows: Timed<Rows>;
  /** When it was written last. */
  changedAt: Moment = 0;

  /** @param definition of one that was there before, or of one that is not there @param rows what may have changed it */
  constructor(definition = INITIAL, rows = chainFrom(INITIAL)) {
    this.#definition = new Timed(chainFrom(definition));
    this.#rows = new Timed(new Rows(rows));
  }

  static dropped(): number {
    return DROPPED;
  }

  append(write: TableLink, moment: Moment, oldest: Moment): void {
    const link = effectOn(this.#definition.now, write);
    if (link === null) return;
    this.changedAt = moment;
    const definition = defined(this.#definition.now, link);
    if (definition !== this.#definition.now) this.#definition.set(definition, moment, oldest);
    if (forgets(link)) this.#rows.set(new Rows(chainFrom(EMPTY, link.exchange)), moment, oldest);
    else appendTo(this.#rows.now, link, moment, oldest);
  }

  /** How it looks at a moment; null for now. @param commutes of the write that asks */
  view(use: TableUse, moment: Moment | null, commutes?: string): TableView {
    const definition = this.#definition.at(moment);
    const rows = this.#rows.at(moment);
    const column = use.pins?.[0]?.column ?? use.by;
    if (column === undefined || use.isExistence === true) {
      const all = { chain: withoutBag(rows.all.at(moment), commutes), rows: 0 };
      return new TableView(use, definition, all, undefined, () => NO_ROW);
    }
    const { chain, rows: sumOfRows } = rows.generalAt(column, moment);
    const behind = versionOf(chain);
    const rowAt = (value: string): Row => {
      const row = rows.pinned.get(`${column}=${value}`)?.at(moment) ?? NO_ROW;
      return row.general === behind ? { ...row, chain: withoutBag(row.chain, commutes) } : row;
    };
    return new TableView(use, definition, { chain: withoutBag(chain, commutes), rows: sumOfRows }, column, rowAt);
  }
}

function appendTo(rows: Rows, link: TableLink, moment: Moment, oldest: Moment): void {
  for (const { column } of link.pins) {
    if (rows.general.has(column)) continue;
    const general = rows.all.copy((chain) => ({ chain, rows: 0 }));
    rows.general.set(column, general);
  }
  rows.all.set(appended(rows.all.now, link), moment, oldest);
  for (const [column, general] of rows.general) {
    const pin = link.pins.find((one) => one.column === column);
    const { chain } = general.now;
    if (pin === undefined) {
      general.set({ ...general.now, chain: appended(chain, link) }, moment, oldest);
      continue;
    }
    for (const value of pin.values) {
      const key = `${column}=${value}`;
      const row = rows.pinned.get(key) ?? new Timed(NO_ROW);
      const next = rowBehind(row.now, chain, link);
      general.set({ chain, rows: changed(general.now.rows, value, row.now, next) }, moment, oldest);
      row.set(next, moment, oldest);
      rows.pinned.set(key, row);
    }
  }
}
