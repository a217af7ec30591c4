// Where two statements differ, token by token: all places, with bound values put in where a parameter stands. A value that
// is bound there and written here is told apart from another value: it is seldom the cause.

import { normaliseStatement } from '../sql/statement-identity.ts';
import { tokensOf } from '../sql/statement-reading.ts';
import { type LexerOptions, TokenKind } from '../sql/words/token.ts';
import { boundValues, type StatementSide } from './bound-values.ts';

/** A run of a statement's text. */
export interface Piece {
  readonly text: string;
  /** `same`: on both sides; `other`: only on this one; `bound`: the same value, bound on one side and written on the other. */
  readonly is: 'same' | 'other' | 'bound';
}

/** One place where they differ. Texts are empty where a side has nothing there. */
export interface TokenDifference {
  readonly kind: 'token' | 'value' | 'binding' | 'missing' | 'added';
  readonly asked: string;
  readonly recorded: string;
  /** Byte of the asked statement in its normal form, from 1. */
  readonly at: number;
}

export interface StatementComparison {
  readonly asked: readonly Piece[];
  readonly recorded: readonly Piece[];
  /** In their order. */
  readonly differences: readonly TokenDifference[];
}

/** Beyond so many pairs of tokens the middle is one difference. */
const MAX_PAIRS = 100_000;
/** What stands behind is not compared. */
export const MAX_STATEMENT_BYTES = 16 * 1024;

interface Token {
  /** As compared: a parameter is its value. */
  readonly key: string;
  readonly shown: string;
  readonly isValue: boolean;
  readonly isBound: boolean;
  readonly isSpaced: boolean;
  readonly at: number;
}

export function compareStatements(
  asked: StatementSide,
  recorded: StatementSide,
  options: LexerOptions = {},
): StatementComparison {
  const left = comparedTokens(asked, options);
  const right = comparedTokens(recorded, options);
  const steps = align(left, right);
  return {
    asked: piecesOf(steps.map(({ a, b }) => ({ token: a, other: b }))),
    recorded: piecesOf(steps.map(({ a, b }) => ({ token: b, other: a }))),
    differences: differencesOf(steps),
  };
}

/** Beyond so many places they are counted. */
const MOST_NAMED = 50;

/** One line for people: what the cause may be goes first, a value that is only bound otherwise last. */
export function differenceLine(differences: readonly TokenDifference[], limit = MOST_NAMED): string | null {
  const ranked = [...differences].sort((a, b) => Number(a.kind === 'binding') - Number(b.kind === 'binding'));
  const lines = ranked.slice(0, limit).map(lineOf);
  if (lines.length === 0) return null;
  const rest = ranked.length - lines.length;
  return rest === 0 ? lines.join('; ') : `${lines.join('; ')}; and ${rest} more`;
}

function lineOf({ kind, asked, recorded, at }: TokenDifference): string {
  if (kind === 'binding') return `${short(asked)} is ${short(recorded)} there`;
  const [here, there] = [asked === '' ? 'nothing' : short(asked), recorded === '' ? 'nothing' : short(recorded)];
  return `differs at byte ${at}: asked ${here}, recorded ${there}`;
}

const SHOWN = 40;
const short = (text: string) => shortLine(text, SHOWN);

/** In one line of at most so many characters, cut in the middle of none. */
export function shortLine(text: string, most: number): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
  const line = [...text.replace(/[\u0000-\u001f\u007f]+/g, ' ')];
  return line.length <= most ? line.join('') : `${line.slice(0, most).join('')}…`;
}

function comparedTokens({ sql, parameters }: StatementSide, options: LexerOptions): Token[] {
  const text = Buffer.from(sql).subarray(0, MAX_STATEMENT_BYTES);
  const lexer = tokensOf(normaliseStatement(text, options), options).read();
  const values = boundValues(parameters);
  const tokens: Token[] = [];
  let index = 0;
  let isSpaced = false;
  for (let kind = lexer.next(); kind !== TokenKind.end; kind = lexer.next()) {
    if (kind === TokenKind.whitespace) {
      isSpaced = true;
      continue;
    }
    const raw = lexer.sql.toString('utf8', lexer.start, lexer.end);
    const isParameter = kind === TokenKind.parameter;
    const value = isParameter ? values[index++] : undefined;
    tokens.push({
      key: value ?? raw,
      shown: value === undefined ? raw : `? = ${value}`,
      isValue: isParameter || (kind >= TokenKind.string && kind <= TokenKind.float),
      isBound: isParameter,
      isSpaced,
      at: lexer.start + 1,
    });
    isSpaced = false;
  }
  return tokens;
}

