// What a statement does with its columns and constants beside giving, storing and comparing them as they are: functions, arithmetic,
// orders, patterns. Hints that words give, no parser. And in which column each constant is stored, also within a function.

import type { LexerOptions } from '../words/token.ts';
import { type Word, wordsOf } from './use-words.ts';
import {
  ARITHMETIC,
  BY_SIZE,
  ENDS_ITEM,
  ENDS_ORDER,
  EQUALS,
  INNER_ORDER,
  LENGTHS,
  NO_ALIASES,
  NO_FUNCTIONS,
  ORDER_ENDS,
  PASSING,
  PATTERNS,
  PICKING,
  SIZES,
} from './value-words.ts';

/**
 * `computed`: something else is made of it; `ordered`: rows are sorted by it, and by nothing behind it; `ordered in turn`: the same, and
 * what is equal may stand in the order in which it was stored; `ordered first`: something else decides where it is equal; `picked`: the
 * least or the greatest of all rows; `ranked`: of several of one row; `compared`: by size; `equated`: whether it is equal; `grouped`: the
 * same by GROUP BY and DISTINCT, where nothing else stands there; `matched`: LIKE; `measured`: its length is asked for.
 */
export type HowUsed =
  | 'computed'
  | 'ordered'
  | 'ordered in turn'
  | 'ordered first'
  | 'picked'
  | 'ranked'
  | 'compared'
  | 'equated'
  | 'grouped'
  | 'matched'
  | 'measured';

export interface FunctionCall {
  /** In lower case. */
  readonly name: string;
  /** Arguments behind the first one, as they are written, in lower case. */
  readonly others: readonly string[];
}

export interface ValueUse {
  readonly how: HowUsed;
  /** A column, in lower case; null for a constant. */
  readonly name: string | null;
  /** Whether a table stands before it: no other name of a column that the statement gives. */
  readonly isOfTable: boolean;
  /** Where its token begins. */
  readonly start: number;
  /** The one function around it, with its other arguments as they are written; null where it is not as simple as that. */
  readonly call: FunctionCall | null;
  /** Where constants begin that it is compared with, or that are its pattern, one behind the other. */
  readonly beside: readonly number[];
  /** Of what is selected: under which name it is given, in lower case, empty where that is not known; null elsewhere. */
  readonly as: string | null;
}

/** What becomes of one column's values: they are stored, as they are or computed with, in another one. */
export interface Copied {
  /** Null where the statement does not name it. */
  readonly to: string | null;
  readonly from: string;
  /** Whether it is the row that an INSERT brings, not the one that is there: `VALUES(a)` behind ON DUPLICATE KEY UPDATE. */
  readonly isInserted: boolean;
  /** As of a use; `as it is`: nothing is made of it. */
  readonly made: FunctionCall | null | 'as it is';
}

export interface ValueUses {
  readonly uses: readonly ValueUse[];
  /** Whether an order decides more than in which order rows come, but for a LIMIT of the whole. */
  readonly isCut: boolean;
  /** Whether the whole has a LIMIT. */
  readonly isLimited: boolean;
  /**
   * Columns in which constants are stored, by where their tokens begin; null where the statement does not name it, `#2` where it names
   * none: the third one of the table.
   */
  readonly stored: ReadonlyMap<number, string | null>;
  /** Other names of columns, in lower case. */
  readonly aliases: ReadonlyMap<string, string>;
  /** By another name of a column the name of its table, or that name's other one; empty where it has several. */
  readonly owners: ReadonlyMap<string, string>;
  /** Names of what is computed, in lower case. */
  readonly made: ReadonlySet<string>;
  readonly copied: readonly Copied[];
  /** Columns and variables that it names, in lower case. */
  readonly names: ReadonlySet<string>;
  /** Variables that get what is selected. */
  readonly filled: readonly string[];
}

const NONE: ValueUses = {
  ...{ uses: [], isCut: false, isLimited: false, stored: new Map(), aliases: new Map(), owners: new Map() },
  ...{ made: new Set(), copied: [], names: new Set(), filled: [] },
};
const READ: ReadonlySet<string> = new Set('select insert replace update delete with set do table values ('.split(' '));

/** @param sql in its normal form */
export function readValueUses(sql: Buffer, options: LexerOptions): ValueUses {
  const words = wordsOf(sql, options);
  if (!READ.has(words[0]?.text ?? '')) return NONE;
  const reader = new Reader(words);
  reader.read();
  return reader;
}

