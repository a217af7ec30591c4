// Which column a value of a statement is stored in, or compared with: `SET a = 1`, `WHERE t.a = 1`, `a IN (1, 2)`, `INSERT INTO t (a, b)
// VALUES (1, 2)`. What is written in any other way has no column.

import { tokensOf } from '../statement-reading.ts';
import { CLOSE, COMMA, DOT, EQUALS, OPEN } from '../words/ascii.ts';
import { type LexerOptions, TokenKind } from '../words/token.ts';
import type { TokenReader } from '../words/tokens.ts';
import { isName, nameAt } from './brought-in.ts';

export interface ValueColumn {
  /** In lower case, as the statement has it. */
  readonly column: string;
  /** What stands before its dot, in lower case; null where nothing does. */
  readonly table: string | null;
}

export interface ValueColumns {
  /** By where the value's token begins. */
  readonly columns: ReadonlyMap<number, ValueColumn>;
  /** Tables that the statement names, by what it calls them; all in lower case, without their schemas. */
  readonly tables: ReadonlyMap<string, string>;
}

/** @param sql in its normal form */
export function readValueColumns(sql: Buffer, options: LexerOptions): ValueColumns {
  const reader = new Reader(tokensOf(sql, options).read());
  reader.read();
  return reader;
}

const BEFORE_TABLES: ReadonlySet<string> = new Set(['FROM', 'JOIN', 'INTO', 'UPDATE', 'TABLE']);
const NO_ALIASES: ReadonlySet<string> = new Set(
  'WHERE SET VALUES VALUE ON USING INNER LEFT RIGHT CROSS JOIN ORDER GROUP HAVING LIMIT SELECT UNION FOR'.split(' '),
);

class Reader implements ValueColumns {
  readonly columns = new Map<number, ValueColumn>();
  readonly tables = new Map<string, string>();
  readonly #lexer: TokenReader;
  #kind: TokenKind = TokenKind.end;
  /** Columns of an INSERT, in the order of its values. */
  #listed: readonly ValueColumn[] = [];
  #isBehindKey = false;

  constructor(lexer: TokenReader) {
    this.#lexer = lexer;
    this.#next();
  }

  read(): void {
    while (this.#kind !== TokenKind.end) {
      const word = this.#kind === TokenKind.word ? this.#lexer.upperText() : '';
      const isBehindKey = this.#isBehindKey;
      this.#isBehindKey = word === 'KEY';
      // ON DUPLICATE KEY UPDATE names no table
      if (BEFORE_TABLES.has(word) && !isBehindKey) {
        this.#next();
        this.#table(word === 'INTO');
      } else if (word === 'VALUES' || word === 'VALUE') {
        this.#next();
        while (this.#is(OPEN)) this.#row();
      } else if (word === 'KEY' || word === 'UPDATE') this.#next();
      else if (isName(this.#kind)) this.#compared();
      else this.#next();
    }
  }

  #next(): void {
    this.#kind = this.#lexer.nextSignificant();
  }

  #is(byte: number): boolean {
    return this.#kind === TokenKind.operator && this.#lexer.isByte(byte);
  }

  /** `[schema.]name [[AS] alias]`, and the columns in parentheses behind INTO. */
  #table(hasColumns: boolean): void {
    if (!isName(this.#kind)) return;
    const { column: name } = this.#name();
    let alias = name;
    const isAs = this.#kind === TokenKind.word && this.#lexer.upperText() === 'AS';
    if (isAs) this.#next();
    const isAlias =
      this.#kind === TokenKind.quotedIdentifier ||
      (this.#kind === TokenKind.word && (isAs || !NO_ALIASES.has(this.#lexer.upperText())));
    if (isAlias) alias = this.#name().column;
    this.tables.set(alias, name);
    if (hasColumns && this.#is(OPEN)) this.#listed = this.#columnList();
  }

  #columnList(): readonly ValueColumn[] {
    const list: ValueColumn[] = [];
    this.#next();
    while (isName(this.#kind)) {
      list.push(this.#name());
      if (this.#is(COMMA)) this.#next();
    }
    if (this.#is(CLOSE)) this.#next();
    return list;
  }

  /** A row of VALUES: a value that stands by itself is its column's. */
  #row(): void {
    let [depth, at] = [0, 0];
    do {
      let isFirst = false;
      if (this.#is(OPEN)) isFirst = ++depth === 1;
      else if (this.#is(CLOSE)) depth--;
      else if (depth === 1 && this.#is(COMMA)) {
        isFirst = true;
        at++;
      }
      this.#next();
      if (isFirst) this.#note(this.#listed[at]);
    } while (depth > 0 && this.#kind !== TokenKind.end);
    if (this.#is(COMMA)) this.#next();
  }

  /** `name = value`, `name <=> value`, `name [NOT] IN (value, …)`. */
  #compared(): void {
    const column = this.#name();
    if (this.#isEquals()) {
      this.#next();
      this.#note(column);
      return;
    }
    if (this.#isWord('NOT')) this.#next();
    if (!this.#isWord('IN')) return;
    this.#next();
    if (!this.#is(OPEN)) return;
    do {
      this.#next();
      this.#note(column);
      if (isConstant(this.#kind)) this.#next();
    } while (this.#is(COMMA));
  }

  #isEquals(): boolean {
    const { sql, start, end } = this.#lexer;
    return this.#is(EQUALS) || (this.#kind === TokenKind.operator && sql.toString('latin1', start, end) === '<=>');
  }

  #isWord(word: string): boolean {
    return this.#kind === TokenKind.word && this.#lexer.upperText() === word;
  }

  #note(column: ValueColumn | undefined): void {
    if (column !== undefined && isConstant(this.#kind)) this.columns.set(this.#lexer.start, column);
  }

  /** The last of names with dots between them; the reader then stands behind it. */
  #name(): ValueColumn {
    let table: string | null = null;
    let column = nameAt(this.#lexer).text.toLowerCase();
    this.#next();
    while (this.#is(DOT)) {
      this.#next();
      if (!isName(this.#kind)) break;
      table = column;
      column = nameAt(this.#lexer).text.toLowerCase();
      this.#next();
    }
    return { column, table };
  }
}

function isConstant(kind: TokenKind): boolean {
  return (kind >= TokenKind.string && kind <= TokenKind.float) || kind === TokenKind.parameter;
}
