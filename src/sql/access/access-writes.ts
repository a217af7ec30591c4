// INSERT, REPLACE, UPDATE, DELETE, LOAD DATA: the tables that they write, the rows that are certain, and whether their order
// among others like them matters. https://dev.mysql.com/doc/refman/en/sql-data-manipulation-statements.html

import { CLOSE, EQUALS, MINUS, OPEN, PLUS } from '../words/ascii.ts';
import { keywordSet } from '../words/keywords.ts';
import { TokenKind } from '../words/token.ts';
import { keepIn, type Mention, pinIn, pinValues } from './access-mentions.ts';
import { QueryReader } from './access-query.ts';
import type { TableName } from './access-shape.ts';
import type { ColumnPin, Constant } from './access-terms.ts';
import { CLAUSES, INSERT_MODIFIERS, K, QUERY_STARTS } from './access-words.ts';
import type { Pin, PinValue } from './constant-key.ts';

/** Rows and columns beyond these pin nothing. */
const MAX_ROWS = 256;
const MAX_COLUMNS = 64;

export abstract class WriteReader extends QueryReader {
  protected readonly writes: Mention[] = [];
  protected writesAll = false;
  protected readonly forgets: TableName[] = [];
  protected clears: string | null = null;
  protected commutes: string | null = null;
  protected readonly assigned = new Set<string>();
  protected readonly asGiven = new Set<string>();
  protected constants: readonly Pin[] = [];
  protected mixesRows = false;
  protected isUpsert = false;

  /** INSERT and REPLACE; the cursor stands on the word. */
  protected insert(isReplace: boolean): void {
    const { cursor } = this;
    cursor.next();
    this.#modifiers();
    const table = this.mention();
    if (table === null) {
      this.writesAll = true;
      this.toEnd();
      return;
    }
    this.writes.push(table);
    if (cursor.is(K.PARTITION)) {
      cursor.next();
      this.skipParenthesis();
    }
    const columns = cursor.isOpen && QUERY_STARTS[cursor.peek().keyword] !== 1 ? this.#columns() : null;
    const isRows = cursor.is(K.VALUES) || cursor.is(K.VALUE);
    let rows: Rows | null = null;
    if (isRows) rows = this.#rows(columns);
    else if (cursor.is(K.SET)) rows = this.#assignedRow();
    else if (cursor.isOpen) this.parenthesis();
    else this.query();
    this.isUpsert = this.#duplicates() || isReplace;
    if (rows === null || this.isUpsert) this.mixesRows = true;
    table.pins = rows?.pins() ?? [];
    if (!this.isUpsert && rows?.areConstant === true) this.commutes = 'inserts';
  }

