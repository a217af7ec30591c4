// Queries: the tables in FROM with what WHERE pins of them, names that WITH gives, queries within queries, UNION.
// https://dev.mysql.com/doc/refman/en/select.html, https://dev.mysql.com/doc/refman/en/join.html

import { OPEN } from '../words/ascii.ts';
import { TokenKind } from '../words/token.ts';
import { CONDITION_STOPS, ExpressionReader } from './access-conditions.ts';
import type { SeenToken } from './access-cursor.ts';
import { type From, givenBy, linkIn, type Mention, pinIn } from './access-mentions.ts';
import { columnOf, MAX_TERM } from './access-terms.ts';
import {
  BEHIND_WITH,
  CLAUSES,
  COUNT_OF_ALL,
  DEFINITION_TABLES,
  INDEX_HINTS,
  K,
  NO_ALIASES,
  PARTLY_DEFINITIONS,
  PLAIN_SYSTEM_TABLES,
  QUERY_STARTS,
  SET_OPERATIONS,
} from './access-words.ts';

export abstract class QueryReader extends ExpressionReader {
  protected readonly mentions: Mention[] = [];
  /** Names of sequences that a value is taken from. */
  protected readonly sequences: Mention[] = [];
  protected locksReads = false;
  protected readsDefinitions = false;
  /** Data of which nobody can tell whose they are. */
  protected readsAll = false;
  /** Names of WITH that hold here, in lower case. */
  #common: readonly string[] = [];
  #depth = 0;
  /** Those that are open, the innermost last. */
  readonly #froms: From[] = [];
  /** Within the parentheses of a join. */
  #isNested = false;

  /** SELECT, WITH, VALUES, TABLE and what UNION adds, up to what is no part of it. */
  protected override query(): void {
    const { cursor } = this;
    const common = this.#common;
    this.#depth++;
    if (cursor.is(K.WITH)) this.with();
    this.#term();
    let { given } = this;
    while (!cursor.isEnd && !cursor.isClose) {
      if (cursor.isIn(SET_OPERATIONS)) {
        cursor.next();
        while (cursor.is(K.ALL) || cursor.is(K.DISTINCT)) cursor.next();
        this.#term();
        given = null;
      } else if (this.isBehindQuery()) break;
      else this.#tail();
    }
    this.given = given;
    this.#depth--;
    this.#common = common;
  }

  /** ON DUPLICATE KEY UPDATE and RETURNING end the query of an INSERT. */
  protected isBehindQuery(): boolean {
    return this.#depth === 1 && (this.cursor.is(K.ON) || this.cursor.is(K.RETURNING));
  }

