// Whether an answer depends on values that stand for recorded ones otherwise than by which is which: the statement computes with them
// (LEFT, CRC32), compares them by size, sorts by them. What is certain is worked out (`derived-values.ts`), and an order that the live
// values have too holds; of all else nothing tells what the server would say: a miss.

import type { Command } from '../../../core/command.ts';
import type { RecordedExchange, RecordedResponse } from '../../../core/recording.ts';
import { likeParts, matchesWildcard } from '../../../core/wildcard.ts';
import { asksCursor } from '../../../mysql/packets/com-stmt-execute.ts';
import { readStatement } from '../../../sql/statement-reading.ts';
import type { ValueUse, ValueUses } from '../../../sql/values/value-uses.ts';
import type { FindContext } from '../../matching/find-answer.ts';
import type { CarriedValues } from '../carrying/carried-values.ts';
import { contentsOf, isClock, pairsIn, rowsStored } from '../carrying/constants-of.ts';
import { isRefusedWithCut } from '../carrying/duplicate-entry.ts';
import { alike } from '../carrying/said-rows.ts';
import { type Pair, type UnknownColumn, VARIABLES } from '../carrying/stored-values.ts';
import { derived } from '../values/derived-values.ts';
import { areTimesAlike } from './alike-times.ts';
import { areCheckedAlike } from './by-checks.ts';
import { type ByKept, judgeKept } from './by-kept.ts';
import { isDecided, isWhole } from './decided-order.ts';
import { type HiddenUse, hiddenUse } from './hidden-use.ts';
import { type KeptPrograms, programsOf } from './kept-programs.ts';
import { MeantColumns } from './meant-columns.ts';
import { mostRows, tableOf } from './pinned-row.ts';
import { RowValues } from './row-values.ts';
import { type SaidValues, saidIn } from './said-values.ts';
import { ownStored, tablesOf, usesOf } from './stored-notes.ts';
import { UNCERTAIN, whyUncertain } from './uncertain.ts';
import { isOfUnknownView } from './unknown-view.ts';
import { areTiesKept, isOrderKept } from './value-order.ts';

interface ByFresh {
  /** As the client sent it, and as it was recorded. */
  readonly command: Command;
  readonly recorded: Command;
  readonly values: CarriedValues;
  readonly response: () => Pick<RecordedResponse, 'outcome' | 'rows' | 'chunks'> | null;
  /** Recorded writes to these tables whose rows are there; null where that is not known. */
  readonly there: (tables: ReadonlySet<string>) => ReadonlySet<number> | null;
  /** What it does with tables that it does not name; null where that is not known. */
  readonly hidden: HiddenUse | null;
  readonly programs: () => KeptPrograms;
  readonly saidIn: (exchange: number) => SaidValues;
  /** As many rows as it may ask for, whatever there is; null where that is not known. */
  readonly mostRows: (table?: string) => number | null;
  /** Whether it is certain in which order its rows come. */
  readonly isDecided: (contentAt: (start: number) => string) => boolean;
}

const NOTHING: ByKept = { derived: [], notes: new Map() };

/** Why nothing tells what the server would say; else what it makes of values, which stands for each other too. */
function derivedByFresh(asked: ByFresh): ByKept | string {
  const { command, recorded, values } = asked;
  const isNothing = values.isEmpty && command === recorded;
  if (command.sql === null || isNothing || command.name === 'COM_STMT_PREPARE') return NOTHING;
  const uses = usesOf(command);
  const judging = new Judging(asked, uses);
  const use = uses.uses.find((one) => !judging.isCertain(one));
  if (use !== undefined) return whyUncertain(use);
  if (judging.asksUnknown()) return UNCERTAIN.unknown;
  if (!judging.areTimesAlike()) return UNCERTAIN.times;
  if (isRefusedWithCut(asked.response())) return UNCERTAIN.quoted;
  if (!judging.isCheckedAlike()) return UNCERTAIN.checked;
  const kept = asked.hidden === null ? NOTHING : judging.kept(asked.hidden);
  return kept === null ? UNCERTAIN.kept : { derived: [...judging.derived, ...kept.derived], notes: kept.notes };
}

export interface FoundFor {
  readonly exchange: RecordedExchange;
  /** Where it is not the exchange's own. */
  readonly response?: RecordedResponse | null;
}

/** Puts live values into an answer, or into those to the fetches of its cursor; calls `unclear` where it is not known which. */
export type Carry = (response: RecordedResponse, unclear: () => void) => Iterable<RecordedResponse>;

/**
 * Null where it is certain what the server says; else why it is not, and the exchange is given back. What it makes of values stands for what it
 * made of the recorded ones from there on.
 * @param recorded the command as it was recorded
 */
