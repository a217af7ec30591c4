// What is known of tables beside their data: which columns tell rows apart, what is a view, what a write does besides. From
// CREATE statements of the recording, and from the descriptions of tables that the recorder asked for.

import type { ObjectKind } from '../../core/data-use.ts';
import { describedRoutines, ROUTINES, type Touched } from '../../core/described-routines.ts';
import type { TableSchema } from '../../core/recording.ts';
import { isHeld } from '../../sql/access/hidden-effects.ts';
import type { AddedKeys } from './alterations.ts';
import type { ColumnKind } from './column-kind.ts';
import { areSameKeys, DescribedKeys } from './described-keys.ts';
import { isSameReference, type Reference } from './reference.ts';
import { Spellings } from './spellings.ts';
import { defined, described, type Reach, type TableFacts } from './table-facts.ts';
import { TiedColumns } from './tied-columns.ts';

/** What only a definition can say: each adds what it knows. */
export class Catalogue {
  readonly #tables = new Map<string, TableFacts>();
  readonly #added = new Map<string, AddedKeys>();
  readonly #views = new Map<string, Reach>();
  readonly #triggered = new Map<string, { readonly event: string; readonly reach: Reach }[]>();
  /** Functions and procedures; `all` where nobody knows what they touch. */
  readonly #routines = new Map<string, Touched | 'all'>();
  readonly #temporary = new Set<string>();
  /** What programs give the sessions that run them, and what they take of them: `~.@name`, `~.settings`, `~schema.table`. */
  readonly #given = new Set<string>();
  readonly #taken = new Set<string>();
  #isDescribed = false;
  #hasUnknown = false;
  #hasCalls = false;
  /** Some statement is about a distributed transaction. */
  hasXa = false;
  /** Some session wrote without looking at foreign keys. */
  hasUnchecked = false;
  /** And may have left rows that refer to none. */
  hasOrphans = false;
  /**
   * MySQL from version 8 on: definitions stand in tables with transactions, so that a DROP is done as a whole or not at all, and a
   * list of tables sees a transaction's snapshot.
   */
  hasDictionary = true;
  /** MySQL from 8.0.20 on: it warns of each VALUES() in ON DUPLICATE KEY UPDATE that it is sent as text. */
  warnsOfValues = false;
  readonly #triggerNames = new Map<string, Set<string>>();
  readonly #altering = new Set<string>();
  readonly #atOnce = new Set<string>();
  readonly #generated = new Set<string>();
  readonly #unclear = new Set<string>();
  readonly #described = new DescribedKeys();
  readonly #kinds = new Map<string, Map<string, ColumnKind>>();
  readonly #children = new Map<string, Set<string>>();
  readonly tied = new TiedColumns();
  /** What the recording's writes say, besides. */
  readonly spellings = new Spellings();

  /** The server's own description. */
  describe(tables: readonly TableSchema[]): void {
    this.#isDescribed ||= tables.length > 0;
    for (const { schema, table, definition } of tables) {
      const name = `${schema}.${table}`.toLowerCase();
      if (table === ROUTINES) {
        for (const one of describedRoutines(definition)) {
          this.createRoutine(`${schema}.${one.name}`.toLowerCase(), one.touched);
        }
        continue;
      }
      const facts = described(definition);
      this.#add(name, facts);
      this.#described.note(name, facts);
      if (facts.isAtOnce) this.writeAtOnce(name);
      if (facts.isView) this.createView(name, facts.reads ?? 'all');
      for (const { reach, alters, event } of facts.triggers) this.createTrigger(name, reach, alters, event);
    }
  }

  /** A CREATE TABLE that the recording holds. Two that differ make it unclear. */
  create(table: string, sql: Buffer): void {
    const facts = defined(sql, table);
    const known = this.#tables.get(table);
    const isOther = known !== undefined && !areSameKeys(known, facts) && !this.#described.await(table, known, facts);
    if (isOther) this.#unclear.add(table);
    this.#add(table, facts);
  }

  /** Whether a definition of it has columns that follow others. */
  hasGenerated(table: string): boolean {
    return this.#generated.has(table);
  }

