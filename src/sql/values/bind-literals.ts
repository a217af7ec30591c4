// Between a statement with its values as literals and the same statement with parameters in their places, where the one
// is certain to be answered like the other. Values are compared as what they are: a decimal never stands for a double.

import type { ParameterValue } from '../../core/command.ts';
import { ColumnScope } from '../column-scope.ts';
import { normaliseStatement } from '../statement-identity.ts';
import { tokensOf } from '../statement-reading.ts';
import { MINUS } from '../words/ascii.ts';
import { isReserved, keyword } from '../words/keywords.ts';
import { escapeLiteral, literalContent, quoteLiteral } from '../words/literal.ts';
import { type LexerOptions, TokenKind } from '../words/token.ts';
import type { TokenReader } from '../words/tokens.ts';

const BY = keyword('BY');
const HAVING = keyword('HAVING');
const LIMIT = keyword('LIMIT');
const NULL = keyword('NULL');
/** A double's integers are exact up to here. */
const MAX_EXACT = BigInt(Number.MAX_SAFE_INTEGER);

/**
 * The parameters with which `template` is the statement `text`; null where it is another one, or a literal is of a kind
 * that no parameter stands for exactly.
 */
export function boundLiterals(template: Buffer, text: Buffer, options: LexerOptions): ParameterValue[] | null {
  const left = tokensOf(normaliseStatement(template, options), options).read();
  const right = tokensOf(normaliseStatement(text, options), options).read();
  const parameters: ParameterValue[] = [];
  for (let kind = left.next(); ; kind = left.next()) {
    right.next();
    if (kind === TokenKind.parameter) {
      const value = literalValue(right, options);
      if (value === null) return null;
      parameters.push(value);
    } else if (kind !== right.kind || textOf(left) !== textOf(right)) return null;
    else if (kind === TokenKind.end) return parameters;
  }
}

/** Whether values may stand in place of the parameters: not where a value names a column, or a number means one. */
export function isBindable(template: Buffer, options: LexerOptions): boolean {
  const lexer = tokensOf(template, options).read();
  const scope = new ColumnScope();
  let isBehindBy = false;
  for (let kind = lexer.nextSignificant(); kind !== TokenKind.end; kind = lexer.nextSignificant()) {
    const word = isReserved(lexer.keyword) ? lexer.keyword : 0;
    scope.step(lexer, kind, word);
    if (kind === TokenKind.parameter && (scope.isColumn || isBehindBy)) return false;
    // ORDER BY 2 is about a column, ORDER BY ? is not; where such a list ends shows for certain only here
    if (word === BY) isBehindBy = true;
    else if (word === LIMIT || word === HAVING) isBehindBy = false;
  }
  return true;
}

/** Whether a statement makes JSON: there 1 and 1.0 are two values, where elsewhere whole numbers are the same in any type. */
export function makesJson(template: Buffer, options: LexerOptions): boolean {
  const lexer = tokensOf(template, options).read();
  while (lexer.nextSignificant() !== TokenKind.end) {
    if (lexer.kind === TokenKind.word && JSON_WORD.test(textOf(lexer))) return true;
  }
  return false;
}

/** Functions, the type of CAST, and MEMBER OF. */
const JSON_WORD = /^(?:json(?:_\w+)?|member)$/i;

/** The same parameters with their whole numbers as doubles, as drivers of JavaScript bind them; null where none is exact. */
export function numbersAsDoubles(parameters: readonly ParameterValue[]): ParameterValue[] | null {
  const doubles: ParameterValue[] = [];
  for (const parameter of parameters) {
    if (parameter.kind !== 'int') doubles.push(parameter);
    else if (parameter.value > MAX_EXACT || parameter.value < -MAX_EXACT) return null;
    else doubles.push({ kind: 'double', value: Number(parameter.value) });
  }
  return doubles;
}

/** The same parameters with their whole doubles as numbers; null where one has a fraction. */
export function doublesAsNumbers(parameters: readonly ParameterValue[]): ParameterValue[] | null {
  const numbers: ParameterValue[] = [];
  for (const parameter of parameters) {
    if (parameter.kind !== 'double') numbers.push(parameter);
    else if (!Number.isSafeInteger(parameter.value) || Object.is(parameter.value, -0)) return null;
    else numbers.push({ kind: 'int', value: BigInt(parameter.value) });
  }
  return numbers;
}

/** The ways in which drivers write the statement with these parameters as literals; none where one has no exact literal. */
export function inlined(template: Buffer, parameters: readonly ParameterValue[], options: LexerOptions): Buffer[] {
  const quotes = [quoteLiteral, escapeLiteral];
  const texts = quotes.map((quote) => inlineWith(template, parameters, options, quote));
  return texts.filter((text) => text !== null);
}

type Quote = (content: Buffer, options: LexerOptions) => Buffer;

function inlineWith(
  template: Buffer,
  parameters: readonly ParameterValue[],
  options: LexerOptions,
  quote: Quote,
): Buffer | null {
  const lexer = tokensOf(template, options).read();
  const pieces: Buffer[] = [];
  let done = 0;
  let index = 0;
  while (lexer.nextSignificant() !== TokenKind.end) {
    if (lexer.kind !== TokenKind.parameter) continue;
    const parameter = parameters[index++];
    const literal = parameter === undefined ? null : literalOf(parameter, options, quote);
    if (literal === null) return null;
    pieces.push(template.subarray(done, lexer.start), literal);
    done = lexer.end;
  }
  pieces.push(template.subarray(done));
  return index === parameters.length ? Buffer.concat(pieces) : null;
}

function literalOf(parameter: ParameterValue, options: LexerOptions, quote: Quote): Buffer | null {
  switch (parameter.kind) {
    case 'null':
      return Buffer.from('NULL');
    case 'int':
      return Buffer.from(String(parameter.value));
    case 'double':
      return Number.isSafeInteger(parameter.value) && !Object.is(parameter.value, -0)
        ? Buffer.from(String(parameter.value))
        : null;
    case 'decimal':
      return /^-?\d+\.\d+$/.test(parameter.value) ? Buffer.from(parameter.value) : null;
    case 'text':
      return quote(parameter.value, options);
    case 'float':
    case 'blob':
    case 'temporal':
    case 'instead':
      return null;
  }
}

/** The literal at the lexer, a minus sign before it included; null for what no parameter stands for. */
function literalValue(lexer: TokenReader, options: LexerOptions): ParameterValue | null {
  const isNegative = lexer.kind === TokenKind.operator && lexer.isByte(MINUS);
  if (isNegative) lexer.next();
  const text = textOf(lexer);
  const signed = isNegative ? `-${text}` : text;
  switch (lexer.kind) {
    case TokenKind.integer:
      return { kind: 'int', value: BigInt(signed) };
    case TokenKind.decimal:
      return { kind: 'decimal', value: signed };
    case TokenKind.string:
      return isNegative || !text.startsWith("'") || !lexer.isTerminated ? null : stringValue(lexer, options);
    case TokenKind.word:
      return !isNegative && lexer.keyword === NULL ? { kind: 'null' } : null;
    default:
      return null;
  }
}

function stringValue({ sql, start, end }: TokenReader, options: LexerOptions): ParameterValue {
  return { kind: 'text', value: literalContent(sql, start, end, options) };
}

function textOf(lexer: TokenReader): string {
  return lexer.sql.toString('latin1', lexer.start, lexer.end);
}