  #modifiers(): void {
    const { cursor } = this;
    for (; cursor.isIn(INSERT_MODIFIERS); cursor.next()) if (cursor.is(K.IGNORE)) this.mixesRows = true;
  }

  #columns(): string[] {
    const { cursor } = this;
    const columns: string[] = [];
    let name = '';
    for (cursor.next(); !cursor.isEnd && !cursor.isClose; cursor.next()) {
      if (cursor.isComma) columns.push(name);
      else if (!cursor.isDot) name = cursor.name.toLowerCase();
    }
    cursor.next();
    columns.push(name);
    return columns;
  }

  #rows(columns: readonly string[] | null): Rows {
    const { cursor } = this;
    const rows = new Rows(columns);
    cursor.next();
    while (!cursor.isEnd) {
      cursor.skip(K.ROW);
      if (!cursor.isOpen) break;
      cursor.next();
      for (let column = 0; !cursor.isEnd && !cursor.isClose; column++) {
        rows.take(column, this.#value(rows));
        if (cursor.isComma) cursor.next();
      }
      cursor.next();
      rows.count++;
      if (!cursor.isComma) break;
      cursor.next();
    }
    return rows;
  }

  /** `SET a = 1, b = 2`. */
  #assignedRow(): Rows {
    const { cursor } = this;
    const rows = new Rows([]);
    cursor.next();
    while (!cursor.isEnd && !cursor.is(K.ON) && !cursor.is(K.AS) && !cursor.is(K.RETURNING)) {
      const column = this.tableName()?.name.toLowerCase() ?? '';
      rows.columns.push(column);
      if (!cursor.isSign(EQUALS)) break;
      cursor.next();
      rows.take(rows.columns.length - 1, this.#value(rows));
      if (!cursor.isComma) break;
      cursor.next();
    }
    rows.count = 1;
    return rows;
  }

  /** A constant that stands alone; null for any other expression. The cursor then stands behind it. */
  #value(rows: Rows): Constant | null {
    const { cursor } = this;
    const value = this.constant();
    const isKnown = value !== null || cursor.isIn(CONSTANT_WORDS) || isFraction(cursor.kind);
    if (value === null && isKnown) cursor.next();
    const isAlone = cursor.isComma || cursor.isClose || cursor.isEnd || cursor.isIn(VALUE_STOPS);
    if (!isKnown || !isAlone) rows.areConstant = false;
    if (isAlone) return value;
    this.expression(VALUE_STOPS, true);
    return null;
  }

  /** What stands behind the rows. Returns whether a row that is there already may be changed instead. */
  #duplicates(): boolean {
    const { cursor } = this;
    let changes = false;
    while (!cursor.isEnd) {
      if (cursor.is(K.DUPLICATE)) changes = true;
      if (changes && cursor.isName() && cursor.peek().isByte(EQUALS)) this.#duplicate();
      else if (cursor.is(K.AS)) {
        cursor.next();
        cursor.next();
        if (cursor.isOpen) this.skipParenthesis();
      } else if (cursor.isClose) cursor.next();
      else this.step();
    }
    return changes;
  }

  /** The cursor stands on a column that is given a value; then on that value, or behind `VALUES(column)`. */
  #duplicate(): void {
    const { cursor } = this;
    const column = cursor.name.toLowerCase();
    this.assigned.add(column);
    cursor.next();
    cursor.next();
    if (!cursor.is(K.VALUES) || !cursor.peek().isByte(OPEN)) return;
    cursor.next();
    cursor.next();
    const isItself = cursor.isName() && cursor.name.toLowerCase() === column;
    if (!isItself || !cursor.peek().isByte(CLOSE)) return;
    cursor.next();
    cursor.next();
    if (cursor.isComma || cursor.isEnd) this.asGiven.add(column);
  }

  /** The cursor stands on UPDATE. */
  protected update(): void {
    const { cursor } = this;
    cursor.next();
    this.#modifiers();
    const from = this.from();
    this.writes.push(...from.tables);
    if (from.tables.length === 0) this.writesAll = true;
    if (from.tables.length !== 1 || from.hasOthers) this.mixesRows = true;
    const { assigned } = this;
    let addsOnly = cursor.is(K.SET);
    const given = new Map<string, readonly PinValue[] | null>();
    cursor.skip(K.SET);
    while (!cursor.isEnd && !cursor.isIn(CLAUSES)) {
      const column = this.tableName()?.name.toLowerCase();
      if (column === undefined) {
        this.step();
        addsOnly = false;
        continue;
      }
      const isAgain = assigned.has(column);
      assigned.add(column);
      if (!this.#addsConstant(column)) addsOnly = false;
      given.set(column, isAgain ? null : this.#givenConstant());
      this.expression(CLAUSES, true);
      if (cursor.isComma) cursor.next();
      else if (cursor.isClose) cursor.next();
    }
    this.asked = new Set();
    const hasWhere = cursor.skip(K.WHERE);
    if (hasWhere) {
      const pins = this.condition(CLAUSES);
      const isGiven = ({ column }: ColumnPin) => assigned.has(column);
      // a row that is given another value of a pinned column is about two
      pinIn(
        [from],
        pins.filter((pin) => !isGiven(pin)),
        false,
      );
      keepIn(from, pins.filter(isGiven), given);
    }
    for (const table of from.tables) {
      table.links = table.links.filter(({ column, ofColumn }) => !assigned.has(column) && !assigned.has(ofColumn));
    }
    this.toEnd();
    if (!this.mixesRows) {
      this.constants = [...given].flatMap(([column, values]) => (values === null ? [] : [{ column, values }]));
    }
    const asks = [...assigned].some((column) => this.asked?.has(column));
    this.asked = null;
    if (addsOnly && !asks && !this.mixesRows && from.tables.length === 1 && !from.hasOthers) {
      this.commutes = `adds ${[...assigned].sort().join(',')}`;
    }
  }

  /** `= column + 1`: the cursor stands on the sign and is left where it is certain, or certain not to be. */
  #addsConstant(column: string): boolean {
    const { cursor } = this;
    if (!cursor.isSign(EQUALS)) return false;
    cursor.next();
    if (!cursor.isName() || cursor.peek().isByte(OPEN)) return false;
    const source = this.tableName();
    if (source?.name.toLowerCase() !== column) return false;
    if (!cursor.isSign(PLUS) && !cursor.isSign(MINUS)) return false;
    cursor.next();
    const value = this.constant();
    const isEnd = cursor.isComma || cursor.isEnd || cursor.isIn(CLAUSES);
    return isEnd && (value?.kind === 'integer' || value?.kind === 'parameter');
  }

  /** A constant that is all that a column gets; the cursor stands behind the sign and, where there is none, is left there. */
  #givenConstant(): readonly PinValue[] | null {
    const { cursor } = this;
    if (cursor.isName()) return null;
    const value = this.constant();
    const isAlone = cursor.isComma || cursor.isEnd || cursor.isIn(CLAUSES);
    return value !== null && isAlone ? pinValues([value]) : null;
  }

  /** The cursor stands on DELETE. */
  protected delete(): void {
    const { cursor } = this;
    cursor.next();
    this.#modifiers();
    const isPlain = cursor.is(K.FROM);
    // DELETE a, b FROM …: those that are named are among the tables of FROM
    while (!cursor.isEnd && !cursor.is(K.FROM)) cursor.next();
    cursor.next();
    let from = this.from();
    const isMany = !isPlain || cursor.is(K.USING) || from.tables.length !== 1 || from.hasOthers;
    if (cursor.skip(K.USING)) {
      this.mentions.length -= from.tables.length;
      from = this.from();
    }
    this.writes.push(...from.tables);
    if (from.tables.length === 0) this.writesAll = true;
    const hasWhere = cursor.skip(K.WHERE);
    const terms = hasWhere ? this.condition(CLAUSES) : [];
    const [only, another] = this.isAllSaid ? terms : [];
    pinIn([from], terms, false);
    let isLimited = false;
    while (!cursor.isEnd) {
      if (cursor.is(K.LIMIT)) isLimited = true;
      if (cursor.isClose) cursor.next();
      else this.step();
    }
    if (isLimited || isMany) this.mixesRows = true;
    if (only !== undefined && another === undefined && isPin(only) && !this.mixesRows) this.clears = only.column;
    if (!hasWhere && !isLimited && !isMany) this.forgets.push(...from.tables);
  }

  /** LOAD DATA … INTO TABLE t. */
  protected load(): void {
    const { cursor } = this;
    this.mixesRows = true;
    let isFound = false;
    while (!cursor.isEnd) {
      if (!isFound && cursor.is(K.INTO) && cursor.peek().keyword === K.TABLE) {
        cursor.next();
        cursor.next();
        const table = this.mention();
        if (table !== null) this.writes.push(table);
        isFound = table !== null;
        if (cursor.is(K.PARTITION)) cursor.next();
        if (cursor.isOpen) this.skipParenthesis();
      } else if (cursor.isClose) cursor.next();
      else this.step();
    }
    if (!isFound) this.writesAll = true;
  }

  /** Reads what is left of the statement. */
  protected toEnd(): void {
    while (!this.cursor.isEnd) {
      if (this.cursor.is(K.LIMIT)) this.mixesRows = true;
      if (this.cursor.isClose) this.cursor.next();
      else this.step();
    }
  }
}