const ORDINAL = { name: '?', isOfTable: false, call: null, beside: [], as: null } as const;

interface Level {
  readonly name: string;
  readonly open: number;
  isOrder: boolean;
  isList: boolean;
}

class Reader implements ValueUses {
  readonly uses: ValueUse[] = [];
  isCut = false;
  isLimited = false;
  readonly stored = new Map<number, string | null>();
  readonly aliases = new Map<string, string>();
  readonly owners = new Map<string, string>();
  readonly made = new Set<string>();
  readonly copied: Copied[] = [];
  readonly names = new Set<string>();
  readonly filled: string[] = [];
  readonly #words: readonly Word[];
  readonly #levels: Level[] = [{ name: '', open: -1, isOrder: false, isList: false }];
  #statement = '';
  /** Columns of an INSERT, and which one's value is read; null outside of rows. */
  #columns: string[] = [];
  #at: number | null = null;
  #isStoring = false;
  #assigned: string | null = null;
  /** `INSERT … VALUES (…) AS fresh ON DUPLICATE KEY UPDATE a = fresh.a` */
  #rowAlias: string | null = null;

  constructor(list: readonly Word[]) {
    this.#words = list;
  }

  read(): void {
    for (let at = 0; at < this.#words.length; at++) this.#word(at);
  }

  #text(at: number): string {
    return this.#words[at]?.text ?? '';
  }

