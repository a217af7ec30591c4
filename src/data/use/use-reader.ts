// What one access of a statement comes to: which tables, and where it is certain which rows, it reads and writes.

import type { PinnedRows, RowRange, RowsAmong, TableUse, TableWrite } from '../../core/data-use.ts';
import type { DataAccess, TableAccess, TableName } from '../../sql/access/access-shape.ts';
import { isHeld } from '../../sql/access/hidden-effects.ts';
import type { Catalogue } from '../definitions/catalogue.ts';
import type { TableFacts } from '../definitions/table-facts.ts';
import { givenColumns, keysOf, numbered, parentOf, rowsOfKey, whole } from './added-rows.ts';
import { isInAnyOrder } from './any-order.ts';
import { askedDefinitions } from './asked-definitions.ts';
import type { AskedStatement } from './asked-statement.ts';
import { boundPins, movedColumns } from './bound-pins.ts';
import { withCalled, withCallees } from './called.ts';
import { childrenOf } from './children.ts';
import { LinkedRows, rowsBy } from './linked-rows.ts';
import { indexUse, madeIndex, withOrder } from './made-index.ts';
import { controlUse, madeAnew, madeOf, ofKind, otherDefinition, othersOf, tellsRows } from './other-definition.ts';
import { OwnTables, ofEither } from './own-tables.ts';
import { rangesOf } from './ranges.ts';
import { renamed } from './renamed.ts';
import { markedAtOnce, type StatementUse } from './statement-use.ts';
import { isUnchecked } from './unchecked.ts';
import { homesIn, isThere, usedDatabase } from './whole-database.ts';

const isOfServer = ({ schema }: TableAccess) => schema?.toLowerCase() === 'information_schema';

export class UseReader {
  readonly #asked: AskedStatement;
  readonly #access: DataAccess;
  readonly #catalogue: Catalogue;
  readonly #own: OwnTables;
  readonly #links: LinkedRows;
  /** Foreign keys neither stand in the way of a row nor take others along: foreign_key_checks is off. */
  readonly #isUnchecked: boolean;
  /** A trigger writes besides. */
  #hasReached = false;

