// What a server computes of values that stand for recorded ones by what it keeps: views, triggers, routines, columns that follow others,
// foreign keys; and what a statement itself copies from one column into another. What is certain is worked out; what comes to be stored
// and is not certain is noted, so that whoever asks for it is not told anything.

import type { KeptCopy, KeptUse, KeptValues } from '../../../core/described-values.ts';
import type { ValueUses } from '../../../sql/values/value-uses.ts';
import { type Pair, type StoredNote, VARIABLES } from '../carrying/stored-values.ts';
import type { HiddenUse } from './hidden-use.ts';
import type { KeptPrograms } from './kept-programs.ts';

type Stored = StoredNote['stored'][number];

export interface AskedOfKept {
  readonly hidden: HiddenUse;
  readonly uses: ValueUses;
  readonly programs: KeptPrograms;
  /** Pairs that are in these tables now, of a column in lower case, `?` for any. */
  readonly pairsIn: (tables: ReadonlySet<string>, column: string) => readonly Pair[];
  /** What the statement itself stores, by column; null where it does not name it. */
  readonly own: readonly (Pair & { readonly column: string | null })[];
  /** Its constants that are not as they were recorded. */
  readonly constants: readonly Pair[];
  /** Whether the answer shows any row. */
  readonly hasRows: () => boolean;
  /** What a function makes of a pair that stands for it; null where that is not certain, undefined where both are the same. */
  readonly make: (pair: Pair, call: KeptUse['call']) => Pair | null | undefined;
  readonly isOrderKept: (pairs: readonly Pair[]) => boolean;
}

/** What is made of values; null where nothing tells what the server would say. */
export interface ByKept {
  readonly derived: readonly Pair[];
  /** By table: what comes to be in which columns. */
  readonly notes: ReadonlyMap<string, readonly Stored[]>;
}

export function judgeKept(asked: AskedOfKept): ByKept | null {
  const judging = new Judging(asked);
  return judging.isCertainRead() && judging.isCertainCall() ? judging.written() : null;
}

const NOTHING: readonly Pair[] = [];

class Judging {
  readonly #asked: AskedOfKept;
  readonly #derived: Pair[] = [];
  readonly #notes = new Map<string, Stored[]>();

  constructor(asked: AskedOfKept) {
    this.#asked = asked;
  }

