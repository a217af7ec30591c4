// Whether times that were one are one now, and others are others, where a statement asks whether they are: `made = ?`, IN, GROUP BY, a join,
// an UPDATE of nothing but times, which tells how many rows it has changed.

import type { Command } from '../../../core/command.ts';
import { readStatement } from '../../../sql/statement-reading.ts';
import { readValueColumns, type ValueColumns } from '../../../sql/values/value-columns.ts';
import type { ValueUse, ValueUses } from '../../../sql/values/value-uses.ts';
import { isClock } from '../carrying/constants-of.ts';
import type { Pair } from '../carrying/stored-values.ts';
import type { RowId, RowValues, SaidOfRow } from './row-values.ts';
import { areTiesKept, isOrderKept, isSame } from './value-order.ts';

type Place = Pick<ValueUse, 'name' | 'isOfTable' | 'start'>;

/** A column that an UPDATE gives values, and which. */
interface Assigned {
  readonly name: string;
  readonly constants: readonly Pair[];
}

export interface TimesAsked {
  readonly command: Command;
  readonly uses: ValueUses;
  readonly rows: RowValues;
  /** What stands for something else there. */
  readonly changed: (place: Place) => readonly Pair[];
  /** The same, and what else the rows hold there. */
  readonly among: (place: Place) => readonly Pair[];
  /** Of constants that begin there. */
  readonly contentsAt: (start: number) => readonly Pair[];
  /** A column by its own name. */
  readonly columnOf: (name: string) => string;
}

export function areTimesAlike(asked: TimesAsked): boolean {
  return new AlikeTimes(asked).areAlike();
}

class AlikeTimes {
  readonly #asked: TimesAsked;
  #columns: ValueColumns['columns'] | null = null;

  constructor(asked: TimesAsked) {
    this.#asked = asked;
  }

  /** Of identities that is so always. */
  areAlike(): boolean {
    const { uses } = this.#asked.uses;
    const ranked = uses.filter(({ how, beside }) => how === 'ranked' || (how === 'compared' && beside.length === 0));
    if (!isOrderKept(this.#amongAll(ranked), true)) return false;
    const equated = uses.filter(({ how }) => how === 'equated' || how === 'grouped');
    const all = this.#amongAll(equated, isClock);
    const id = this.#idMeant(equated);
    const row = id === undefined ? undefined : this.#asked.rows.saidOf(id.content);
    if (!this.#isChangedAlike(row ?? null, id)) return false;
    if (all.length === 0) return true;
    if (row === undefined) return areTiesKept(all.filter(isClock), true);
    return row === null || equated.every((use) => use.name === null || this.#isSoInRow(use.name, row));
  }

  /** Whether an UPDATE of nothing but times gives rows another one where it did: it tells how many it has changed. */
  #isChangedAlike(row: SaidOfRow | null, id: RowId | undefined): boolean {
    const { command, uses } = this.#asked;
    const { stored, copied } = uses;
    const isUpdate = stored.size > 0 && readStatement(command.sql ?? NO_SQL, command.dialect).keyword === 'UPDATE';
    if (!isUpdate || copied.length > 0) return true;
    const set = [...stored].map(([start, name]) => ({ constants: this.#asked.contentsAt(start), name: name ?? '?' }));
    if (!set.every(({ constants }) => constants.every(isClock))) return true;
    const rows = row !== null ? [row] : id === undefined ? null : this.#asked.rows.maybeOf(id);
    if (rows !== null) return rows.every((one) => this.#isOtherAlike(one, set));
    return set.every(({ constants, name }) => {
      const there = this.#asked.among({ name, isOfTable: false, start: 0 });
      return there.every((pair) => constants.every((constant) => areTiesKept([pair, constant], true)));
    });
  }

  /** Whether one row at least gets another time in one of the columns where it did. */
  #isOtherAlike(row: SaidOfRow, set: readonly Assigned[]): boolean {
    const before = set.map(({ name, constants }) => ({ had: row.in(this.#asked.columnOf(name)), constants }));
    const isOther = (side: keyof Pair) =>
      before.some(({ had, constants }) => had === null || constants.some((one) => !isSame(had[side], one[side])));
    // what nobody has said of a row is no time yet: any is another one
    return isOther('recorded') === isOther('live');
  }

  /** None where nothing that is meant stands for something else. */
  #amongAll(uses: readonly ValueUse[], isMeant: (pair: Pair) => boolean = () => true): readonly Pair[] {
    const constants = uses.filter(({ name }) => name === null).flatMap(({ start }) => this.#asked.contentsAt(start));
    const columns = uses.filter(({ name }) => name !== null);
    const isChanged = [...constants, ...columns.flatMap((use) => this.#asked.changed(use))].some(
      (pair) => pair.recorded !== pair.live && isMeant(pair),
    );
    return isChanged ? [...constants, ...columns.flatMap((use) => this.#asked.among(use))] : NONE;
  }

  /** The id of the row that is meant, where that is said; undefined of several. */
  #idMeant(equated: readonly ValueUse[]): RowId | undefined {
    const ids = equated.flatMap(({ name, start }) => {
      const column = name === null ? this.#comparedWith(start) : null;
      if (column === null || !IS_ID.test(column)) return [];
      return this.#asked.contentsAt(start).map(({ recorded }) => ({ column, content: recorded }));
    });
    const [id, ...others] = ids;
    return others.length > 0 ? undefined : id;
  }

  /** The column that a constant is compared with. */
  #comparedWith(start: number): string | null {
    const { sql, dialect } = this.#asked.command;
    this.#columns ??= readValueColumns(readStatement(sql ?? NO_SQL, dialect).normal, dialect).columns;
    return this.#columns.get(start)?.column ?? null;
  }

  /** Whether a row's value equals what it is compared with where it did. */
  #isSoInRow(name: string, row: SaidOfRow): boolean {
    const pair = row.in(this.#asked.columnOf(name));
    const constants = this.#asked.uses.uses.flatMap(({ how, name: one, start }) =>
      how === 'equated' && one === null && this.#comparedWith(start) === name ? this.#asked.contentsAt(start) : [],
    );
    return pair === null || constants.every((constant) => areTiesKept([pair, constant], true));
  }
}

const NONE: readonly Pair[] = [];
const NO_SQL = Buffer.alloc(0);
/** Columns that tell rows apart. */
const IS_ID = /^(?:id|uuid|.*_uuid)$/;