  constructor(asked: AskedStatement, access: DataAccess, catalogue: Catalogue) {
    this.#asked = asked;
    this.#access = withCalled(access, catalogue, asked.database);
    this.#catalogue = catalogue;
    this.#isUnchecked = isUnchecked(asked.state);
    this.#own = new OwnTables(asked, this.#access, catalogue);
    this.#links = new LinkedRows({
      reads: this.#access.reads,
      nameOf: (one) => this.#name(one),
      kindOf: (one, column) => catalogue.kindOf(this.#name(one), column),
      pinsOf: (one) => this.#namedPins(one),
    });
  }

  read(): StatementUse {
    const own = ofEither(withOrder(this.#use(), this.#asked), this.#access, this.#catalogue);
    const use = withCallees(own, this.#access, this.#asked.database, this.#hasReached);
    return this.#catalogue.hasTablesAtOnce ? markedAtOnce(use, (table) => this.#catalogue.isAtOnce(table)) : use;
  }

  #use(): StatementUse {
    const { kind, verb } = this.#access;
    if (kind === 'control') return controlUse(this.#asked);
    if (kind === 'session') {
      const commits = /\bautocommit\s*=\s*(?:1|on|true)\b/i.test(this.#asked.sql);
      const reads = verb === 'USE' ? usedDatabase(this.#asked.sql) : this.#reads();
      return { reads, soft: [], writes: this.#access.writes === 'all' ? 'all' : [], commits };
    }
    if (kind === 'definition') return this.#definition();
    if (verb === 'DELETE' && this.#access.forgets.length > 0) return this.#emptied();
    const isInsert =
      (verb === 'INSERT' || verb === 'REPLACE') && this.#access.writes !== 'all' && this.#access.writes.length === 1;
    if (isInsert) return this.#insert(this.#access.writes[0] as TableAccess);
    const { writes } = this.#access;
    const isOfNone = writes !== 'all' && writes.length > 0 && writes.every(({ isNever }) => isNever === true);
    const reads = isOfNone ? this.#reads() : this.#withAssigned(this.#withChildren(this.#reads()));
    return { reads, soft: [], writes: this.#writes('change'), commits: false };
  }

  /** A key that is given another value may be there already, and a reference must be. */
  #withAssigned(reads: readonly TableUse[] | 'all' | 'definitions'): readonly TableUse[] | 'all' | 'definitions' {
    const { writes, assigned, verb } = this.#access;
    if (verb !== 'UPDATE' || typeof reads === 'string' || writes === 'all' || assigned.length === 0) return reads;
    const more = writes.flatMap((access): TableUse[] => {
      const table = this.#name(access);
      const facts = this.#catalogue.factsOf(table);
      const given = this.#givenOf(access);
      const moved = this.#moved(access);
      const keys = facts?.unique.filter((columns) => columns.some((column) => moved.includes(column))) ?? [];
      const parents = facts?.references.filter(({ column }) => assigned.includes(column) && !this.#isUnchecked) ?? [];
      const own = keys.map((columns) => rowsOfKey(table, columns, given));
      if (this.#catalogue.isUnclear(table)) own.push({ table });
      return [...own, ...parents.map((parent) => parentOf(parent, given))];
    });
    return [...reads, ...more];
  }

  /** What an UPDATE gives to columns; none where the server may have stored something else. */
  #givenOf(access: TableAccess): readonly PinnedRows[] {
    const { given = [] } = this.#access;
    if (this.#asked.warnings > 0 || this.#isReadTwice(access)) return [];
    return this.#pinsOf({ schema: access.schema, name: access.name, pins: given, bounds: [] });
  }

  /** Whether it reads the table that it writes in another place as well. */
  #isReadTwice(access: TableAccess): boolean {
    const { reads } = this.#access;
    if (reads === 'all') return true;
    const table = this.#name(access);
    return reads.filter((one) => this.#name(one) === table).length > 1;
  }

  #definition(): StatementUse {
    const { verb, writes, isTemporary, forgets } = this.#access;
    const { sql, warnings } = this.#asked;
    const commits = !isTemporary;
    if (writes === 'all') return otherDefinition(this.#asked, this.#access);
    const existence = this.#existence();
    const others = othersOf(existence, sql);
    const there = [...existence, ...others];
    if (verb === 'TRUNCATE') return { reads: there, soft: [], writes: madeAnew(this.#writes('empty')), commits };
    if (verb === 'DROP' && forgets.length > 0) {
      const isSure = this.#asked.errorCode !== null || !/\bif exists\b/i.test(sql);
      const writes = ofKind(this.#writes('drop'), sql, !isSure);
      return { reads: isSure ? there : others, soft: isSure ? [] : existence, writes, commits };
    }
    if (verb === 'CREATE' && /^create (?:or replace )?(?:temporary )?(?:table|(?:[^(]* )?view)\b/i.test(sql)) {
      const all = this.#reads();
      const target = new Set(existence.map(({ table }) => table));
      const sources = typeof all === 'string' ? all : all.filter(({ table }) => !target.has(table));
      const isReplacing = /^create or replace/i.test(sql);
      // one that is refused for what is there is no table in its way, or a view; of a source it counts whether it is looked at
      const isBare = typeof sources !== 'string' && sources.length === 0 && !tellsRows(sql);
      const isOver =
        this.#asked.errorCode === null && (isReplacing || (/^create [^(]*\bif not exists\b/i.test(sql) && isBare));
      const homes = isTemporary ? [] : writes.flatMap(({ schema }) => isThere(schema ?? this.#asked.database));
      const own = [homes, isOver ? [] : existence, isReplacing ? others : []].flat();
      const reads = typeof sources === 'string' ? sources : [...sources, ...own];
      const effect = forgets.length > 0 ? 'create' : warnings > 0 ? 'keep' : 'create absent';
      const made = madeOf(this.#writes(effect), sql, writes);
      return { reads, soft: isOver ? existence : [], writes: made, commits };
    }
    const index = isTemporary || writes.length !== 1 ? null : madeIndex(this.#asked);
    const [table = ''] = writes.map((one) => this.#name(one));
    const isOfRows = this.#catalogue.isAtOnce(table) || this.#asked.affectedRows > 0;
    if (index !== null) return indexUse(index, table, isOfRows);
    const changed = verb === 'ALTER' ? ofKind(this.#writes('define'), sql) : this.#writes('define');
    const isRenamed = verb === 'RENAME' || (verb === 'ALTER' && writes.length === 2);
    const names = writes.map((one) => this.#name(one));
    const kindOf = (name: string) => this.#catalogue.kindUnder(name);
    const left = isRenamed && changed !== 'all' ? renamed(changed, names, this.#asked, kindOf) : changed;
    const own = this.#withOwn(this.#reads());
    // where it is to go, its database must be
    const homes = isRenamed && own !== 'all' ? homesIn(names) : [];
    return { reads: own === 'all' ? own : [...own, ...homes], soft: [], writes: left, commits };
  }

  /** How many rows were thrown away is no promise, but where a trigger fires for each, or some may be nobody's. */
  #emptied(): StatementUse {
    const soft = this.#existence().map(({ table }) => ({ table }));
    const isEach = ({ table }: TableUse) =>
      this.#reachOf(table, 'empty') !== undefined ||
      (this.#catalogue.hasUnchecked && !this.#isUnchecked && this.#catalogue.cascadesTo(table).size > 0);
    const reads = soft.some(isEach) ? soft : this.#existence();
    return { reads: this.#withChildren(reads), soft, writes: this.#writes('empty'), commits: false };
  }

  /** Whether it is refused depends on rows with the same key; the next id on all of them, but none is promised. */
  #insert(access: TableAccess): StatementUse {
    const table = this.#name(access);
    const facts = this.#catalogue.factsOf(table);
    const isUpsert = this.#access.isUpsert && this.#upsertKey(access, facts) === null;
    const pins = isUpsert ? [] : this.#pinsOf(access);
    const isReaching = isUpsert || (this.#reachOf(table, 'change') ?? []).length > 0;
    const isPlain = !isReaching && (pins.length > 0 || this.#access.commutes === 'inserts');
    const reads = this.#reads();
    const isView = this.#catalogue.viewOf(table) !== undefined;
    if (typeof reads === 'string' || isView || !isPlain) {
      const own = this.#withTriggers(this.#withOwn(whole(reads)));
      return { reads: own, soft: [], writes: this.#writes('change'), commits: false };
    }
    const others = reads.filter((one) => one.table !== table);
    const keys = facts === undefined ? this.#likelyKeys(table, pins) : keysOf(table, facts, pins);
    const parents = this.#isUnchecked ? [] : (facts?.references ?? []).map((reference) => parentOf(reference, pins));
    const soft = facts !== undefined && facts.auto === null && this.#asked.lastInsertId === 0n ? [] : [{ table }];
    return { reads: [...others, ...keys, ...parents], soft, writes: this.#writes('change', facts), commits: false };
  }

  /**
   * Of REPLACE and its like: the column whose constant says which row it is about; null where that may be any. A key of ids
   * that the server gives meets no row.
   */
  #upsertKey(access: TableAccess, facts: TableFacts | undefined): string | null {
    const { primary = null, auto = null, unique = [] } = facts ?? {};
    const isNumbered = auto !== null && givenColumns(this.#asked.sql)?.includes(auto) === false;
    const keys = unique.filter((columns) => !isNumbered || columns.length !== 1 || columns[0] !== auto);
    const [columns = [], other] = keys;
    const [column = null] = columns;
    if (other !== undefined || column === null || columns.length !== 1) return null;
    const { assigned, asGiven = [] } = this.#access;
    // what the new row has there is, but for letter case, what the row has that it meets
    if ((assigned.includes(column) && !asGiven.includes(column)) || this.#isReadTwice(access)) return null;
    // the row that goes takes along those that name its id
    const mayTake = column !== primary && this.#access.verb === 'REPLACE';
    if (mayTake && this.#catalogue.childrenOf(this.#name(access)).size > 0) return null;
    return this.#namedPins(access).some((pin) => pin.column === column && pin.values.length === 1) ? column : null;
  }

  /** Nobody has said which columns are keys: the first one that is given, unless a row was refused. */
  #likelyKeys(table: string, pins: readonly PinnedRows[]): TableUse[] {
    const first = pins.find(({ column }) => column !== '*');
    return this.#catalogue.isUnclear(table) || first === undefined ? [{ table }] : [{ table, pins: [first] }];
  }

  #reads(): readonly TableUse[] | 'all' | 'definitions' {
    const { reads, readsDefinitions } = this.#access;
    const namesOf = (name: TableName) => this.#catalogue.definedBy(this.#name(name));
    const asked = askedDefinitions(this.#access, this.#asked, namesOf, this.#catalogue.hasDictionary);
    if (asked !== null) return asked;
    if (reads === 'all') return 'all';
    if (readsDefinitions) return reads.every(isOfServer) ? 'definitions' : 'all';
    const uses: TableUse[] = [];
    for (const access of reads) {
      const table = this.#name(access);
      const view = this.#catalogue.viewOf(table);
      if (view === 'all') return 'all';
      uses.push(view === undefined ? this.#rowsOf(table, access) : { table });
      for (const underlying of this.#catalogue.underlying(view)) uses.push({ table: underlying });
    }
    return uses;
  }

  #writes(effect: TableWrite['effect'], facts?: TableFacts): readonly TableWrite[] | 'all' {
    const { writes, forgets, commutes } = this.#access;
    if (writes === 'all') return 'all';
    const made: TableWrite[] = [];
    for (const access of writes) {
      if (access.isNever === true) continue;
      const table = this.#name(access);
      const reach = this.#reachOf(table, effect);
      if (reach === 'all') return 'all';
      const changed = (reach ?? []).filter((one) => !one.endsWith('?'));
      if (changed.length > 0) this.#hasReached = true;
      for (const reached of changed) made.push({ table: reached, effect: 'change', mixes: 'all' });
      const view = effect === 'change' ? this.#catalogue.viewOf(table) : undefined;
      if (view === 'all') return 'all';
      for (const underlying of this.#catalogue.underlying(view)) made.push({ table: underlying, effect, mixes: 'all' });
      const isForgotten = forgets.some((one) => this.#name(one) === table);
      const own =
        effect === 'empty' || effect === 'drop' || effect === 'create' ? (isForgotten ? effect : 'change') : effect;
      const rows =
        own === 'change' && this.#catalogue.keepsValues(table) ? this.#writtenRows(table, access, facts) : {};
      const mixes = this.#mixes(access, own);
      const gives = view === undefined && this.#catalogue.keepsValues(table) ? this.#givenOf(access) : [];
      made.push({
        table,
        effect: own,
        ...rows,
        ...(commutes !== null &&
          own === 'change' &&
          isInAnyOrder(this.#catalogue, table, access, commutes) && { commutes }),
        ...(mixes.length > 0 && { mixes }),
        ...(own === 'change' && gives.length > 0 && { gives }),
      });
      if (own !== 'change' && own !== 'empty') continue;
      if (this.#access.verb === 'INSERT') continue;
      const cascades = this.#catalogue.cascadesTo(table);
      for (const child of this.#childrenOf(access)) {
        if (cascades.has(child.table)) made.push({ ...child, effect: 'change', mixes: 'all' });
      }
    }
    return made;
  }

  /** Columns by which its rows may be others behind it: those that it gives other values than they are known by. */
  #moved(access: TableAccess): readonly string[] {
    const { assigned } = this.#access;
    const isKept = this.#asked.warnings === 0 && this.#catalogue.keepsValues(this.#name(access));
    return isKept && !this.#isReadTwice(access) ? movedColumns(assigned, this.#pinsOf(access)) : assigned;
  }

  #mixes(access: TableAccess, effect: TableWrite['effect']): readonly string[] | 'all' {
    const { mixesRows, assigned } = this.#access;
    // a document that SQL writes may have another `_id` then
    const isDocument = !this.#asked.isCollection && assigned.includes('doc');
    const isMixed = mixesRows || isDocument || this.#isReadTwice(access) || this.#asked.sql.includes(':=');
    return effect === 'define' || (effect === 'change' && isMixed) ? 'all' : this.#moved(access);
  }

  /** A value may have been cut where the server warned; which of several rows are meant may depend on all of them. */
  #writtenRows(
    table: string,
    access: TableAccess,
    facts: TableFacts | undefined,
  ): Pick<TableUse, 'pins' | 'ranges' | 'among'> {
    const { warnings } = this.#asked;
    const { verb, isUpsert, mixesRows } = this.#access;
    if (warnings > 0 || this.#isReadTwice(access)) return {};
    const key = isUpsert ? this.#upsertKey(access, facts) : null;
    if (isUpsert && key === null) return {};
    const all = numbered(this.#pinsOf(access), facts?.auto ?? null, this.#asked);
    const isOfOne = verb === 'INSERT' || verb === 'REPLACE' || !mixesRows;
    const kept = isUpsert ? all.filter(({ column }) => column === key) : all;
    const pins = isOfOne ? kept : kept.filter(({ values }) => values.length === 1);
    return rowsBy(pins, isOfOne ? this.#rangesOf(table, access) : [], isOfOne ? this.#amongOf(access) : []);
  }

  #rowsOf(table: string, access: TableAccess): TableUse {
    if (access.isNever === true) return { table, isDefinition: true };
    return { table, ...rowsBy(this.#pinsOf(access), this.#rangesOf(table, access), this.#amongOf(access)) };
  }

  #amongOf(access: TableAccess): readonly RowsAmong[] {
    return access.links === undefined ? [] : this.#links.amongOf(access, this.#pinsOf(access));
  }

  #rangesOf(table: string, { bounds }: TableAccess): readonly RowRange[] {
    const { parameters, perRow } = this.#asked;
    // each row of a bulk command has a range of its own
    if (perRow !== undefined) return [];
    return rangesOf(bounds, parameters, (column) => this.#catalogue.kindOf(table, column));
  }

  /** Rows without names for their columns have them by their places: `@0`, and `*` for whichever. */
  #pinsOf(access: TableAccess): readonly PinnedRows[] {
    const table = this.#name(access);
    const own = this.#namedPins(access).filter(({ column }) => {
      return this.#catalogue.kindOf(table, column) !== 'unsure' || (this.#asked.isCollection && column === '_id');
    });
    return access.links === undefined ? own : [...own, ...this.#links.pinsOf(access, own)];
  }

  #namedPins(access: TableAccess): readonly PinnedRows[] {
    const pins = boundPins(access.pins, this.#asked).filter(({ column }) => {
      const isIfOwn = access.pins.some((pin) => pin.column === column && pin.isIfOwn === true);
      return !isIfOwn || this.#catalogue.kindOf(this.#name(access), column) !== undefined;
    });
    const columns = pins.some(({ column }) => column.startsWith('@'))
      ? (this.#catalogue.factsOf(this.#name(access))?.columns ?? [])
      : [];
    if (columns.length === 0) return pins;
    return pins.flatMap(({ column, values }) => {
      const name = column === '*' ? undefined : columns[Number(column.slice(1))];
      return name === undefined ? [] : [{ column: name, values }];
    });
  }

  #existence(): readonly TableUse[] {
    const { writes } = this.#access;
    return writes === 'all' ? [] : writes.map((access) => ({ table: this.#name(access), isExistence: true }));
  }

  #withOwn(reads: readonly TableUse[] | 'all' | 'definitions'): readonly TableUse[] | 'all' {
    const { writes } = this.#access;
    if (typeof reads === 'string' || writes === 'all') return 'all';
    const own = writes.map((access) => ({ table: this.#name(access) }));
    return [...reads, ...own.filter(({ table }) => !reads.some((one) => one.table === table))];
  }

  /** Rows that refer to what is deleted may stand in its way. */
  #withChildren(reads: readonly TableUse[] | 'all' | 'definitions'): readonly TableUse[] | 'all' | 'definitions' {
    const { writes } = this.#access;
    if (typeof reads === 'string' || writes === 'all') return reads;
    const children = writes.flatMap((access) => this.#childrenOf(access));
    return this.#withTriggers([...reads, ...children]);
  }

  /** A trigger may read what it reaches, and refuse the row for it. */
  #withTriggers(reads: readonly TableUse[] | 'all'): readonly TableUse[] | 'all' {
    const { writes } = this.#access;
    if (reads === 'all' || writes === 'all') return reads;
    const reached = writes.map((access) => this.#reachOf(this.#name(access), 'change') ?? []);
    if (reached.includes('all')) return 'all';
    const read = reached.flat().filter((table) => !isHeld(table) || table.endsWith('?'));
    return [...reads, ...read.map((table) => ({ table: table.replace(/\?$/, '') }))];
  }

  /** DELETE without WHERE goes row by row where the table has triggers; TRUNCATE does not. */
  #reachOf(table: string, effect: TableWrite['effect']): readonly string[] | 'all' | undefined {
    const { verb, isUpsert } = this.#access;
    const isByRow = effect === 'change' || (effect === 'empty' && verb === 'DELETE');
    const isOneEvent = !isUpsert && (verb === 'INSERT' || verb === 'UPDATE' || verb === 'DELETE');
    return isByRow ? this.#catalogue.reachThrough(table, isOneEvent ? verb.toLowerCase() : '') : undefined;
  }

  /** Rows of other tables that refer to these. */
  #childrenOf(access: TableAccess): readonly TableUse[] {
    return this.#isUnchecked ? [] : childrenOf(this.#name(access), this.#pinsOf(access), this.#catalogue);
  }

  #name(one: TableName): string {
    return this.#own.nameOf(one);
  }
}