  /** Views that it reads. */
  isCertainRead(): boolean {
    const { hidden, programs, uses, pairsIn, hasRows } = this.#asked;
    const views = [...hidden.reads].flatMap((name) => programs.of('view', name));
    const known = views.flatMap(({ values }) => values ?? []);
    for (const { values } of views) {
      if (values === null) {
        if (pairsIn(hidden.reads, '?').length > 0 && hasRows()) return false;
        continue;
      }
      for (const use of values.uses) {
        // of a view that another one is made of nothing tells what is shown
        const isShown = !use.as || known.length > 1 || hidden.isAll || uses.names.has(use.as);
        const pairs = isShown ? pairsIn(hidden.reads, resolved(use.name, values)) : NOTHING;
        if (pairs.length === 0) continue;
        // what is made of what is made
        const isFurther = uses.uses.some(({ name }) => name !== null && known.some(({ made }) => made.has(name)));
        if (isFurther || known.length > 1 || !this.#take(use, pairs)) return false;
      }
    }
    return true;
  }

  /** Routines that it calls. */
  isCertainCall(): boolean {
    const { hidden, programs, pairsIn, constants } = this.#asked;
    if (hidden.calls.length === 0) return true;
    const pairs = [...constants, ...pairsIn(hidden.touched, '?')];
    if (pairs.length === 0) return true;
    for (const [kind, name] of hidden.calls) {
      for (const { values } of programs.of(kind, name)) {
        if (values === null || !values.uses.every((use) => this.#take(use, pairs))) return false;
        for (const one of values.copied) this.#give(hidden.reached, one, pairs);
      }
    }
    return !hidden.isUnknown;
  }

  /** Triggers, columns that follow others, foreign keys, and what is copied. */
  written(): ByKept {
    const { hidden } = this.#asked;
    this.#copy();
    for (const table of hidden.targets) {
      this.#fire(table);
      this.#follow(table);
    }
    this.#cascade();
    return { derived: this.#derived, notes: this.#notes };
  }

  /** Whether it is certain what becomes of them; what does stands for each other then. */
  #take({ how, call }: KeptUse, pairs: readonly Pair[]): boolean {
    if (/^(?:ordered|picked|ranked)/.test(how)) return this.#asked.isOrderKept(pairs);
    if (how === 'measured') return pairs.every(({ recorded, live }) => recorded.length === live.length);
    const made = pairs.map((pair) => this.#asked.make(pair, call));
    if (made.includes(null)) return false;
    for (const one of made) if (one != null) this.#derived.push(one);
    return true;
  }

  /** Values of a row of the table, of a column in lower case. */
  #ofRow(table: string, column: string): readonly Pair[] {
    const { own, pairsIn, hidden } = this.#asked;
    const given = own.filter((one) => column === '?' || one.column === null || one.column === column);
    return hidden.isAdding ? given : [...given, ...pairsIn(new Set([table]), column)];
  }

  #fire(table: string): void {
    const { hidden, programs } = this.#asked;
    for (const { of, values } of programs.of('trigger', table)) {
      const [timing = '', event = ''] = of.split(' ');
      if (!hidden.events.includes(event)) continue;
      const into = timing === 'before' ? new Set([...hidden.reached, table]) : hidden.reached;
      if (values === null) {
        if (this.#ofRow(table, '?').length > 0) this.#unknown(into, null);
        continue;
      }
      for (const use of values.uses) {
        const pairs = this.#ofRow(table, use.name);
        if (pairs.length === 0 || this.#take(use, pairs)) continue;
        if (values.copied.length === 0) this.#unknown(into, null);
        for (const { to } of values.copied) this.#unknown(into, to);
      }
      for (const one of values.copied) this.#give(into, one, this.#ofRow(table, one.from));
    }
  }

  #follow(table: string): void {
    for (const { of: column, values } of this.#asked.programs.of('column', table)) {
      if (values === null) {
        if (this.#ofRow(table, '?').length > 0) this.#unknown([table], column);
        continue;
      }
      for (const one of values.copied) this.#give([table], { ...one, to: column }, this.#ofRow(table, one.from));
    }
  }

  /** A key that is changed is changed in the rows that refer to it. */
  #cascade(): void {
    const { hidden, own, programs } = this.#asked;
    if (own.length === 0 || hidden.isAdding) return;
    for (const table of hidden.reached) {
      for (const to of programs.references(table) ?? [null])
        this.#give([table], { to, from: '?', made: 'as it is' }, own);
    }
  }

  /** `UPDATE … SET a = b`, `INSERT … SELECT`, `SELECT … INTO @a`. */
  #copy(): void {
    const { hidden, uses, pairsIn, own } = this.#asked;
    for (const one of uses.copied) {
      const pairs = one.from.startsWith('@')
        ? pairsIn(new Set([VARIABLES]), one.from)
        : one.isInserted
          ? this.#inserted(one.from)
          : pairsIn(new Set([...hidden.reads, ...hidden.targets]), one.from);
      this.#give(one.to?.startsWith('@') === true ? [VARIABLES] : hidden.targets, one, pairs);
    }
    for (const one of own) {
      if (one.column?.startsWith('@') === true)
        this.#give([VARIABLES], { to: one.column, from: '?', made: 'as it is' }, [one]);
    }
    const into = uses.filled.length > 0 ? [VARIABLES] : hidden.isFilling ? hidden.targets : [];
    const names = uses.filled.length > 0 ? uses.filled : [null];
    const pairs = [...into].length === 0 ? NOTHING : pairsIn(new Set([...hidden.reads, VARIABLES]), '?');
    for (const to of names) this.#give(into, { to, from: '?', made: 'as it is' }, pairs);
  }

  /** What a row that an INSERT brings has in a column. */
  #inserted(column: string): readonly Pair[] {
    const { hidden, own, pairsIn } = this.#asked;
    const given = own.filter((one) => one.column === column || one.column === null);
    return hidden.isFilling ? [...given, ...pairsIn(hidden.reads, '?')] : given;
  }

  /** What comes to be stored, and stands for what was then. */
  #give(tables: Iterable<string>, { to, from, made }: KeptCopy, pairs: readonly Pair[]): void {
    const stored = distinct(pairs).map((pair) => (made === 'as it is' ? pair : this.#asked.make(pair, made)));
    if (stored.includes(null)) {
      this.#unknown(tables, to);
      return;
    }
    stored.forEach((one, at) => {
      if (one == null) return;
      if (made !== 'as it is') this.#derived.push(one);
      const { recorded, live } = one;
      for (const table of tables)
        this.#note(table, { kind: 'token', recorded, live, column: to, place: `${from} ${to} ${at}` });
    });
  }

  #unknown(tables: Iterable<string>, column: string | null): void {
    for (const table of tables) {
      this.#note(table, { kind: 'any', recorded: '', live: null, column, place: `unknown ${column}` });
    }
  }

  #note(table: string, one: Stored): void {
    // by its place only
    const column = one.column?.startsWith('#') === true ? null : one.column;
    const notes = this.#notes.get(table);
    if (notes === undefined) this.#notes.set(table, [{ ...one, column }]);
    else notes.push({ ...one, column });
  }
}

/** Each once, however many rows have it: what is copied within its table would double what is known with each statement. */
function distinct(pairs: readonly Pair[]): readonly Pair[] {
  return [...new Map(pairs.map((pair) => [`${pair.recorded}\0${pair.live}`, pair])).values()];
}

function resolved(name: string, { aliases }: KeptValues): string {
  return aliases.get(name) ?? name;
}
