// A statement with its bound values written out as literals, so that its effects on the session are read as of any other.
// It is read here and never sent: how a server would write a value does not matter, only that other values read otherwise.

import type { ParameterValue } from '../../core/command.ts';
import { tokensOf } from '../statement-reading.ts';
import { quoteLiteral } from '../words/literal.ts';
import { type LexerOptions, TokenKind } from '../words/token.ts';

/** @param parameters by place; of a command with several rows of them, the last row counts */
export function boundText(sql: Buffer, parameters: readonly ParameterValue[], options: LexerOptions): Buffer {
  if (parameters.length === 0) return sql;
  const reader = tokensOf(sql, options).read();
  const places: { readonly start: number; readonly end: number }[] = [];
  for (let kind = reader.nextSignificant(); kind !== TokenKind.end; kind = reader.nextSignificant()) {
    if (kind === TokenKind.parameter) places.push({ start: reader.start, end: reader.end });
  }
  const first = Math.max(0, parameters.length - places.length);
  const pieces: Buffer[] = [];
  let done = 0;
  for (const [index, { start, end }] of places.entries()) {
    const parameter = parameters[first + index];
    pieces.push(sql.subarray(done, start));
    pieces.push(parameter === undefined ? sql.subarray(start, end) : literalOf(parameter, options));
    done = end;
  }
  return Buffer.concat([...pieces, sql.subarray(done)]);
}

function literalOf(parameter: ParameterValue, options: LexerOptions): Buffer {
  switch (parameter.kind) {
    case 'null':
      return Buffer.from('NULL');
    case 'int':
    case 'float':
    case 'double':
      return Buffer.from(String(parameter.value));
    case 'decimal':
      return Buffer.from(parameter.value);
    case 'text':
      return quoteLiteral(parameter.value, options);
    case 'blob':
      return Buffer.from(`x'${parameter.value.toString('hex')}'`);
    case 'temporal':
      return Buffer.from(`'${parameter.value}'`);
    case 'instead':
      return Buffer.from(parameter.value.toUpperCase());
  }
}