/** A pair that stands together; one side is undefined where the other has more. */
interface Step {
  readonly a: Token | undefined;
  readonly b: Token | undefined;
}

function align(left: readonly Token[], right: readonly Token[]): Step[] {
  let start = 0;
  while (start < left.length && start < right.length && left[start]?.key === right[start]?.key) start++;
  let tail = 0;
  const most = Math.min(left.length, right.length) - start;
  while (tail < most && left[left.length - 1 - tail]?.key === right[right.length - 1 - tail]?.key) tail++;
  const head = left.slice(0, start).map((a, at) => ({ a, b: right[at] }));
  const middle = alignMiddle(left.slice(start, left.length - tail), right.slice(start, right.length - tail));
  const foot = left.slice(left.length - tail).map((a, at) => ({ a, b: right[right.length - tail + at] }));
  return [...head, ...middle, ...foot];
}

/** The longest common subsequence; what is gone and what came in its place stand side by side. */
function alignMiddle(left: readonly Token[], right: readonly Token[]): Step[] {
  if (left.length * right.length > MAX_PAIRS) return paired(left, right);
  const width = right.length + 1;
  const longest = new Uint32Array((left.length + 1) * width);
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      const isSame = left[i]?.key === right[j]?.key;
      const skip = Math.max(longest[(i + 1) * width + j] ?? 0, longest[i * width + j + 1] ?? 0);
      longest[i * width + j] = isSame ? (longest[(i + 1) * width + j + 1] ?? 0) + 1 : skip;
    }
  }
  const steps: Step[] = [];
  let [i, j, fromI, fromJ] = [0, 0, 0, 0];
  const flush = () => steps.push(...paired(left.slice(fromI, i), right.slice(fromJ, j)));
  while (i < left.length && j < right.length) {
    if (left[i]?.key === right[j]?.key) {
      flush();
      steps.push({ a: left[i++], b: right[j++] });
      [fromI, fromJ] = [i, j];
    } else if ((longest[(i + 1) * width + j] ?? 0) >= (longest[i * width + j + 1] ?? 0)) i++;
    else j++;
  }
  [i, j] = [left.length, right.length];
  flush();
  return steps;
}

function paired(left: readonly Token[], right: readonly Token[]): Step[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, at) => ({ a: left[at], b: right[at] }));
}

function piecesOf(sides: readonly { token: Token | undefined; other: Token | undefined }[]): Piece[] {
  const pieces: { text: string; is: Piece['is'] }[] = [];
  for (const { token, other } of sides) {
    if (token === undefined) continue;
    const isSame = token.key === other?.key;
    const is = !isSame ? 'other' : token.isBound === other?.isBound ? 'same' : 'bound';
    const last = pieces.at(-1);
    const space = token.isSpaced && last !== undefined ? ' ' : '';
    if (last !== undefined && last.is === is && is !== 'bound') last.text += space + token.shown;
    else {
      // the space between belongs to neither
      if (space !== '' && last?.is === 'same') last.text += space;
      else if (space !== '') pieces.push({ text: space, is: 'same' });
      pieces.push({ text: token.shown, is });
    }
  }
  return pieces;
}

function differencesOf(steps: readonly Step[]): TokenDifference[] {
  const found: TokenDifference[] = [];
  let at = 1;
  let isNextTo = false;
  for (const { a, b } of steps) {
    at = a?.at ?? at;
    const difference = differenceOf(a, b, at);
    const last = found.at(-1);
    // what one side has more is one difference, however many tokens it is
    if (difference !== null && isNextTo && last !== undefined && isJoined(last, difference)) {
      const space = (a ?? b)?.isSpaced === true ? ' ' : '';
      const joined = (left: string, right: string) => (right === '' ? left : left + space + right);
      const texts = {
        asked: joined(last.asked, difference.asked),
        recorded: joined(last.recorded, difference.recorded),
      };
      found[found.length - 1] = { ...last, ...texts };
    } else if (difference !== null) found.push(difference);
    isNextTo = difference !== null;
  }
  return found;
}

function isJoined(last: TokenDifference, next: TokenDifference): boolean {
  return last.kind === next.kind && (next.kind === 'added' || next.kind === 'missing');
}

function differenceOf(a: Token | undefined, b: Token | undefined, at: number): TokenDifference | null {
  const [asked, recorded] = [a?.shown ?? '', b?.shown ?? ''];
  if (a === undefined || b === undefined) return { kind: a === undefined ? 'missing' : 'added', asked, recorded, at };
  if (a.key !== b.key) return { kind: a.isValue && b.isValue ? 'value' : 'token', asked, recorded, at };
  return a.isBound === b.isBound ? null : { kind: 'binding', asked, recorded, at };
}
