// What a user's own rules leave out when statements are compared, on top of statement-identity.ts. A recording keeps the rules
// that it was made with, and whoever compares with it follows them. docs/matching.md

import { isUtf8 } from 'node:buffer';
import type { StatementRules } from '../core/command.ts';
import { MockError, messageOf } from '../core/errors.ts';
import { Pattern } from '../core/pattern.ts';
import { CLOSE, COMMA, MINUS, OPEN, PLUS } from '../sql/words/ascii.ts';
import { type LexerOptions, TokenKind } from '../sql/words/token.ts';
import { type TokenReader, Tokens } from '../sql/words/tokens.ts';

/** `comments`: wherever they stand. `in-lists`: values of `IN (…)`, and how many they are, where all are values. */
export const IGNORED_THINGS = ['comments', 'in-lists'] as const;
export type IgnoredThing = (typeof IGNORED_THINGS)[number];

/** A rule as it is written: it ignores a thing that has a name, or replaces what a pattern finds. */
export interface IdentityRule {
  readonly name: string;
  /** A regular expression, case does not count; default: every statement. */
  readonly statement?: string;
  readonly ignore?: IgnoredThing;
  /** A regular expression, case counts, all that it finds. */
  readonly find?: string;
  /** With `$1` and so on; default: nothing. */
  readonly replace?: string;
}

interface ActiveRule {
  readonly rule: IdentityRule;
  readonly where: string;
  readonly covers: Pattern | null;
  readonly change: (sql: Buffer, options: LexerOptions) => Buffer;
  uses: number;
}

let lastNumber = 0;

export class RuleSet implements StatementRules {
  readonly number = ++lastNumber;
  readonly active: readonly ActiveRule[];

  constructor(active: readonly ActiveRule[]) {
    this.active = active;
  }

  get rules(): readonly IdentityRule[] {
    return this.active.map(({ rule }) => rule);
  }

  /** Names of the rules that changed no statement so far, each with its place. */
  idle(): readonly string[] {
    return this.active.filter(({ uses }) => uses === 0).map(({ rule, where }) => `${where}: ${rule.name}`);
  }

  apply(normal: Buffer, options: LexerOptions): Buffer {
    let sql = normal;
    for (const active of this.active) {
      if (active.covers !== null && !active.covers.test(textOf(sql))) continue;
      const changed = active.change(sql, options);
      if (changed !== sql && !changed.equals(sql)) active.uses++;
      sql = changed;
    }
    return sql;
  }
}

/**
 * Makes rules ready; null where there are none.
 * @param whereOf the place of a rule by its index, for messages
 * @throws MockError `USAGE` that names the rule and its place
 */
export function makeRuleSet(rules: readonly IdentityRule[], whereOf: (index: number) => string): RuleSet | null {
  return rules.length === 0 ? null : checked(rules.map((rule, index) => activate(rule, whereOf(index))));
}

/** Several sets as one, in their order. @throws MockError `USAGE` where two rules contradict */
export function combined(sets: readonly (RuleSet | null)[]): RuleSet | null {
  const active = sets.flatMap((set) => set?.active ?? []);
  return active.length === 0 ? null : checked(active);
}

function checked(active: readonly ActiveRule[]): RuleSet {
  active.forEach((one, index) => {
    for (const other of active.slice(0, index)) refuseContradiction(other, one);
  });
  return new RuleSet(active);
}

function activate(rule: IdentityRule, where: string): ActiveRule {
  const { name, statement, ignore, find, replace = '' } = rule;
  const wrong = (what: string) => new MockError('USAGE', `${where}: ${name}: ${what}`);
  if ((ignore === undefined) === (find === undefined)) throw wrong('a rule has either "ignore" or "find"');
  if (ignore !== undefined && !IGNORED_THINGS.includes(ignore)) {
    throw wrong(`there is no ${JSON.stringify(ignore)} to ignore; use one of ${IGNORED_THINGS.join(', ')}`);
  }
  if (ignore !== undefined && rule.replace !== undefined) throw wrong('"replace" goes with "find"');
  const pattern = (source: string, flags: string) => {
    try {
      return new Pattern(source, flags);
    } catch (cause) {
      throw wrong(messageOf(cause));
    }
  };
  const covers = statement === undefined ? null : pattern(statement, 'i');
  const change = ignore === undefined ? replacing(pattern(find ?? '', 's'), replace) : IGNORING[ignore];
  return { rule, where, covers, change, uses: 0 };
}