  get #top(): Level {
    return this.#levels.at(-1) as Level;
  }

  #word(at: number): void {
    const { text, isName: isNamed, isConstant } = this.#words[at] as Word;
    const depth = this.#levels.length - 1;
    if (this.#statement === '' && text !== '(') this.#statement = text;
    if (text === '(') this.#open(at);
    else if (text === ')') this.#close();
    else if (text === ';') this.#begin();
    else if (text === ',' && depth === 1 && this.#at !== null) this.#at++;
    else if (isConstant) this.#constant(at);
    else if (isNamed) this.#name(at, text, depth);
  }

  #begin(): void {
    this.#statement = '';
    this.#columns = [];
    this.#at = null;
    this.#isStoring = false;
    this.#assigned = null;
    this.#rowAlias = null;
    this.#levels.splice(1);
    Object.assign(this.#top, { isOrder: false, isList: false });
  }

  #open(at: number): void {
    const before = this.#words[at - 1];
    const isList = this.#isInsert && !this.#isStoring && this.#levels.length === 1;
    const isCall = before?.isName === true && !NO_FUNCTIONS.has(before.text) && !isList;
    const isOver = before?.text === 'over';
    if (isList) this.#columns = [];
    if (this.#isStoring && this.#isInsert && this.#assigned === null && this.#levels.length === 1) this.#at = 0;
    this.#levels.push({ name: isCall || isOver ? before.text : '', open: at, isOrder: false, isList: false });
  }

  #close(): void {
    if (this.#levels.length > 1) this.#levels.pop();
    if (this.#levels.length === 1) this.#at = null;
  }

  get #isInsert(): boolean {
    return this.#statement === 'insert' || this.#statement === 'replace';
  }

  #name(at: number, text: string, depth: number): void {
    const top = this.#top;
    if (text === 'select') top.isList = true;
    else if (text === 'from') top.isList = false;
    else if (text === 'order' && this.#text(at + 1) === 'by') this.#order(top);
    else if (ORDER_ENDS.has(text)) top.isOrder = false;
    if (text === 'limit' || text === 'fetch') this[depth === 0 ? 'isLimited' : 'isCut'] = true;
    if (depth === 0) this.#clause(at, text);
    if (this.#isInsert && !this.#isStoring && depth === 1 && this.#text(at + 1) !== '.') this.#columns.push(text);
    if (text === 'into') this.#fill(at);
    if (this.#words[at]?.isKeyword === true) return;
    if (at === 0 || this.#text(at - 1) === ';') return;
    if (this.#isNameOfMade(at)) this.made.add(text);
    if (this.#text(at + 1) === '(' || this.#text(at + 1) === '.' || this.#isColumnList) return;
    this.#alias(at, text);
    this.#use(at, text);
    this.names.add(text);
    const isStored = this.#at !== null || (this.#isStoring && this.#assigned !== null && this.#text(at + 1) !== '=');
    if (!isStored) return;
    const use = this.uses.find(({ how, start }) => how === 'computed' && start === this.#words[at]?.start);
    const made = use === undefined ? 'as it is' : use.call;
    this.copied.push({ to: this.#storedIn, from: text, isInserted: this.#isInserted(at), made });
  }

  #isInserted(at: number): boolean {
    if (!this.#isInsert || this.#assigned === null) return false;
    return this.#text(at - 1) === '.'
      ? this.#rowAlias !== null && this.#text(at - 2) === this.#rowAlias
      : this.#text(at - 1) === '(' && /^values?$/.test(this.#text(at - 2));
  }

  get #storedIn(): string | null {
    if (this.#at === null) return this.#assigned;
    return this.#columns[this.#at] ?? (this.#columns.length === 0 ? `#${this.#at}` : null);
  }

  /** `SELECT … INTO @a, @b` */
  #fill(at: number): void {
    for (let next = at + 1; this.#text(next).startsWith('@'); next += 2) this.filled.push(this.#text(next));
  }

  /** Behind a function, or behind AS where what stands before is no column by itself. */
  #isNameOfMade(at: number): boolean {
    const isAs = this.#text(at - 1) === 'as';
    const last = this.#words[at - (isAs ? 2 : 1)];
    if (!isAs && (!this.#top.isList || last?.text !== ')')) return false;
    return last?.isName !== true || last.isKeyword || ARITHMETIC.has(this.#text(at - (isAs ? 3 : 2)));
  }

  get #isColumnList(): boolean {
    return this.#isInsert && !this.#isStoring && this.#statement !== 'select' && this.#levels.length <= 2;
  }

  #order(top: Level): void {
    top.isOrder = true;
    if (INNER_ORDER.has(top.name)) this.isCut = true;
  }

  /** At the top of a statement: where it stores. */
  #clause(at: number, text: string): void {
    if (text === 'values' || text === 'value' || text === 'set') this.#isStoring = true;
    else if (text === 'select') {
      if (this.#isInsert) this.#statement = text;
    } else if (text === 'where' || text === 'order' || text === 'limit') this.#isStoring = false;
    else if (this.#isStoring && /^:?=$/.test(this.#text(at + 1))) this.#assigned = text;
    else if (text === 'duplicate') this.#at = null;
    else if (text === 'as' && this.#isStoring) this.#rowAlias = this.#text(at + 1);
  }

  #alias(at: number, text: string): void {
    const [next, second] = [this.#words[at + 1], this.#words[at + 2]];
    const isBare = this.#top.isList && next?.isName === true && !NO_ALIASES.has(next.text) && !NO_ALIASES.has(text);
    const as = next?.text === 'as' && second?.isName === true ? second.text : isBare ? next.text : null;
    if (as === null) return;
    this.aliases.set(as, text);
    const owner = this.#text(at - 1) === '.' ? this.#text(at - 2) : '';
    this.owners.set(as, (this.owners.get(as) ?? owner) === owner ? owner : '');
  }

  #constant(at: number): void {
    const { start } = this.#words[at] as Word;
    if (this.#at !== null || (this.#isStoring && this.#assigned !== null)) this.stored.set(start, this.#storedIn);
    const isOrdinal = this.#top.isOrder && /^(?:by|,)$/.test(this.#text(at - 1));
    if (isOrdinal) this.uses.push({ how: this.#orderedHow(at), ...ORDINAL, start });
    else this.#use(at, null);
  }

  #use(at: number, name: string | null): void {
    const { start } = this.#words[at] as Word;
    let first = at;
    while (this.#text(first - 1) === '.') first -= 2;
    const [before, behind] = [this.#text(first - 1), this.#text(at + 1)];
    const calls = this.#levels.flatMap((level) => (level.name === '' ? [] : [level.name]));
    const as = this.#outputOf(at);
    const add = (how: HowUsed, beside: readonly number[] = []) => {
      const call = how === 'computed' ? this.#call(at, first, calls) : null;
      this.uses.push({ how, name, isOfTable: first < at, start, call, beside, as });
    };
    const hard = calls.filter((one) => !PASSING.has(one) && !LENGTHS.has(one) && !BY_SIZE.has(one));
    if (hard.length > 0 || this.#isComputed(before, behind)) add('computed');
    else if (calls.some((one) => LENGTHS.has(one))) add('measured');
    if (behind === 'like' || (behind === 'not' && this.#text(at + 2) === 'like')) {
      add('matched', this.#pattern(at + (behind === 'not' ? 3 : 2)));
    }
    const isBySize = calls.some((one) => BY_SIZE.has(one));
    if (isBySize) this.isCut = true;
    const [other, isBeside] = this.#compared(at, first, before, behind);
    if (isBeside) add('compared', other);
    else if (isBySize) add(calls.some((one) => PICKING.has(one)) ? 'picked' : 'ranked');
    else if (this.#levels.some(({ isOrder }) => isOrder)) add(this.#orderedHow(at));
    const equated = this.#equatedHow(at, first);
    if (equated !== null) add(equated);
  }

  /** Rows have their ids in the order in which they were stored. */
  #orderedHow(at: number): HowUsed {
    if (!this.#top.isOrder) return 'ordered first';
    const direction = this.#text(at + 1);
    const next = at + (direction === 'asc' || direction === 'desc' ? 2 : 1);
    const isLast = (one: number) => one >= this.#words.length || ENDS_ORDER.test(this.#text(one));
    if (isLast(next)) return direction === 'desc' ? 'ordered' : 'ordered in turn';
    const id = this.#text(next + 2) === '.' ? next + 3 : next + 1;
    const isById = this.#text(next) === ',' && this.#text(id) === 'id';
    return isById && direction !== 'desc' && isLast(id + (this.#text(id + 1) === 'asc' ? 2 : 1))
      ? 'ordered in turn'
      : 'ordered first';
  }

  #equatedHow(at: number, first: number): HowUsed | null {
    const [before, behind] = [this.#text(first - 1), this.#text(at + 1)];
    const isAssigned = this.#isStoring && this.#levels.length === 1;
    if (!isAssigned && (EQUALS.has(before) || EQUALS.has(behind))) return 'equated';
    if (behind === 'in' || (behind === 'not' && this.#text(at + 2) === 'in')) return 'equated';
    if (this.#text(this.#top.open - 1) === 'in') return 'equated';
    const isGroup = before === 'by' && this.#text(first - 2) === 'group';
    const isAlone = behind === '' || ENDS_ITEM.test(behind);
    return (isGroup || before === 'distinct') && isAlone ? 'grouped' : null;
  }

  /** The name of what is selected with it. */
  #outputOf(at: number): string | null {
    const list = this.#levels.findLastIndex(({ isList }) => isList);
    if (list < 0) return null;
    let depth = this.#levels.length - 1 - list;
    let next = at + 1;
    for (; next < this.#words.length; next++) {
      const text = this.#text(next);
      if (depth === 0 && /^(?:,|from|\)|;)$/.test(text)) break;
      if (text === '(') depth++;
      else if (text === ')') depth--;
    }
    const last = this.#words[next - 1];
    const isNamed = next - 1 > at && last?.isName === true && !last.isKeyword && this.#text(next - 2) !== '.';
    return isNamed ? last.text : '';
  }

  #isComputed(before: string, behind: string): boolean {
    return [before, behind].some((one) => ARITHMETIC.has(one) || PATTERNS.has(one)) && !/^[(,]$/.test(before + behind);
  }

  /** Constants that it is compared with by size, and whether it is. */
  #compared(at: number, first: number, before: string, behind: string): [readonly number[], boolean] {
    const constant = (one: number) => (this.#words[one]?.isConstant === true ? [(this.#words[one] as Word).start] : []);
    if (SIZES.has(behind)) return [constant(at + 2), true];
    if (SIZES.has(before)) return [constant(first - 2), true];
    const from = behind === 'not' ? at + 2 : at + 1;
    return this.#text(from) === 'between' ? [[...constant(from + 1), ...constant(from + 3)], true] : [[], false];
  }

  #pattern(at: number): readonly number[] {
    const one = this.#words[at];
    if (one?.isConstant === true) return [one.start];
    if (one?.text !== 'concat' || this.#text(at + 1) !== '(') return [];
    const parts: number[] = [];
    for (let part = at + 2; this.#words[part]?.isConstant === true; part += 2) {
      parts.push((this.#words[part] as Word).start);
      if (this.#text(part + 1) === ')') return parts;
    }
    return [];
  }

  /** The function, where it is the only one, and its arguments are single words of which this is the first. */
  #call(at: number, first: number, calls: readonly string[]): ValueUse['call'] {
    const { open, name } = this.#top;
    if (calls.length !== 1 || name === '' || first !== open + 1) return null;
    const others: string[] = [];
    let next = at + 1;
    for (; this.#text(next) === ','; next += 2) {
      if (this.#words[next + 1]?.isConstant !== true) return null;
      others.push(this.#text(next + 1));
    }
    const isWhole = this.#text(next) === ')' && !this.#isComputed(this.#text(open - 2), this.#text(next + 1));
    return isWhole ? { name, others } : null;
  }
}