const VALUE_STOPS = keywordSet('ON RETURNING AS');
const CONSTANT_WORDS = keywordSet('NULL DEFAULT TRUE FALSE');

/** Decimals, floats, hexadecimal literals. */
function isFraction(kind: TokenKind): boolean {
  return kind === TokenKind.binary || kind === TokenKind.decimal || kind === TokenKind.float;
}

/** Whether it says which constants a column has. */
function isPin({ values, how, equals, among }: ColumnPin): boolean {
  return values.length > 0 && how === undefined && equals === undefined && among === undefined;
}

/** Rows of an INSERT, by column. */
class Rows {
  readonly columns: string[];
  readonly #isUnnamed: boolean;
  count = 0;
  /** Whether each value is a constant, NULL and DEFAULT among them. */
  areConstant = true;
  readonly #values: (Constant | null)[][] = [];

  /** @param columns null where the statement does not name them: all there are, in their order */
  constructor(columns: readonly string[] | null) {
    this.columns = [...(columns ?? [])];
    this.#isUnnamed = columns === null;
  }

  take(column: number, value: Constant | null): void {
    if (column >= MAX_COLUMNS || this.count >= MAX_ROWS) return;
    const values = this.#values[column] ?? [];
    this.#values[column] = values;
    values.push(value);
  }

  /** Of columns whose value is certain in each row. */
  pins(): readonly Pin[] {
    if (this.count === 0 || this.count > MAX_ROWS) return [];
    const pins: Pin[] = [];
    const columns = this.#isUnnamed ? this.#values.map((_, index) => `@${index}`) : this.columns.slice(0, MAX_COLUMNS);
    for (const [index, column] of columns.entries()) {
      const values = (this.#values[index] ?? []).filter((value) => value !== null);
      const keys = values.length === this.count ? pinValues(values) : null;
      if (keys !== null) pins.push({ column, values: keys });
    }
    const isWhole = this.#isUnnamed && pins.length === columns.length && columns.length < MAX_COLUMNS;
    if (isWhole) pins.push({ column: '*', values: pins.flatMap(({ values }) => values) });
    return pins;
  }
}
