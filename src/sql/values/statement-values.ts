// The values that a statement spells out or leaves to parameters, in the order in which they stand.

import type { ParameterValue } from '../../core/command.ts';
import { tokensOf } from '../statement-reading.ts';
import { keyword } from '../words/keywords.ts';
import { escapeLiteral, literalContent, quoteLiteral } from '../words/literal.ts';
import { type LexerOptions, TokenKind } from '../words/token.ts';
import type { TokenReader } from '../words/tokens.ts';

const NULL = keyword('NULL');

/** One value of a statement. */
export interface StatementValue {
  /** Bounds of its token in the statement. */
  readonly start: number;
  readonly end: number;
  /** `word` is NULL, which has a place but is never another value. */
  readonly kind: 'string' | 'binary' | 'number' | 'parameter' | 'word';
  /** What it stands for, a character per byte: a string's content, a hexadecimal literal's bytes; empty for a parameter. */
  readonly content: string;
}

/** Literals, parameters and NULLs, so that a value has the same place whether it is spelled out or bound. */
export function readValues(sql: Buffer, options: LexerOptions): StatementValue[] {
  const lexer = tokensOf(sql, options).read();
  const values: StatementValue[] = [];
  for (let token = lexer.nextSignificant(); token !== TokenKind.end; token = lexer.nextSignificant()) {
    const { start, end, isTerminated } = lexer;
    const kind = isTerminated ? kindOf(lexer) : null;
    if (kind !== null) values.push({ start, end, kind, content: contentOf(sql, start, end, kind, options) });
  }
  return values;
}

/** Places among all values of those that are parameters, from 1. */
export function parameterPositions(values: readonly StatementValue[]): readonly number[] {
  return values.flatMap(({ kind }, index) => (kind === 'parameter' ? [index + 1] : []));
}

/** The literal at `value` with another content, written as that one is; null where it cannot be. */
export function literalLike(sql: Buffer, value: StatementValue, content: string, options: LexerOptions): Buffer | null {
  const token = sql.toString('latin1', value.start, value.end);
  if (value.kind === 'number') return /^\d+(?:\.\d+)?$/.test(content) ? Buffer.from(content) : null;
  if (value.kind === 'binary') return hexLike(token, Buffer.from(content, 'latin1').toString('hex'));
  if (value.kind !== 'string') return null;
  const at = token.indexOf(value.content);
  const isPlain = at >= 0 && value.content !== '' && !/['"\\]/.test(content) && !/['"\\]/.test(value.content);
  if (isPlain) return Buffer.from(token.slice(0, at) + content + token.slice(at + value.content.length), 'latin1');
  const [head = ''] = /^[^'"]*/.exec(token) ?? [];
  const written = sql.subarray(value.start + head.length, value.end);
  const write = [quoteLiteral, escapeLiteral].find((one) =>
    one(Buffer.from(value.content, 'latin1'), options).equals(written),
  );
  const literal = write?.(Buffer.from(content, 'latin1'), options);
  return literal === undefined ? null : Buffer.concat([Buffer.from(head, 'latin1'), literal]);
}

/** The statement with other bytes in place of some of its values; `changes` are in the order of the statement. */
export function replaceValues(
  sql: Buffer,
  changes: readonly { readonly value: Pick<StatementValue, 'start' | 'end'>; readonly token: Buffer }[],
): Buffer {
  const pieces: Buffer[] = [];
  let done = 0;
  for (const { value, token } of changes) {
    pieces.push(sql.subarray(done, value.start), token);
    done = value.end;
  }
  return Buffer.concat([...pieces, sql.subarray(done)]);
}

/** What a parameter stands for, a character per byte; null where it has no exact text. */
export function parameterContent(parameter: ParameterValue): string | null {
  switch (parameter.kind) {
    case 'int':
      return String(parameter.value);
    case 'decimal':
    case 'temporal':
      return parameter.value;
    case 'text':
    case 'blob':
      return parameter.value.toString('latin1');
    case 'double':
      return Number.isSafeInteger(parameter.value) ? String(parameter.value) : null;
    case 'null':
    case 'float':
    case 'instead':
      return null;
  }
}

const DATE = /^\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d(?:\.\d{6})?)?$/;
const TIME = /^\d\d:\d\d:\d\d(?:\.\d{6})?$/;

/** The same kind of parameter with another content; null where that kind cannot hold it. */
export function parameterLike(parameter: ParameterValue, content: string): ParameterValue | null {
  switch (parameter.kind) {
    case 'int':
      return /^-?\d+$/.test(content) ? { kind: 'int', value: BigInt(content) } : null;
    case 'decimal':
      return /^-?\d+(?:\.\d+)?$/.test(content) ? { kind: 'decimal', value: content } : null;
    case 'temporal':
      return (/^-?\d+:/.test(parameter.value) ? TIME : DATE).test(content)
        ? { kind: 'temporal', value: content }
        : null;
    case 'text':
    case 'blob':
      return { kind: parameter.kind, value: Buffer.from(content, 'latin1') };
    case 'double':
      return /^-?\d{1,15}$/.test(content) ? { kind: 'double', value: Number(content) } : null;
    case 'null':
    case 'float':
    case 'instead':
      return null;
  }
}

function kindOf(lexer: TokenReader): StatementValue['kind'] | null {
  switch (lexer.kind) {
    case TokenKind.string:
      return 'string';
    case TokenKind.binary:
      return 'binary';
    case TokenKind.integer:
    case TokenKind.decimal:
    case TokenKind.float:
      return 'number';
    case TokenKind.parameter:
      return 'parameter';
    case TokenKind.word:
      return lexer.keyword === NULL ? 'word' : null;
    default:
      return null;
  }
}

function contentOf(
  sql: Buffer,
  start: number,
  end: number,
  kind: StatementValue['kind'],
  options: LexerOptions,
): string {
  if (kind === 'string') return literalContent(sql, start, end, options).toString('latin1');
  const token = sql.toString('latin1', start, end);
  if (kind === 'number') return token;
  if (kind !== 'binary') return '';
  const hex = /^(?:0x|x')([0-9a-f]*)'?$/i.exec(token)?.[1];
  return hex === undefined ? token : Buffer.from(hex, 'hex').toString('latin1');
}

function hexLike(token: string, hex: string): Buffer | null {
  const [, head, digits = '', tail = ''] = /^(0x|x')([0-9a-f]*)('?)$/i.exec(token) ?? [];
  if (head === undefined) return null;
  return Buffer.from(head + (digits === digits.toUpperCase() ? hex.toUpperCase() : hex) + tail);
}