/** Whether two patterns meet in a statement nobody can tell; the same pattern does. */
function refuseContradiction(first: ActiveRule, second: ActiveRule): void {
  const [one, other] = [first.rule, second.rule];
  const refuse = (what: string) => {
    throw new MockError('USAGE', `${second.where}: ${other.name}: ${what}; keep one of them`);
  };
  if (one.name === other.name) refuse(`the rule at ${first.where} has the same name`);
  if (one.find === undefined || one.find !== other.find || one.statement !== other.statement) return;
  if ((one.replace ?? '') !== (other.replace ?? '')) {
    refuse(`contradicts ${one.name} at ${first.where}: it replaces the same by something else`);
  }
}

/** What is not in UTF-8 stays as it is, since patterns are. */
function replacing(find: Pattern, replace: string): ActiveRule['change'] {
  return (sql) => (isUtf8(sql) ? Buffer.from(find.replace(sql.toString('utf8'), replace)) : sql);
}

const IGNORING: Readonly<Record<IgnoredThing, ActiveRule['change']>> = {
  comments: withoutComments,
  'in-lists': withoutInLists,
};

function textOf(sql: Buffer): string {
  return sql.toString(isUtf8(sql) ? 'utf8' : 'latin1');
}

/** A gap with a comment in it counts as a space. */
function withoutComments(sql: Buffer, options: LexerOptions): Buffer {
  const lexer = new Tokens(sql, options).read();
  const pieces: Buffer[] = [];
  let isInGap = false;
  for (let kind = lexer.next(); kind !== TokenKind.end; kind = lexer.next()) {
    const isGap = kind === TokenKind.whitespace || (kind === TokenKind.comment && lexer.isTerminated);
    if (!isGap) {
      if (isInGap && pieces.length > 0) pieces.push(SPACE);
      pieces.push(sql.subarray(lexer.start, lexer.end));
    }
    isInGap = isGap;
  }
  return Buffer.concat(pieces);
}

const SPACE = Buffer.from(' ');
const ANY_LIST = Buffer.from('(…)');

function withoutInLists(sql: Buffer, options: LexerOptions): Buffer {
  const lexer = new Tokens(sql, options).read();
  const pieces: Buffer[] = [];
  let done = 0;
  let isBehindIn = false;
  for (let kind = lexer.nextSignificant(); kind !== TokenKind.end; kind = lexer.nextSignificant()) {
    if (isBehindIn && kind === TokenKind.operator && lexer.isByte(OPEN)) {
      const { start } = lexer;
      const end = endOfValues(lexer.ahead());
      if (end !== null) {
        pieces.push(sql.subarray(done, start), ANY_LIST);
        done = end;
      }
    }
    isBehindIn = kind === TokenKind.word && lexer.end - lexer.start === 2 && lexer.upperText() === 'IN';
  }
  return done === 0 ? sql : Buffer.concat([...pieces, sql.subarray(done)]);
}

/** Where the list ends that begins at the current token; null where it holds anything but values. */
function endOfValues(lexer: TokenReader): number | null {
  for (;;) {
    const kind = lexer.nextSignificant();
    if (kind === TokenKind.operator) {
      if (lexer.isByte(CLOSE)) return lexer.end;
      if (!lexer.isByte(COMMA) && !lexer.isByte(MINUS) && !lexer.isByte(PLUS)) return null;
    } else if (kind !== TokenKind.parameter && (kind < TokenKind.string || kind > TokenKind.float)) {
      if (kind !== TokenKind.word || lexer.upperText() !== 'NULL') return null;
    }
  }
}
