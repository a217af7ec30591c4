// The one filter grammar of page and command line. Pure: it runs in the browser too.
//
//   word "two words" /regex/      found in the statement, case does not count
//   field:value field:>5 field:1..9 field:a,b    -not   a or b   (groups)

import {
  FILTER_FIELDS,
  FILTER_STATES,
  type Filtered,
  NUMBERS,
  numberTest,
  type Predicate,
  READ_BY,
  REPLAYED,
  STATES,
  TEXTS,
  timeTest,
} from './filter-fields.ts';

/** What is wrong with a filter, and where. */
export interface FilterMistake {
  readonly message: string;
  /** Bounds in the filter's text. */
  readonly from: number;
  readonly to: number;
}

export type ParsedFilter =
  | {
      readonly ok: true;
      readonly matches: Predicate;
      readonly reads: ReadonlySet<keyof Filtered>;
      readonly words: readonly string[];
    }
  | { readonly ok: false; readonly mistake: FilterMistake };

interface Token {
  readonly text: string;
  readonly from: number;
  readonly kind: 'word' | 'quoted' | 'regex' | 'open' | 'close' | 'or' | 'minus';
}

/** Where a mistake is, on its way out of the parser. */
class Mistake extends Error {
  readonly from: number;
  readonly to: number;

  constructor(message: string, { from, text }: Pick<Token, 'from' | 'text'>) {
    super(message);
    this.from = from;
    this.to = from + Math.max(text.length, 1);
  }
}

const MOST_CHARACTERS = 2000;
const MOST_GROUPS = 50;

/** Makes what looks for a regular expression; case does not count. @throws what says that it is none */
export type MakePattern = (source: string) => { test(text: string): boolean };

/** What a filter is of. */
export interface FilterSubject {
  /** Default: a browser has its own; what it looks for there is looked for in its own tab. */
  readonly pattern?: MakePattern;
  /** When the recording began, in microseconds since 1970; default 0. */
  readonly beganUs?: number;
  /** Whether it is known what was played and missed; default false. */
  readonly isReplayed?: boolean;
}

/** An empty filter finds everything. */
export function parseFilter(text: string, subject: FilterSubject = {}): ParsedFilter {
  try {
    if (text.length > MOST_CHARACTERS)
      throw new Mistake(`longer than ${MOST_CHARACTERS} characters`, { from: 0, text });
    const tokens = tokensOf(text);
    return {
      ok: true,
      matches: new Parser(tokens, subject).whole(),
      reads: new Set(tokens.flatMap(readBy)),
      words: wordsOf(tokens),
    };
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    return { ok: false, mistake: { message: error.message, from: error.from, to: error.to } };
  }
}

const TOKEN =
  /\s+|(\()|(\))|(-(?=\S))|(-?[a-z]+:"(?:[^"\\]|\\.)*")|("(?:[^"\\]|\\.)*"?)|(\/(?:[^/\\\s]|\\.)(?:[^/\\]|\\.)*\/)|([^\s()]+)/giy;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const [whole, open, close, minus, named, quoted, regex, word] = match;
    const from = match.index;
    if (open) tokens.push({ kind: 'open', text: whole, from });
    else if (close) tokens.push({ kind: 'close', text: whole, from });
    else if (minus) tokens.push({ kind: 'minus', text: whole, from });
    else if (quoted) tokens.push({ kind: 'quoted', text: quoted, from });
    else if (regex) tokens.push({ kind: 'regex', text: regex, from });
    else if (named || word) tokens.push({ kind: whole.toLowerCase() === 'or' ? 'or' : 'word', text: whole, from });
  }
  return tokens;
}

/** Texts that every statement must contain, as far as that can be said of the whole: ASCII only. */
function wordsOf(tokens: readonly Token[]): string[] {
  if (tokens.some(({ kind }) => kind === 'or' || kind === 'open')) return [];
  return tokens.flatMap(({ kind, text }, index) => {
    if (tokens[index - 1]?.kind === 'minus') return [];
    const word = kind === 'quoted' ? text.slice(1, -1) : (/^(?:table:)?([\w]+)$/i.exec(text)?.[1] ?? '');
    const isPlain = (kind === 'word' || kind === 'quoted') && /^[\x20-\x7e]+$/.test(word) && !word.includes('\\');
    return isPlain ? [word] : [];
  });
}

