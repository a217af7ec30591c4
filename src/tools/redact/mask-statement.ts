// A statement's text with its values masked.

import { tokensOf } from '../../sql/statement-reading.ts';
import { literalContent, quoteLiteral } from '../../sql/words/literal.ts';
import { type LexerOptions, TokenKind } from '../../sql/words/token.ts';
import type { Masker } from './masker.ts';
import { type StatementValue, type StatementValues, statementValues } from './statement-values.ts';

const QUOTES: ReadonlySet<number> = new Set([0x22, 0x27]);

/** Tells the masker of the values that rules are about. */
export function learnStatement(sql: Buffer, options: LexerOptions, masker: Masker): void {
  const read = statementValues(sql, options);
  for (const value of read.values) {
    const rule = value.kind === 'parameter' ? null : masker.ruleOfName(value.column, read.names);
    if (rule !== null) masker.learn(rule, contentOf(sql, value, options));
  }
}

/** The statement itself where nothing in it is masked. */
export function maskStatement(sql: Buffer, options: LexerOptions, masker: Masker): Buffer {
  const edits = [
    ...valueEdits(sql, options, masker, statementValues(sql, options)),
    ...otherEdits(sql, options, masker),
  ];
  if (edits.length === 0) return sql;
  const pieces: Buffer[] = [];
  let at = 0;
  for (const { start, end, text } of edits.sort((a, b) => a.start - b.start)) {
    pieces.push(sql.subarray(at, start), text);
    at = end;
  }
  return Buffer.concat([...pieces, sql.subarray(at)]);
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: Buffer;
}

function valueEdits(sql: Buffer, options: LexerOptions, masker: Masker, { values, names }: StatementValues): Edit[] {
  return values.flatMap((value) => {
    if (value.kind === 'parameter') return [];
    const content = contentOf(sql, value, options);
    const rule = masker.ruleOfName(value.column, names);
    if (rule !== null) masker.count(rule.name, 'literals');
    const masked = rule === null ? masker.cleaned(content, 'literals') : masker.masked(rule, content);
    if (masked === content) return [];
    return [{ start: value.start, end: value.end, text: literalOf(sql, value, masked, options) }];
  });
}

function literalOf(sql: Buffer, { kind, start }: StatementValue, masked: string | null, options: LexerOptions): Buffer {
  if (masked === null) return Buffer.from('NULL');
  if (kind === 'number' && /^-?\d+(?:\.\d+)?$/.test(masked)) return Buffer.from(masked);
  let quote = start;
  while (kind === 'string' && !QUOTES.has(sql[quote] ?? 0x27)) quote++;
  return Buffer.concat([sql.subarray(start, quote), quoteLiteral(Buffer.from(masked), options)]);
}

function contentOf(sql: Buffer, { kind, start, end }: StatementValue, options: LexerOptions): string {
  if (kind === 'string') return literalContent(sql, start, end, options).toString('utf8');
  const text = sql.toString('utf8', start, end);
  if (kind !== 'binary') return text;
  const hex = /^(?:0x([0-9a-f]*)|x'([0-9a-f]*)')$/i.exec(text);
  return hex === null ? text : Buffer.from(hex[1] ?? hex[2] ?? '', 'hex').toString('utf8');
}

/** Of comments, and of names: an alias may be any text. */
function otherEdits(sql: Buffer, options: LexerOptions, masker: Masker): Edit[] {
  const edits: Edit[] = [];
  const lexer = tokensOf(sql, options).read();
  let isAlias = false;
  for (let kind = lexer.next(); kind !== TokenKind.end; kind = lexer.next()) {
    const { start, end } = lexer;
    if (kind === TokenKind.whitespace) continue;
    const text = sql.toString('utf8', start, end);
    if (kind === TokenKind.comment || kind === TokenKind.hint) {
      const cleaned = masker.cleaned(text, 'literals') ?? '';
      if (cleaned !== text) edits.push({ start, end, text: Buffer.from(cleaned) });
    } else if (kind === TokenKind.quotedIdentifier || (kind === TokenKind.word && isAlias)) {
      const name = kind === TokenKind.word ? text : nameOf(text);
      const masked = masker.name(name, isAlias);
      if (masked !== name) edits.push({ start, end, text: quotedName(masked) });
    }
    isAlias = kind === TokenKind.word && text.toUpperCase() === 'AS';
  }
  return edits;
}

function nameOf(text: string): string {
  const quote = text[0] ?? '`';
  return text.slice(1, text.length > 1 && text.endsWith(quote) ? -1 : undefined).replaceAll(quote + quote, quote);
}

function quotedName(name: string): Buffer {
  return Buffer.from(`\`${name.replaceAll('`', '``')}\``);
}