  /** A column has a value that follows others. */
  generate(table: string): void {
    this.#generated.add(table);
  }

  /** Its engine knows no transactions. */
  writeAtOnce(table: string): void {
    this.#atOnce.add(table);
  }

  get hasTablesAtOnce(): boolean {
    return this.#atOnce.size + this.#given.size + this.#taken.size > 0;
  }

  /** What a session holds stays after a ROLLBACK. */
  isAtOnce(table: string): boolean {
    return this.#atOnce.has(table) || isHeld(table);
  }

  /** @param reads tables that a view is made of */
  createView(view: string, reads: Reach): void {
    const known = this.#views.get(view);
    const isAll = reads === 'all' || (known === 'all' && !this.#tables.has(view));
    this.#views.set(view, isAll ? 'all' : [...new Set([...(known === 'all' ? [] : (known ?? [])), ...reads])]);
  }

  /**
   * @param reach tables that the trigger reads or writes besides
   * @param alters columns in which it may store other values than those that were given; `all` where that is not known
   * @param name as uses name it, where the recording has made it
   * @param event INSERT, UPDATE or DELETE, in lower case; empty where that is not known
   */
  createTrigger(table: string, reach: Reach, alters: Reach, event = '', name: string | null = null): void {
    if (name !== null) this.#triggerNames.set(table, (this.#triggerNames.get(table) ?? new Set()).add(name));
    if (alters === 'all') this.#altering.add(table);
    else if (alters.length > 0) this.#alter(table, alters);
    for (const one of reach === 'all' ? [] : reach) this.noteHidden(one.replace(/\?$/, ''), !one.endsWith('?'));
    this.#triggered.set(table, [...(this.#triggered.get(table) ?? []), { event, reach }]);
  }

  #alter(table: string, columns: readonly string[]): void {
    const kinds = this.#kinds.get(table) ?? new Map<string, ColumnKind>();
    for (const column of columns) kinds.set(column, 'unsure');
    this.#kinds.set(table, kinds);
    this.generate(table);
  }