function readBy({ kind, text }: Token): readonly (keyof Filtered)[] {
  if (kind === 'open' || kind === 'close' || kind === 'or' || kind === 'minus') return [];
  const name = kind === 'word' ? (/^(is:[a-z]+|[a-z]+(?=:))/i.exec(text)?.[0].toLowerCase() ?? '') : '';
  return own(READ_BY, name) ?? ['sql', 'command'];
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #groups = 0;
  readonly #subject: Required<FilterSubject>;

  constructor(tokens: readonly Token[], { pattern = ofBrowser, beganUs = 0, isReplayed = false }: FilterSubject) {
    this.#tokens = tokens;
    this.#subject = { pattern, beganUs, isReplayed };
  }

  whole(): Predicate {
    if (this.#tokens.length === 0) return () => true;
    const predicate = this.#any();
    const left = this.#tokens[this.#at];
    if (left !== undefined) throw new Mistake('nothing was opened that this closes', left);
    return predicate;
  }

  #any(): Predicate {
    const parts = [this.#all()];
    while (this.#tokens[this.#at]?.kind === 'or') {
      this.#at++;
      parts.push(this.#all());
    }
    const [first] = parts;
    return parts.length === 1 && first !== undefined ? first : (exchange) => parts.some((part) => part(exchange));
  }

  #all(): Predicate {
    const parts: Predicate[] = [];
    for (let token = this.#tokens[this.#at]; token !== undefined; token = this.#tokens[this.#at]) {
      if (token.kind === 'or' || token.kind === 'close') break;
      parts.push(this.#one());
    }
    if (parts.length > 0) return (exchange) => parts.every((part) => part(exchange));
    const here = this.#tokens[this.#at] ?? this.#tokens.at(-1);
    throw new Mistake('something to find is missing here', here ?? { from: 0, text: '' });
  }

  #one(): Predicate {
    const token = this.#tokens[this.#at++];
    switch (token?.kind) {
      case 'minus': {
        const next = this.#tokens[this.#at];
        if (next === undefined || next.kind === 'or' || next.kind === 'close') {
          throw new Mistake('- stands before what is not to be found', token);
        }
        const inner = this.#one();
        return (exchange) => !inner(exchange);
      }
      case 'open': {
        if (++this.#groups > MOST_GROUPS) throw new Mistake(`more than ${MOST_GROUPS} groups`, token);
        const inner = this.#any();
        if (this.#tokens[this.#at]?.kind !== 'close') throw new Mistake('this is never closed', token);
        this.#at++;
        return inner;
      }
      case 'quoted':
        return contains(unquoted(token));
      case 'regex':
        return matching(token.text.slice(1, -1), token, this.#subject.pattern);
      case 'word':
        return wordPredicate(token, this.#subject);
      default:
        throw new Mistake('something to find is missing here', token ?? { from: 0, text: '' });
    }
  }
}

/** Not what every object has, as `constructor`. */
function own<Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function wordPredicate(token: Token, { beganUs, isReplayed }: Required<FilterSubject>): Predicate {
  const colon = token.text.indexOf(':');
  const name = token.text.slice(0, colon).toLowerCase();
  if (colon <= 0 || !/^[a-z]+$/.test(name)) return contains(token.text);
  const raw = token.text.slice(colon + 1);
  const value = raw.startsWith('"') ? unquoted({ ...token, text: raw }) : raw;
  if (value === '' && raw === '') throw new Mistake(`${name}: needs a value`, token);
  const number = own(NUMBERS, name);
  if (number !== undefined) return numberPredicate(number, value, token);
  const text = own(TEXTS, name);
  if (text !== undefined) return textPredicate(text, value);
  if (name === 'time') return timePredicate(value, beganUs, token);
  if (name === 'table') return tablePredicate(value);
  if (name === 'is') {
    const state = own(STATES, value.toLowerCase());
    if (state !== undefined && REPLAYED.has(value.toLowerCase()) && !isReplayed) {
      throw new Mistake(`${token.text} is known in the report of a replay only`, token);
    }
    if (state !== undefined) return state;
    throw new Mistake(`is: knows ${FILTER_STATES.join(', ')}`, token);
  }
  throw new Mistake(
    `there is no field ${name}: there are ${FILTER_FIELDS.join(', ')}; quote it to find it as text`,
    token,
  );
}

function numberPredicate(read: (exchange: Filtered) => number | null, value: string, token: Token): Predicate {
  const tests = value.split(',').map((part) => {
    const test = numberTest(part);
    if (test === null) throw new Mistake(`${part} is no number: write 5, >5, 1..9 or 1,2`, token);
    return test;
  });
  return (exchange) => {
    const number = read(exchange);
    return number !== null && tests.some((test) => test(number));
  };
}

function timePredicate(value: string, beganUs: number, token: Token): Predicate {
  const tests = value.split(',').map((part) => {
    const test = timeTest(part, beganUs);
    if (test === null) throw new Mistake(`${part} is no time: ${TIMES}`, token);
    return test;
  });
  return ({ atUs }) => tests.some((test) => test(atUs));
}

const TIMES = 'write 17:21, >17:21:36.5 (UTC), or seconds from the beginning: 1.5, ..2, 1..9';

function textPredicate(read: (exchange: Filtered) => string, value: string): Predicate {
  const wanted = value.toLowerCase().split(',');
  return (exchange) => {
    const text = read(exchange).toLowerCase();
    return wanted.some((one) => (one === '' ? text === '' : text.includes(one)));
  };
}

/** The name as a whole word of the statement. */
function tablePredicate(value: string): Predicate {
  const name = value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const pattern = new RegExp(`(^|[^\\w$])${name}($|[^\\w$])`, 'i');
  return ({ sql }) => sql !== null && pattern.test(sql);
}

const REFUSED =
  'this is no regular expression, or one that may take for ever: repeat no group with a repetition in it, use no look-around';

/** A repetition of a group that holds one, or a choice: what may take for ever. */
const NESTED = /[*+}|][^()]*\)[)?]*[*+{]/;

function ofBrowser(source: string): RegExp {
  const pattern = new RegExp(source, 'i');
  if (NESTED.test(source)) throw new Error('it may take for ever');
  return pattern;
}

function matching(source: string, token: Token, make: MakePattern): Predicate {
  try {
    const pattern = make(source);
    return ({ sql, command }) => pattern.test((sql ?? command).slice(0, MOST_CHARACTERS));
  } catch {
    throw new Mistake(REFUSED, token);
  }
}

function contains(text: string): Predicate {
  const wanted = text.toLowerCase();
  return ({ sql, command }) => (sql ?? command).toLowerCase().includes(wanted);
}

function unquoted({ text, from }: Pick<Token, 'text' | 'from'>): string {
  if (text.length < 2 || !text.endsWith('"')) throw new Mistake('this quote is never closed', { text, from });
  return text.slice(1, -1).replace(/\\(.)/g, '$1');
}