export function uncertain(
  command: Command,
  recorded: Command,
  { exchange, response }: FoundFor,
  values: CarriedValues,
  { matcher, place, reader }: Pick<FindContext, 'matcher' | 'place' | 'reader'>,
  carry: Carry,
): string | null {
  const own = () => (exchange.responseId === null ? null : reader.response(exchange.responseId));
  const there = (tables: ReadonlySet<string>) => matcher.writesThere(tables, place);
  const use = values.isEmpty && command === recorded ? undefined : reader.dataOf(exchange.id)?.use;
  const hidden = use === undefined ? null : hiddenUse(command, use, tablesOf(command));
  const programs = () => programsOf(reader);
  const said = (id: number) => saidIn(id, reader);
  const most = (table?: string) => mostRows(use, values.stored, reader, table);
  const made = derivedByFresh({
    command,
    recorded,
    values,
    response: () => response ?? own(),
    there,
    hidden,
    programs,
    saidIn: said,
    mostRows: most,
    isDecided: (contentAt) => {
      const [recordedAs] = [response ?? own()];
      const [carried] = recordedAs === null ? [] : carry(recordedAs, () => undefined);
      if (recordedAs === null || carried === undefined) return false;
      const asked = { command, exchange, reader, response: recordedAs, mostRows: most, contentAt };
      return isDecided(asked, carried, recordedAs);
    },
  });
  const shown = { command, recorded, exchange, stored: values.stored, programs, there, reader } as const;
  const judged =
    typeof made !== 'string' &&
    !values.isEmpty &&
    isOfUnknownView({ ...shown, response: response ?? own(), saidIn: said })
      ? UNCERTAIN.view
      : made;
  if (typeof judged === 'string') {
    matcher.giveBack(exchange);
    return judged;
  }
  if (!values.isEmpty) values.noteThere(command, there);
  if (values.hasTimes && isUnclear(command, response ?? own(), carry)) {
    matcher.giveBack(exchange);
    return UNCERTAIN.rows;
  }
  values.renew(exchange.id);
  for (const { recorded: from, live } of judged.derived) {
    if (values.toLive.exactly(from) !== live) values.bind('any', from, live);
  }
  for (const [table, stored] of judged.notes) values.noteStored({ exchange: exchange.id, table, stored });
  return null;
}

/** Whether a row of the answer has one of several times, and nothing tells which. What a statement itself stores is known. */
function isUnclear(command: Command, response: RecordedResponse | null, carry: Carry): boolean {
  if (response?.outcome !== 'resultset' || response.bytes > MOST_BYTES) return false;
  if (response.rows === 0 && !asksCursor(command)) return false;
  if (command.name === 'COM_STMT_PREPARE' || usesOf(command).stored.size > 0) return false;
  let isClear = true;
  const unclear = () => {
    isClear = false;
  };
  for (const carried of carry(response, unclear)) {
    // a long one is carried as it is read
    if (carried.whole === null) for (const _ of carried.chunks()) if (!isClear) break;
    if (!isClear) return true;
  }
  return false;
}

const NONE: readonly Pair[] = [];

type Named = Pick<ValueUse, 'name' | 'isOfTable' | 'start'>;

class Judging {
  readonly derived: Pair[] = [];
  readonly #asked: ByFresh;
  readonly #uses: ValueUses;
  readonly #tables: ReadonlySet<string>;
  readonly #rows: RowValues;
  readonly #columns: MeantColumns;
  #constants: Map<number, Pair[]> | null = null;
  /** What stands where a constant begins; of several that begin there the first. */
  #contents: ReadonlyMap<number, string> | null = null;

  constructor(asked: ByFresh, uses: ValueUses) {
    this.#asked = asked;
    this.#uses = uses;
    this.#tables = new Set([...tablesOf(asked.command), ...(asked.hidden?.reads ?? [])]);
    this.#columns = new MeantColumns({ ...asked, uses });
    this.#rows = new RowValues({ ...asked, stored: asked.values.stored, tables: this.#tables });
  }

  /** Whether it asks for what is stored where nobody knows what the server has there. */
  asksUnknown(): boolean {
    const { hidden, values } = this.#asked;
    const unknown = hidden === null ? [] : values.stored.unknownIn([...hidden.reads]);
    if (hidden === null || unknown.length === 0) return false;
    const there = this.#rows.thereIn(hidden.reads);
    if (hidden.isAdding) return unknown.some((one) => there?.has(one.exchange) !== false && this.#says(one));
    return unknown.some(({ column, exchange }) => {
      if (there !== null && !there.has(exchange)) return false;
      return column !== null && this.#names(column) ? true : (column === null || hidden.isAll) && this.#hasRows();
    });
  }

  /** Whether a new row refers to what is not there as it was recorded. */
  #says({ recorded }: UnknownColumn): boolean {
    return (
      recorded !== '' && contentsOf(this.#asked.recorded).some(({ content }) => alike(content) === alike(recorded))
    );
  }

  #names(column: string): boolean {
    return this.#uses.names.has(column);
  }