  /** Triggers that recorded statements have made on a table, as uses name them: they go with it. */
  triggerNamesOf(table: string): readonly string[] {
    return [...(this.#triggerNames.get(table) ?? [])];
  }

  /** Two of one name that differ, one behind the other or a function and a procedure, count as both. */
  createRoutine(name: string, touched: Touched | 'all'): void {
    const known = this.#routines.get(name);
    if (touched === 'all') this.#hasUnknown = true;
    else {
      for (const one of touched.reads) this.noteHidden(one, false);
      for (const one of touched.writes) this.noteHidden(one, true);
    }
    if (touched === 'all' || known === 'all') this.#routines.set(name, 'all');
    else {
      const both = (one: readonly string[] = [], other: readonly string[]) => [...new Set([...one, ...other])].sort();
      const [reads, writes] = [both(known?.reads, touched.reads), both(known?.writes, touched.writes)];
      this.#routines.set(name, { reads, writes });
    }
  }

  /** What programs take of a session, or give it, and what its own statements give it of data: `~.@name`. */
  noteHidden(name: string, isGiven: boolean): void {
    if (!name.startsWith('~')) return;
    this.#taken.add(name);
    if (isGiven) this.#given.add(name);
  }

  get hasTaken(): boolean {
    return this.#taken.size > 0;
  }

  /** Whether some program may give it to the session that runs it. */
  isGiven(name: string): boolean {
    return this.#given.has(name);
  }

  /** Whether programs give anything to the sessions that run them. */
  get hasGiven(): boolean {
    return this.#given.size > 0;
  }

  /** Whether some definition, or the server, has said that it is there for all. */
  isKnown(table: string): boolean {
    return this.#tables.has(table) || this.#views.has(table);
  }

  /** Whether some program may make a table for its session that stands before one that all see. */
  isMadeByPrograms(table: string): boolean {
    return this.#given.has(`~${table}`) && this.isKnown(table);
  }

  /** Whether what some program does depends on it, or may change it. */
  isTaken(name: string): boolean {
    return this.#taken.has(name);
  }

  /** Some procedure is called. */
  noteCalls(): void {
    this.#hasCalls = true;
  }

  /** Whether a procedure of which nobody knows what it does may make a table of this name for its session. */
  mayBeMade(table: string): boolean {
    if (!this.#hasCalls || (this.#isDescribed && !this.#hasUnknown) || OF_SERVER.test(table)) return false;
    return !this.#tables.has(table) && !this.#views.has(table) && !table.startsWith('~');
  }

  /** Some session may have a table of this name for itself. */
  createTemporary(table: string): void {
    this.#temporary.add(table);
  }

  /** What a function or a procedure touches by itself; `all` where that is not known. */
  routineOf(name: string): Touched | 'all' {
    const touched = this.#routines.get(name) ?? 'all';
    if (touched === 'all') return touched;
    return { reads: this.#withOwn(touched.reads), writes: this.#withOwn(touched.writes) };
  }

  /** A name may stand for a table that only the session has. */
  #withOwn(names: readonly string[]): readonly string[] {
    return this.#temporary.size + this.#given.size === 0
      ? names
      : names.flatMap((one) => (this.#temporary.has(one) || this.isMadeByPrograms(one) ? [one, `~${one}`] : [one]));
  }

  /** It has further keys since a later statement. */
  extend(table: string, { unique, references }: AddedKeys): void {
    const added = this.#added.get(table) ?? { unique: [], references: [] };
    this.#added.set(table, {
      unique: [...added.unique, ...unique],
      references: [...added.references, ...references],
    });
    this.#noteChildren(table, references);
  }

  /** Its keys were changed, or rows were refused for a key that nobody knows. */
  blur(table: string): void {
    this.#unclear.add(table);
  }

  factsOf(table: string): TableFacts | undefined {
    const facts = this.isUnclear(table) ? undefined : this.#tables.get(table);
    const added = facts === undefined ? undefined : this.#added.get(table);
    if (facts === undefined || added === undefined) return facts;
    const [primary = facts.primary] =
      facts.primary === null ? added.unique.flatMap((one) => (one.length === 1 ? one : [])) : [];
    return {
      ...facts,
      primary,
      unique: [...facts.unique, ...added.unique],
      references: [
        ...facts.references.filter((one) => !added.references.some((two) => isSameReference(one, two))),
        ...added.references,
      ],
    };
  }

  /** Whether rows of `table` only stand in the way of those that they refer to, and never change with them. */
  isRestricting(table: string, parent: string): boolean {
    const references = this.factsOf(table)?.references.filter((one) => one.table === parent) ?? [];
    return references.length > 0 && references.every((one) => one.isRestricting === true);
  }

  /** Tables whose rows may change with those of this one, by what foreign keys say. */
  cascadesTo(table: string): ReadonlySet<string> {
    const found = new Set<string>();
    const ahead = [table];
    for (let one = ahead.pop(); one !== undefined; one = ahead.pop()) {
      for (const child of this.childrenOf(one)) {
        if (child === table || found.has(child) || this.isRestricting(child, one)) continue;
        found.add(child);
        ahead.push(child);
      }
    }
    return found;
  }

  /** Columns were given other types. */
  retype(table: string): void {
    const kinds = this.#kinds.get(table) ?? new Map<string, ColumnKind>();
    for (const column of kinds.keys()) kinds.set(column, 'unsure');
  }

  /** Undefined where nobody has said of which type the column is. */
  kindOf(table: string, column: string): ColumnKind | undefined {
    return this.#kinds.get(table)?.get(column);
  }

  isUnclear(table: string): boolean {
    return this.#unclear.has(table) || this.#described.isOpen(table, this.#added.get(table));
  }

  /**
   * What a write of rows reaches besides by the table's triggers, and by those of the tables that they reach, in turn;
   * undefined where it has none.
   * @param event that of the write, in lower case; empty: any
   */
  reachOf(table: string, event = ''): Reach | undefined {
    const mayFire = (one: { readonly event: string }) => one.event === '' || event === '' || one.event === event;
    if (this.#triggered.get(table)?.some(mayFire) !== true) return undefined;
    const found = new Set<string>();
    const open = [table];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const triggers = this.#triggered.get(next) ?? [];
      const reaches = (next === table ? triggers.filter(mayFire) : triggers).map(({ reach }) => reach);
      if (reaches.includes('all')) return 'all';
      const reach = reaches.flatMap((one) => (one === 'all' ? [] : one));
      const further = [...reach, ...reach.flatMap((one) => [...this.childrenOf(one)])];
      const views = further.flatMap((one) => this.viewOf(one) ?? []);
      if (further.some((one) => this.viewOf(one) === 'all')) return 'all';
      for (const one of [...further, ...views]) {
        if (found.has(one)) continue;
        found.add(one);
        open.push(one);
      }
    }
    return this.#withOwn([...found]);
  }

  /** As `reachOf`, of a view too: the triggers of its tables fire. */
  reachThrough(table: string, event: string): Reach | undefined {
    const view = this.viewOf(table);
    const all = [table, ...(view === 'all' ? [] : this.underlying(view))].map((one) => this.reachOf(one, event));
    if (all.includes('all')) return 'all';
    const reached = all.flatMap((one) => (one === undefined || one === 'all' ? [] : one));
    return all.some((one) => one !== undefined) ? [...new Set(reached)] : undefined;
  }

  /** Whether rows are certain to have the values that a statement gives them, in columns of which the kind is sure. */
  keepsValues(table: string): boolean {
    return !this.#altering.has(table);
  }

  /** The tables of a view, and those of the views among them. */
  underlying(view: readonly string[] | undefined): readonly string[] {
    return (view ?? []).flatMap((table) => {
      const further = this.viewOf(table);
      return further === undefined || further === 'all' ? [table] : [table, ...this.underlying(further)];
    });
  }

  /** The table, or the view and all that it is made of; null where that is not known. */
  definedBy(table: string): readonly string[] | null {
    const view = this.viewOf(table);
    return view === 'all' ? null : [table, ...this.underlying(view)];
  }

  /** What a view is made of; undefined where it is none. */
  viewOf(table: string): Reach | undefined {
    return this.#views.get(table);
  }

  /** What a CREATE has made under the name, or the server has there. */
  kindUnder(table: string): ObjectKind | undefined {
    if (this.#views.has(table)) return 'view';
    return this.factsOf(table) === undefined ? undefined : 'table';
  }

  /** Tables with a foreign key to this one. */
  childrenOf(table: string): ReadonlySet<string> {
    return this.#children.get(table) ?? NONE;
  }

  /** Those, and those with a foreign key to them, and so on. */
  descendantsOf(table: string): ReadonlySet<string> {
    const found = new Set<string>();
    const ahead = [table];
    for (let one = ahead.pop(); one !== undefined; one = ahead.pop()) {
      for (const child of this.childrenOf(one)) {
        if (child === table || found.has(child)) continue;
        found.add(child);
        ahead.push(child);
      }
    }
    return found;
  }

  #add(table: string, facts: TableFacts): void {
    if (facts.hasGenerated) this.#generated.add(table);
    this.#tables.set(table, facts);
    const kinds = this.#kinds.get(table) ?? new Map<string, ColumnKind>();
    this.#kinds.set(table, kinds);
    for (const [column, kind] of facts.kinds) {
      const known = kinds.get(column);
      kinds.set(column, known === undefined || known === kind ? kind : 'unsure');
    }
    this.#noteChildren(table, facts.references);
  }

  #noteChildren(table: string, references: readonly Reference[]): void {
    this.tied.note(table, references);
    for (const { table: parent } of references) {
      const children = this.#children.get(parent) ?? new Set();
      this.#children.set(parent, children.add(table));
    }
  }
}

const NONE: ReadonlySet<string> = new Set();
/** Schemas in which no procedure makes a table. */
const OF_SERVER = /^(?:information_schema|performance_schema|mysql|sys)\./;
