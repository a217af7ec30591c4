// Expressions and conditions: the queries within them, the functions that they call, and what a condition pins for certain.

import { MINUS, OPEN } from '../words/ascii.ts';
import { type LexerOptions, TokenKind } from '../words/token.ts';
import type { AccessCursor, SeenToken } from './access-cursor.ts';
import type { TableName } from './access-shape.ts';
import {
  type ColumnPin,
  type Constant,
  columnOf,
  comparison,
  constantOf,
  MAX_TERM,
  type QueryColumn,
} from './access-terms.ts';
import { CLAUSES, JOIN_WORDS, K, KNOWN_BEFORE_PARENTHESIS, QUERY_STARTS } from './access-words.ts';
import { isNever } from './never-term.ts';

/** Lists longer than this pin nothing. */
const MAX_VALUES = 256;
const NO_PINS: readonly ColumnPin[] = [];
const NEVER: readonly ColumnPin[] = [{ table: '', column: '', values: [], isNever: true }];

export abstract class ExpressionReader {
  protected readonly cursor: AccessCursor;
  protected readonly options: LexerOptions;
  /** A function was called of which nobody knows what it does. */
  protected callsUnknown = false;
  /** Functions of the application that are called by their names, and procedures. */
  protected readonly calls: TableName[] = [];
  /** Something is called or run of which there is no name. */
  protected callsNameless = false;
  /** Words of columns that the current condition asks for, in lower case; null where nobody wants to know. */
  protected asked: Set<string> | null = null;
  /** Parentheses around the current token, but for those of conditions. */
  protected nesting = 0;
  /** What the query that was read last gives, where that is one column of its only table. */
  protected given: QueryColumn | null = null;
  /** What holds for every row of the condition that was read last is all that it says. */
  protected isAllSaid = false;
  #isBehindDot = false;
  /** The name before the current one. */
  #before = '';
  /** Whether a comma ends the current condition: that of a join. */
  #endsAtComma = false;

  constructor(cursor: AccessCursor, options: LexerOptions) {
    this.cursor = cursor;
    this.options = options;
  }

  /** Reads a query; the cursor stands on its first word, and then on what is no part of it. */
  protected abstract query(): void;
  /** A value is taken from a sequence: NEXT VALUE FOR s, NEXTVAL(s), SETVAL(s, 1). The cursor then stands behind it. */
  protected abstract sequence(isNextValue: boolean): void;

  /** Reads on until a word of `stops`, a comma where `endsAtComma`, a parenthesis that closes, or the end. */
  protected expression(stops: Uint8Array, endsAtComma: boolean): void {
    const { cursor } = this;
    while (!cursor.isEnd && !cursor.isClose) {
      if (cursor.isIn(stops) && !this.#isCall(stops)) return;
      if (endsAtComma && cursor.isComma) return;
      this.step();
    }
  }

  /** LEFT(…), RIGHT(…), VALUES(…) and REPLACE(…) are functions. */
  #isCall(stops: Uint8Array): boolean {
    const isName = stops === CONDITION_STOPS || stops === CLAUSES;
    return isName && (this.cursor.is(K.LEFT) || this.cursor.is(K.RIGHT)) && this.cursor.peek().isByte(OPEN);
  }

