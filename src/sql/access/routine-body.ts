// The statements of a stored program's body, one by one: what decides about branches and loops is read like any other
// expression, since a body may take each way.
// https://dev.mysql.com/doc/refman/en/sql-compound-statements.html, https://mariadb.com/kb/en/programmatic-compound-statements/

import { tokensOf } from '../statement-reading.ts';
import { TokenKind } from '../words/token.ts';

interface Word {
  /** In upper case. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Up to the next semicolon. */
type Segment = readonly Word[];

/** Nothing of data is in them. */
const WITHOUT_DATA: ReadonlySet<string> = new Set('OPEN CLOSE FETCH LEAVE ITERATE SIGNAL RESIGNAL END'.split(' '));
const OPENING: ReadonlySet<string> = new Set(['BEGIN', 'LOOP', 'REPEAT', 'ELSE']);
/** What decides: up to this word. */
const CONDITIONS: Readonly<Record<string, string>> = {
  IF: 'THEN',
  ELSEIF: 'THEN',
  WHEN: 'THEN',
  WHILE: 'DO',
  UNTIL: 'END',
};

/** Expressions stand as `DO 1, (…)`. Null where there is something of which nobody knows what it does. */
export function statementsOf(body: string): readonly string[] | null {
  const sql = Buffer.from(body);
  const statements: string[] = [];
  for (const segment of segmentsOf(sql)) {
    if (!takeSegment(segment, sql, statements)) return null;
  }
  return statements;
}

const STRINGS = /'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`[^`]*`/gs;
/** A function's type may have words in it that begin a procedure's body: `CHARACTER SET`. */
const FUNCTION_BODY = /\b(?:begin|return)\b/i;
const PROCEDURE_BODY = /\b(?:begin|select|insert|update|delete|replace|set|call|with|if|case|while|truncate|do)\b/i;

/** What stands behind the parameters and characteristics of a CREATE FUNCTION or CREATE PROCEDURE; empty where that is not clear. */
export function bodyOf(sql: string, isFunction: boolean): string {
  const bare = sql.replace(STRINGS, (text) => ' '.repeat(text.length));
  let depth = 0;
  let at = bare.indexOf('(');
  if (at < 0) return '';
  do {
    if (bare[at] === '(') depth++;
    else if (bare[at] === ')') depth--;
    at++;
  } while (depth > 0 && at < bare.length);
  const begin = (isFunction ? FUNCTION_BODY : PROCEDURE_BODY).exec(bare.slice(at));
  return begin === null ? '' : sql.slice(at + begin.index);
}

function segmentsOf(sql: Buffer): Segment[] {
  const segments: Word[][] = [[]];
  const reader = tokensOf(sql).read();
  for (let kind = reader.nextSignificant(); kind !== TokenKind.end; kind = reader.nextSignificant()) {
    const { start, end } = reader;
    const text = sql.toString('utf8', start, end).toUpperCase();
    if (text === ';') segments.push([]);
    else segments.at(-1)?.push({ text, start, end });
  }
  return segments.filter(({ length }) => length > 0);
}

function takeSegment(segment: Segment, sql: Buffer, into: string[]): boolean {
  const textOf = (from: number, to: number) => {
    const [first, last] = [segment[from], segment[to - 1]];
    return first === undefined || last === undefined || to <= from ? '' : sql.toString('utf8', first.start, last.end);
  };
  const evaluate = (from: number, to: number) => {
    const text = textOf(from, to);
    if (text !== '') into.push(`DO 1, (${text})`);
  };
  for (let at = 0; at < segment.length; ) {
    const word = segment[at]?.text ?? '';
    if (segment[at + 1]?.text === ':') at += 2;
    else if (OPENING.has(word)) at++;
    else if (WITHOUT_DATA.has(word)) return true;
    else if (word === 'RETURN') {
      evaluate(at + 1, segment.length);
      return true;
    } else if (word === 'CASE' || CONDITIONS[word] !== undefined) {
      const last = word === 'CASE' ? 'WHEN' : (CONDITIONS[word] ?? '');
      const end = wordFrom(segment, at + 1, last);
      if (end < 0) return false;
      evaluate(at + 1, end);
      if (word === 'UNTIL') return true;
      at = word === 'CASE' ? end : end + 1;
    } else if (word === 'DECLARE') {
      const next = declared(segment, at, evaluate);
      if (next === null) return true;
      at = next;
    } else {
      into.push(textOf(at, segment.length));
      return true;
    }
  }
  return true;
}

/** Where the statement begins that a declaration holds; null where it holds none. */
function declared(segment: Segment, at: number, evaluate: (from: number, to: number) => void): number | null {
  const words = segment.map(({ text }) => text);
  const cursor = words.indexOf('CURSOR', at);
  const handler = words.indexOf('HANDLER', at);
  const of = words.indexOf('FOR', at);
  if (cursor === at + 2 && of > 0) return of + 1;
  if (handler === at + 2 && of > 0) return behindConditions(words, of + 1);
  if (words[at + 2] === 'CONDITION') return null;
  const value = words.indexOf('DEFAULT', at);
  if (value > 0) evaluate(value + 1, segment.length);
  return null;
}

/** `NOT FOUND, SQLEXCEPTION, SQLSTATE VALUE '23000', 1062`: the place behind them. */
function behindConditions(words: readonly string[], from: number): number {
  let at = from;
  for (;;) {
    if (words[at] === 'NOT') at++;
    if (words[at] === 'SQLSTATE') at += words[at + 1] === 'VALUE' ? 2 : 1;
    at++;
    if (words[at] !== ',') return at;
    at++;
  }
}

/** The place of a word outside of parentheses and CASE expressions; -1 where there is none. */
function wordFrom(segment: Segment, from: number, word: string): number {
  let depth = 0;
  for (let at = from; at < segment.length; at++) {
    const text = segment[at]?.text;
    if (depth === 0 && text === word) return at;
    if (text === '(' || text === 'CASE') depth++;
    else if (text === ')' || (text === 'END' && depth > 0)) depth--;
  }
  return -1;
}