  /** ORDER BY, LIMIT, locks: whatever stands behind a query's tables. */
  #tail(): void {
    const { cursor } = this;
    if (cursor.is(K.FOR) || cursor.is(K.LOCK)) {
      const { keyword } = cursor.peek();
      if (keyword === K.UPDATE || keyword === K.SHARE || keyword === K.IN) this.locksReads = true;
    }
    this.step();
  }

  #term(): void {
    const { cursor } = this;
    this.given = null;
    if (cursor.isOpen) {
      const behind = cursor.peek();
      if (QUERY_STARTS[behind.keyword] === 1) this.parenthesis();
      else {
        cursor.next();
        this.#term();
        while (!cursor.isEnd && !cursor.isClose) {
          if (cursor.isIn(SET_OPERATIONS)) {
            cursor.next();
            while (cursor.is(K.ALL) || cursor.is(K.DISTINCT)) cursor.next();
            this.#term();
          } else this.#tail();
        }
        cursor.next();
      }
    } else if (cursor.is(K.SELECT)) this.#select();
    else if (cursor.is(K.TABLE)) {
      cursor.next();
      this.mention();
    } else {
      if (!cursor.is(K.VALUES)) this.readsAll = true;
      cursor.next();
      this.expression(CLAUSES, false);
    }
  }

  #select(): void {
    const { cursor } = this;
    cursor.next();
    const items: SeenToken[] = [];
    for (let previous = 0; !cursor.isEnd && !cursor.isClose; ) {
      const isFrom = cursor.is(K.FROM) && previous !== K.DISTINCT;
      if (isFrom || (!cursor.is(K.VALUES) && cursor.isIn(CLAUSES))) break;
      if (this.isBehindQuery()) return;
      previous = cursor.keyword;
      if (previous !== K.DISTINCT && items.length <= MAX_TERM) items.push(cursor.seen);
      this.step();
    }
    // INTO @x, OUTFILE '…': may stand before FROM
    if (cursor.is(K.INTO)) {
      while (!cursor.isEnd && !cursor.isClose && !cursor.is(K.FROM) && !this.#isClauseBehindInto()) this.step();
    }
    const from = cursor.skip(K.FROM) ? this.from() : null;
    if (cursor.skip(K.WHERE)) {
      const pins = this.condition(CLAUSES);
      if (from !== null) pinIn(this.#froms, pins, this.nesting > 0);
    }
    if (from !== null) this.#froms.pop();
    this.given = from === null ? null : givenBy(from, columnOf(items, cursor.sql));
  }

  #isClauseBehindInto(): boolean {
    return !this.cursor.is(K.INTO) && this.cursor.isIn(CLAUSES);
  }

  /** WITH a AS (…), b (x, y) AS (…): the cursor then stands behind all of them. */
  protected with(): void {
    const { cursor } = this;
    cursor.next();
    const isRecursive = cursor.skip(K.RECURSIVE);
    while (!cursor.isEnd && !cursor.isClose) {
      const name = cursor.name.toLowerCase();
      cursor.next();
      if (cursor.isOpen) this.skipParenthesis();
      cursor.skip(K.AS);
      const before = this.#common;
      if (isRecursive) this.#common = [...before, name];
      if (!cursor.isOpen) {
        this.readsAll = true;
        return;
      }
      this.parenthesis();
      this.#common = [...before, name];
      // MariaDB: CYCLE a RESTRICT
      while (!cursor.isEnd && !cursor.isComma && !cursor.isOpen && !cursor.isIn(BEHIND_WITH)) cursor.next();
      if (!cursor.isComma) return;
      cursor.next();
    }
  }

  /** The tables of a FROM, of UPDATE or DELETE, up to the next clause. */
  protected from(): From {
    const from: From = { tables: [], hasOthers: false };
    this.#froms.push(from);
    this.#tables(from);
    return from;
  }

  #tables(from: From): void {
    const { cursor } = this;
    let isExpected = true;
    while (!cursor.isEnd && !cursor.isClose) {
      if (isExpected) {
        isExpected = false;
        this.#factor(from);
      } else if (cursor.isComma || cursor.is(K.JOIN) || cursor.is(K.STRAIGHT_JOIN)) {
        isExpected = true;
        cursor.next();
      } else if (cursor.is(K.ON)) {
        if (cursor.peek().keyword === K.DUPLICATE) return;
        cursor.next();
        this.#joinCondition(from);
      } else if (cursor.isOpen) this.skipParenthesis();
      else if (cursor.isIn(SET_OPERATIONS) && this.#isNested) {
        // a query in more parentheses than it needs
        this.#unionInTables(from);
      } else if (cursor.is(K.FOR) && cursor.peek().keyword === K.SYSTEM_TIME) {
        from.hasOthers = true;
        cursor.next();
      } else if (cursor.is(K.FOR) && INDEX_HINTS[cursor.peek().keyword] === 1) {
        cursor.next();
        cursor.next();
      } else if (cursor.isIn(CLAUSES) || this.isBehindQuery()) return;
      else cursor.next();
    }
  }

  #unionInTables(from: From): void {
    const { cursor } = this;
    from.hasOthers = true;
    cursor.next();
    while (cursor.is(K.ALL) || cursor.is(K.DISTINCT)) cursor.next();
    this.#term();
  }

  /**
   * ON …: commas end it, since a table follows, and so does the next join. Only what it says of the table that is joined last
   * holds for all rows that count: of an outer join's other side it says nothing.
   */
  #joinCondition(from: From): void {
    const { alias = '' } = from.tables.at(-1) ?? {};
    for (const { equals, ...pin } of this.condition(CONDITION_STOPS, true)) {
      const isOfLast = (pin.table === alias) !== (equals?.table === alias);
      if (equals !== undefined && isOfLast && !from.hasOthers) linkIn(from, pin, equals);
    }
  }

  #factor(from: From): void {
    const { cursor } = this;
    while (cursor.is(K.LATERAL) || cursor.kind === TokenKind.operator) {
      if (cursor.isOpen || cursor.isClose || cursor.isEnd) break;
      cursor.next(); // { OJ
    }
    cursor.skip(K.OJ);
    if (cursor.isOpen) {
      this.#inParentheses(from);
      this.#alias();
      return;
    }
    if (cursor.is(K.DUAL)) {
      cursor.next();
      return;
    }
    const behind = cursor.peek();
    if (behind.kind === TokenKind.operator && behind.isByte(OPEN) && cursor.kind === TokenKind.word) {
      from.hasOthers = true;
      this.step(); // JSON_TABLE(…)
      this.parenthesis();
      this.#alias();
      return;
    }
    const table = this.mention();
    if (table === null) {
      from.hasOthers = true;
      this.#alias();
    } else {
      const alias = this.#alias();
      if (alias !== null) table.alias = alias;
      from.tables.push(table);
    }
  }

  #inParentheses(from: From): void {
    const { cursor } = this;
    if (QUERY_STARTS[cursor.peek().keyword] === 1) {
      from.hasOthers = true;
      this.parenthesis();
      return;
    }
    cursor.next();
    const wasNested = this.#isNested;
    this.#isNested = true;
    this.#tables(from);
    // ORDER BY, LIMIT of a query in two parentheses
    while (!cursor.isEnd && !cursor.isClose) this.step();
    this.#isNested = wasNested;
    cursor.next();
  }

  /** `[PARTITION (…)] [AS] alias [(columns)]`, in lower case; null where there is none. */
  #alias(): string | null {
    const { cursor } = this;
    if (cursor.is(K.PARTITION)) {
      cursor.next();
      if (cursor.isOpen) this.skipParenthesis();
    }
    const hasAs = cursor.skip(K.AS);
    const isAlias = cursor.kind === TokenKind.string || cursor.isName();
    if (!isAlias || (!hasAs && cursor.isIn(NO_ALIASES))) return null;
    const alias = cursor.name.toLowerCase();
    cursor.next();
    if (cursor.isOpen) this.skipParenthesis();
    return alias;
  }

  /** `name` or `schema.name`: null where it is a name of WITH. The cursor then stands behind it. */
  protected mention(): Mention | null {
    const table = this.tableName();
    if (table === null) {
      this.readsAll = true;
      return null;
    }
    if (table.schema === null && this.#common.includes(table.name.toLowerCase())) return null;
    this.#noteSystemTable(table);
    this.mentions.push(table);
    return table;
  }

  #noteSystemTable({ schema, name }: Mention): void {
    const of = schema?.toLowerCase();
    if (of === 'information_schema') {
      this.readsDefinitions = true;
      if (!DEFINITION_TABLES.has(name.toLowerCase()) && !this.#asksForNames(name.toLowerCase())) this.readsAll = true;
    } else if (of === 'performance_schema' || of === 'sys') this.readsAll = true;
    else if (of === 'mysql' && !PLAIN_SYSTEM_TABLES.has(name.toLowerCase())) this.readsAll = true;
  }

  /** Of a system table that tells of definitions and of rows: whether the statement says nothing of the latter. */
  #asksForNames(table: string): boolean {
    const ofRows = PARTLY_DEFINITIONS.get(table);
    return ofRows !== undefined && !ofRows.test(this.cursor.sql.toString('latin1').replace(COUNT_OF_ALL, ''));
  }

  /** A table's name that is none of WITH; null where none stands here, and then the cursor stays. */
  protected tableName(): Mention | null {
    const { cursor } = this;
    let schema: string | null = null;
    // .name is one of the current database
    if (cursor.isDot) cursor.next();
    else if (!cursor.isName()) return null;
    let { name } = cursor;
    cursor.next();
    while (cursor.isDot) {
      cursor.next();
      if (!cursor.isName(true)) return null;
      schema = name;
      name = cursor.name;
      cursor.next();
    }
    return { schema, name, alias: name.toLowerCase(), pins: [], bounds: [], links: [] };
  }

  protected override sequence(isNextValue: boolean): void {
    const { cursor } = this;
    // to the name, behind VALUE FOR or the parenthesis
    for (let n = isNextValue ? 3 : 2; n > 0; n--) cursor.next();
    const name = this.tableName();
    if (name === null) this.callsNameless = this.callsUnknown = true;
    else this.sequences.push(name);
    if (isNextValue) return;
    while (!cursor.isEnd && !cursor.isClose) this.step();
    cursor.next();
  }

  /** Parentheses that hold names. */
  protected skipParenthesis(): void {
    const { cursor } = this;
    let depth = 0;
    do {
      if (cursor.isOpen) depth++;
      else if (cursor.isClose) depth--;
      cursor.next();
    } while (depth > 0 && !cursor.isEnd);
  }
}