  /** One token, or all that its parenthesis holds. */
  protected step(): void {
    const { cursor } = this;
    if (cursor.isOpen) {
      this.parenthesis();
      return;
    }
    const isName = cursor.kind === TokenKind.word || cursor.kind === TokenKind.quotedIdentifier;
    if (isName && this.#word()) return;
    this.#isBehindDot = cursor.isDot;
    cursor.next();
  }

  /** Returns whether the cursor has gone on. */
  #word(): boolean {
    const { cursor } = this;
    this.asked?.add(cursor.name.toLowerCase());
    const behind = cursor.peek();
    const isCall = behind.kind === TokenKind.operator && behind.isByte(OPEN);
    const isNextValue = cursor.is(K.NEXT) && behind.keyword === K.VALUE;
    if (isNextValue || (isCall && (cursor.is(K.NEXTVAL) || cursor.is(K.SETVAL)))) {
      this.sequence(isNextValue);
      return true;
    }
    // a function of a database, or of none that the server brings along
    if (isCall && (this.#isBehindDot || !cursor.isIn(KNOWN_BEFORE_PARENTHESIS))) {
      this.callsUnknown = true;
      this.calls.push({ schema: this.#isBehindDot ? this.#before : null, name: cursor.name });
    }
    this.#before = cursor.name;
    return false;
  }

  /** The cursor stands on an opening parenthesis, and then behind the one that closes it. */
  protected parenthesis(): void {
    const { cursor } = this;
    this.#isBehindDot = false;
    this.nesting++;
    cursor.next();
    if (cursor.isIn(QUERY_STARTS)) this.query();
    while (!cursor.isEnd && !cursor.isClose) this.step();
    this.nesting--;
    cursor.next();
  }

  /**
   * Reads a condition until a clause, a closing parenthesis, or a comma where one ends it.
   * @returns what holds for every row of it, if it is a conjunction
   */
  protected condition(stops: Uint8Array, endsAtComma = false): readonly ColumnPin[] {
    const around = this.#endsAtComma;
    this.#endsAtComma = endsAtComma;
    const pins = this.#conjunction(stops);
    this.#endsAtComma = around;
    return pins;
  }

  #conjunction(stops: Uint8Array): readonly ColumnPin[] {
    const { cursor } = this;
    const pins: ColumnPin[] = [];
    let isConjunction = true;
    let isAllSaid = true;
    while (!cursor.isEnd && !cursor.isClose && !this.#isStop(stops)) {
      this.isAllSaid = true;
      const term = this.#term(stops);
      if (term === null) isConjunction = false;
      else pins.push(...term);
      if (term === null || term.length === 0 || !this.isAllSaid) isAllSaid = false;
      if (this.#isAnd) cursor.next();
    }
    this.isAllSaid = isAllSaid && isConjunction;
    return isConjunction ? pins : NO_PINS;
  }

  #isStop(stops: Uint8Array): boolean {
    if (this.#endsAtComma && this.cursor.isComma) return true;
    return this.cursor.isIn(stops) && !this.#isCall(stops);
  }

  #isText(text: string): boolean {
    const { kind, start, end } = this.cursor.seen;
    return kind === TokenKind.operator && end - start === 2 && this.cursor.sql.toString('latin1', start, end) === text;
  }

  /** What stands between two ANDs; null where it says that the whole is no conjunction. */
  #term(stops: Uint8Array): readonly ColumnPin[] | null {
    const { cursor } = this;
    if (cursor.isOpen) {
      const group = this.#group();
      if (this.#isTermEnd(stops)) return group;
      return this.#scanTerm([], stops) ? NO_PINS : null;
    }
    const seen: SeenToken[] = [];
    if (!this.#scanTerm(seen, stops)) return null;
    if (!cursor.isOpen) {
      if (isNever(seen, cursor.sql, this.options)) return NEVER;
      return comparison(seen, cursor.sql, this.options);
    }
    const list = QUERY_STARTS[cursor.peek().keyword] === 1 ? this.#inQuery(seen) : this.#inList(seen);
    if (this.#isTermEnd(stops)) return list;
    return this.#scanTerm([], stops) ? NO_PINS : null;
  }

  /**
   * Goes to the end of a term, or to the parenthesis of an IN behind nothing but a column.
   * @param seen gets its tokens; more than MAX_TERM where parentheses are among them
   * @returns false where the whole condition is no conjunction
   */
  #scanTerm(seen: SeenToken[], stops: Uint8Array): boolean {
    const { cursor } = this;
    let isConjunction = true;
    let pendingAnds = 0;
    while (!this.#isTermEnd(stops) || (pendingAnds > 0 && this.#isAnd)) {
      if (this.#isAnd) pendingAnds--;
      if (this.#breaksConjunction()) isConjunction = false;
      if (cursor.is(K.BETWEEN)) pendingAnds++;
      if (cursor.isOpen) {
        const isInList =
          isConjunction && seen.at(-1)?.keyword === K.IN && columnOf(seen.slice(0, -1), this.cursor.sql) !== null;
        if (isInList) return true;
        for (let n = 0; n <= MAX_TERM; n++) seen.push(cursor.seen);
        this.parenthesis();
        continue;
      }
      if (seen.length <= MAX_TERM) seen.push(cursor.seen);
      this.step();
    }
    return isConjunction;
  }

  get #isAnd(): boolean {
    return this.cursor.is(K.AND) || this.#isText('&&');
  }

  #isTermEnd(stops: Uint8Array): boolean {
    const { cursor } = this;
    return cursor.isEnd || cursor.isClose || this.#isAnd || this.#isStop(stops);
  }

  #breaksConjunction(): boolean {
    const { cursor } = this;
    if (cursor.is(K.OR) || cursor.is(K.XOR) || cursor.is(K.CASE)) return true;
    return cursor.isComma || this.#isText('||') || this.#isText(':=');
  }

  /** A condition, a row or a query in parentheses, where a term begins. */
  #group(): readonly ColumnPin[] {
    const { cursor } = this;
    const behind = cursor.peek();
    if (QUERY_STARTS[behind.keyword] === 1) {
      this.parenthesis();
      return NO_PINS;
    }
    cursor.next();
    const pins = this.condition(NO_STOPS);
    cursor.next();
    return pins;
  }

  /** `column IN (SELECT …)`: the cursor stands on the parenthesis, and then behind it. */
  #inQuery(seen: readonly SeenToken[]): readonly ColumnPin[] {
    const column = columnOf(seen.slice(0, -1), this.cursor.sql);
    this.given = null;
    this.parenthesis();
    const among = this.given;
    this.given = null;
    return column === null || among === null ? NO_PINS : [{ ...column, values: [], among }];
  }

  /** `column IN (1, 2)`: the cursor stands on the parenthesis, and then behind it. */
  #inList(seen: readonly SeenToken[]): readonly ColumnPin[] {
    const { cursor } = this;
    const column = columnOf(seen.slice(0, -1), this.cursor.sql);
    const values: Constant[] = [];
    let isList = column !== null;
    cursor.next();
    while (!cursor.isEnd && !cursor.isClose) {
      const value = this.constant();
      if (value !== null && values.length <= MAX_VALUES) values.push(value);
      if (value === null || !(cursor.isComma || cursor.isClose)) isList = false;
      this.expression(NO_STOPS, true);
      if (cursor.isComma) cursor.next();
    }
    cursor.next();
    const isPin = isList && column !== null && values.length > 0 && values.length <= MAX_VALUES;
    return isPin ? [{ ...column, values }] : NO_PINS;
  }

  /** The constant that stands alone here, the cursor then behind it; null where there is none, the cursor stays. */
  protected constant(): Constant | null {
    const { cursor } = this;
    const isNegative = cursor.isSign(MINUS) && cursor.peek().kind === TokenKind.integer;
    if (isNegative) cursor.next();
    const value = constantOf(cursor.seen, isNegative ? '-' : '', cursor.sql, this.options);
    if (value !== null) cursor.next();
    return value;
  }
}

const NO_STOPS = new Uint8Array(CLAUSES.length);
/** What ends the condition of a join: a clause, or the next join. */
export const CONDITION_STOPS: Uint8Array = CLAUSES.map((bit, index) => bit | (JOIN_WORDS[index] ?? 0));