  #hasRows(): boolean {
    const response = this.#asked.response();
    if (asksCursor(this.#asked.command)) return true;
    return response === null || (response.outcome === 'resultset' && response.rows !== 0);
  }

  /** What the server makes by what it keeps; null where nothing tells that. */
  kept(hidden: HiddenUse): ByKept | null {
    const { command, recorded } = this.#asked;
    return judgeKept({
      ...{ hidden, uses: this.#uses, programs: this.#asked.programs() },
      pairsIn: (tables, column) => this.#rows.changed(tables, column),
      own: ownStored(command, recorded, this.#asked.programs),
      constants: [...pairsIn(command, recorded).values()].flat(),
      hasRows: () => this.#hasRows(),
      make: made,
      isOrderKept: (pairs) => this.#areInOrder(pairs),
    });
  }

  isCheckedAlike(): boolean {
    const { command, recorded, programs } = this.#asked;
    const { stored, copied } = this.#uses;
    const [table] = tablesOf(command);
    if (stored.size + copied.length === 0 || table === undefined) return true;
    const checks = programs().of('check', table);
    if (checks.length === 0) return true;
    const rows = rowsStored(command, recorded, (at) => programs().columnOf(table, stored.get(at) ?? null));
    const pairsOf = (column: string) => this.#rows.changed(this.#tables, column);
    const given = copied.flatMap(({ to, from }) => pairsOf(from).map((pair) => new Map([[to ?? '?', pair]])));
    const isAdding = readStatement(command.sql ?? NO_SQL, command.dialect).keyword !== 'UPDATE';
    const all = { checks: checks.map(({ values }) => values), rows: [...rows, ...given], isAdding, pairsIn: pairsOf };
    return areCheckedAlike(all);
  }

  isCertain(use: ValueUse): boolean {
    const pairs = this.#pairsOf(use);
    if (use.how === 'compared') return this.#isOnItsSide(use, pairs);
    if (pairs.length === 0 || this.#isOrderOfOne(use)) return true;
    switch (use.how) {
      case 'computed':
        return this.#isDerived(use, pairs);
      case 'measured':
        return pairs.every(({ recorded, live }) => recorded.length === live.length);
      case 'matched':
        return this.#isMatchedAlike(use, pairs);
      case 'ordered':
      case 'ordered in turn':
      case 'ordered first':
        return this.#isOneRow() || this.#isSameOrder(use, pairs) || this.#isDecided();
      case 'picked':
        return this.#isOrderKept(use, pairs) && areTiesKept(this.#among(use)) && this.#isSaidLast(this.#among(use));
      case 'grouped':
        return this.#isSaidLast(this.#among(use));
      case 'ranked':
      case 'equated':
        return true;
    }
  }

  #isSameOrder(use: ValueUse, pairs: readonly Pair[]): boolean {
    if (!this.#isOrderKept(use, pairs)) return false;
    return use.how === 'ordered in turn' || areTiesKept(this.#among(use), use.how === 'ordered first');
  }

  #pairsOf(use: Named): readonly Pair[] {
    const { name, start } = use;
    if (name === null) return this.#constantsAt(start);
    if (name.startsWith('@')) return this.#rows.changed(new Set([VARIABLES]), name);
    return this.#columns.of(use).flatMap((column) => this.#rows.changed(this.#tables, column));
  }

  /** Also among what else the column holds. */
  #isOrderKept(use: Named, pairs: readonly Pair[]): boolean {
    const { name } = use;
    if (name === null || name.startsWith('@')) return this.#areInOrder(pairs);
    return this.#columns.of(use).every((column) => {
      return this.#areInOrder([...this.#rows.changed(this.#tables, column), ...this.#rows.unchanged(column)]);
    });
  }

  #areInOrder(pairs: readonly Pair[], isStrict = false): boolean {
    return isOrderKept(pairs, isStrict, this.#asked.programs().hasUuids);
  }

  /** What stands for something else in a column, and what else the rows hold there. */
  #among(use: Named): readonly Pair[] {
    const { name, start } = use;
    if (name === null) return this.#constantsAt(start);
    const unchanged = name.startsWith('@') ? [] : this.#columns.of(use).map((column) => this.#rows.unchanged(column));
    return [...this.#pairsOf(use), ...unchanged.flat()];
  }

  /** Whether each value lies on the side of the constants where it lay. */
  #isOnItsSide(use: ValueUse, pairs: readonly Pair[]): boolean {
    const constants = use.beside.map((start) => this.#contentAt(start));
    if (![...pairs, ...constants].some(({ recorded, live }) => recorded !== live)) return true;
    return this.#among(use).every((pair) => constants.every((constant) => this.#areInOrder([pair, constant], true)));
  }

  areTimesAlike(): boolean {
    const { command } = this.#asked;
    return areTimesAlike({
      ...{ command, uses: this.#uses, rows: this.#rows },
      changed: (use) => this.#pairsOf(use),
      among: (use) => this.#among(use),
      contentsAt: (start) => this.#contentsAt(start),
      columnOf: (name) => this.#columns.named(name),
    });
  }

  /** A time that the server gives for several rows comes as the one that was said last for it. */
  #isSaidLast(pairs: readonly Pair[]): boolean {
    const { toLive } = this.#asked.values;
    return pairs.every((pair) => !isClock(pair) || (toLive.carry(pair.recorded) ?? pair.live) === pair.live);
  }

  #contentsAt(start: number): readonly Pair[] {
    const pairs = this.#constantsAt(start);
    return pairs.length > 0 ? pairs : [this.#contentAt(start)];
  }

  #constantsAt(start: number): readonly Pair[] {
    this.#constants ??= pairsIn(this.#asked.command, this.#asked.recorded);
    return this.#constants.get(start) ?? NONE;
  }

