// Columns of a result that the server works out of columns that rules are about: `UPPER(email)`, `HEX(email)`, a UNION, a
// derived table. They have no origin, so the statement's text has to tell; where it does not, they count as such a column.

import { tokensOf } from '../../sql/statement-reading.ts';
import { type LexerOptions, TokenKind } from '../../sql/words/token.ts';
import type { TokenReader } from '../../sql/words/tokens.ts';
import type { Rule } from './rules.ts';
import { statementValues } from './statement-values.ts';

/** What is asked of whoever has the rules. */
interface Deriving {
  /** Whether any rule says `derive`. */
  readonly derives: boolean;
  /** The one that says it of a column of this name, where its table is among the names. */
  ruleOfDerived(column: string, names: ReadonlySet<string>): Rule | null;
  /** The first that says it: for what may be worked out of anything. */
  readonly anyDerived: Rule | null;
}

/** By the place of a column that has no origin, and how many columns there are. */
export type DerivedRule = (at: number, count: number) => Rule | null;

/** Words behind which a select list is no longer the whole story. */
const COMBINES: ReadonlySet<string> = new Set(['SELECT', 'UNION', 'INTERSECT', 'EXCEPT', 'MINUS', 'WITH', 'TABLE']);
/** Statements whose text is elsewhere. */
const ELSEWHERE: ReadonlySet<string> = new Set(['CALL', 'EXECUTE']);

const NONE: DerivedRule = () => null;

/** @param sql null where the command has none */
export function derivedRules(sql: Buffer | null, options: LexerOptions, rules: Deriving): DerivedRule {
  if (!rules.derives || sql === null) return NONE;
  return new Reading(sql, options, rules).run();
}

class Reading {
  readonly #lexer: TokenReader;
  readonly #rules: Deriving;
  readonly #names: ReadonlySet<string>;
  /** Of each item of the one select list, the first rule that it names a column of. */
  readonly #items: (Rule | null)[] = [null];
  /** The same of the whole statement. */
  #mentioned: Rule | null = null;
  #depth = 0;
  #state: 'before' | 'list' | 'behind' = 'before';
  /** Whether items can be told apart, and are all that a column comes from. */
  #isPlain = true;

  constructor(sql: Buffer, options: LexerOptions, rules: Deriving) {
    this.#lexer = tokensOf(sql, options).read();
    this.#rules = rules;
    this.#names = statementValues(sql, options).names;
  }

  run(): DerivedRule {
    const lexer = this.#lexer;
    let isFirst = true;
    for (let kind = lexer.nextSignificant(); kind !== TokenKind.end; kind = lexer.nextSignificant()) {
      const text = lexer.sql.toString('utf8', lexer.start, lexer.end);
      if (kind === TokenKind.word || kind === TokenKind.quotedIdentifier) {
        const word = kind === TokenKind.word ? text.toUpperCase() : '';
        if (isFirst && ELSEWHERE.has(word)) return () => this.#rules.anyDerived;
        if (!this.#keyword(word, isFirst)) this.#name(kind === TokenKind.word ? text : text.slice(1, -1));
      } else if (kind === TokenKind.variable) {
        // what was assigned to it may have come from anywhere
        if (!text.startsWith('@@')) this.#note(this.#rules.anyDerived);
      } else if (kind === TokenKind.operator) this.#operator(text);
      if (text !== '(') isFirst = false;
    }
    const [items, mentioned, isPlain] = [this.#items, this.#mentioned, this.#isPlain];
    return (at, count) => (isPlain && items.length === count ? (items[at] ?? null) : mentioned);
  }

  #keyword(word: string, isFirst: boolean): boolean {
    if (word === 'SELECT' && isFirst && this.#depth === 0) {
      this.#state = 'list';
      return true;
    }
    if (COMBINES.has(word)) this.#isPlain = false;
    if (word === 'FROM' && this.#depth === 0 && this.#state === 'list') this.#state = 'behind';
    return COMBINES.has(word);
  }

  #name(name: string): void {
    this.#note(this.#rules.ruleOfDerived(name, this.#names));
  }

  #note(rule: Rule | null): void {
    this.#mentioned ??= rule;
    if (this.#state === 'list') this.#items[this.#items.length - 1] ??= rule;
  }

  #operator(text: string): void {
    if (text === '(') this.#depth++;
    else if (text === ')') this.#depth--;
    else if (text === ',' && this.#depth === 0 && this.#state === 'list') this.#items.push(null);
    // several statements
    else if (text === ';') this.#isPlain = false;
  }
}