  #isDerived({ call }: ValueUse, pairs: readonly Pair[]): boolean {
    for (const pair of pairs) {
      const one = made(pair, call);
      if (one === undefined) continue;
      const known = this.derived.find(({ recorded }) => recorded === one?.recorded)?.live;
      if (one === null || (known ?? one.live) !== one.live) return false;
      this.derived.push(one);
    }
    return true;
  }

  #isMatchedAlike({ beside }: ValueUse, pairs: readonly Pair[]): boolean {
    const parts = beside.map((start) => this.#contentAt(start));
    const [recorded, live] = [parts.map((part) => part.recorded).join(''), parts.map((part) => part.live).join('')];
    const [one, other] = [likeParts(recorded.toLowerCase()), likeParts(live.toLowerCase())];
    // letter case does not count, as in most collations
    const isLike = (content: string, parts: typeof one) => matchesWildcard(content.toLowerCase(), parts);
    return beside.length > 0 && pairs.every((pair) => isLike(pair.recorded, one) === isLike(pair.live, other));
  }

  #contentAt(start: number): Pair {
    const [pair] = this.#constantsAt(start);
    if (pair !== undefined) return pair;
    // read once: a statement may have ten thousand of them
    this.#contents ??= new Map([...contentsOf(this.#asked.command)].reverse().map((one) => [one.start, one.content]));
    const content = this.#contents.get(start) ?? '';
    return { recorded: content, live: content };
  }

  /** Whether rows are sorted by a column of a table of which there is one row. */
  #isOrderOfOne({ how, name }: ValueUse): boolean {
    if (!how.startsWith('ordered') || name === null) return false;
    const table = tableOf(this.#asked.command, this.#uses.owners.get(name));
    return table !== null && this.#asked.mostRows(table) === 1;
  }

  /** Which have no order. */
  #isOneRow(): boolean {
    const { command, mostRows: most } = this.#asked;
    if (this.#uses.isCut || asksCursor(command)) return false;
    const response = this.#asked.response();
    if (response?.outcome !== 'resultset' || response.rows === null || response.rows > 1) return false;
    if (!this.#uses.isLimited || response.rows === 0) return true;
    return isWhole({ command, response, mostRows: most, contentAt: (start) => this.#contentAt(start).live });
  }

  #isDecided(): boolean {
    if (this.#uses.isCut || asksCursor(this.#asked.command)) return false;
    return this.#asked.isDecided((start) => this.#contentAt(start).live);
  }
}

/** What a function makes of both; undefined where that is the same, null where it is not certain. */
function made(pair: Pair, call: ValueUse['call']): Pair | null | undefined {
  // the clock's come as they were recorded
  if (isClock(pair)) return undefined;
  const from = call === null ? null : derived(pair.recorded, call);
  const to = call === null ? null : derived(pair.live, call);
  if (from === null || to === null) return null;
  if (from === to) return undefined;
  return from.length < LEAST_CHARS ? null : { recorded: from, live: to };
}

const NO_SQL = Buffer.alloc(0);
/** Longer answers are not looked at before they are given. */
const MOST_BYTES = 4 * 1024 * 1024;
/** Shorter ones stand for others too. */
const LEAST_CHARS = 8;
