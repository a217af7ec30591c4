// Statements that read system variables and nothing else, as drivers and pools ask when they connect:
// SELECT @@version_comment LIMIT 1, SELECT VERSION(), SELECT DATABASE(). https://dev.mysql.com/doc/refman/9.7/en/using-system-variables.html

import { tokensOf } from '../statement-reading.ts';
import { AT, CLOSE, COMMA, OPEN, SEMICOLON } from '../words/ascii.ts';
import { type LexerOptions, TokenKind } from '../words/token.ts';

export interface VariableRead {
  /** What stands before the name; null for a plain `@@x`. */
  readonly scope: 'session' | 'global' | null;
  /** In lower case; `version()`, `database()` for these functions. */
  readonly name: string;
  /** What the column is named: the alias, or the expression as it was written. */
  readonly heading: Buffer;
}

interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  /** In upper case. */
  readonly text: string;
}

/** Words that cannot be an alias here. */
const CLAUSES: ReadonlySet<string> = new Set(['FROM', 'LIMIT', 'INTO', 'FOR', 'UNION', 'WHERE', 'ORDER']);
/** Longer ones are not looked at: no driver asks so. */
const MAX_BYTES = 8192;

/** The variables that a statement reads, in its columns' order; null where it does anything else. */
export function readVariables(sql: Buffer, options: LexerOptions = {}): readonly VariableRead[] | null {
  const tokens = sql.length > MAX_BYTES ? null : plainTokens(sql, options);
  if (tokens === null || tokens.shift()?.text !== 'SELECT') return null;
  const reads: VariableRead[] = [];
  for (;;) {
    const read = takeRead(tokens, sql);
    if (read === null) return null;
    reads.push(read);
    if (!isByte(tokens[0], COMMA)) break;
    tokens.shift();
  }
  return isNothingMore(tokens) ? reads : null;
}

/** Null where a hint or an executable comment is among them. */
function plainTokens(sql: Buffer, options: LexerOptions): Token[] | null {
  const lexer = tokensOf(sql, options).read();
  const tokens: Token[] = [];
  for (let kind = lexer.next(); kind !== TokenKind.end; kind = lexer.next()) {
    if (kind === TokenKind.whitespace || kind === TokenKind.comment) continue;
    if (!lexer.isTerminated || kind < TokenKind.string) return null;
    tokens.push({ kind, start: lexer.start, end: lexer.end, text: lexer.upperText() });
  }
  return tokens;
}

function takeRead(tokens: Token[], sql: Buffer): VariableRead | null {
  const first = tokens.shift();
  const isVariable = first?.kind === TokenKind.variable && sql[first.start + 1] === AT;
  const called = first === undefined || isVariable ? null : takeCall(first, tokens);
  if (first === undefined || (!isVariable && called === null)) return null;
  const end = called?.end ?? first.end;
  const named = called ?? nameOf(sql.toString('latin1', first.start + 2, first.end));
  const heading = takeAlias(tokens, sql);
  if (named === null || heading === null) return null;
  const { scope, name } = named;
  return { scope, name, heading: heading ?? Buffer.from(sql.subarray(first.start, end)) };
}

/** A function without arguments, written without spaces. */
function takeCall(
  { kind, text, end }: Token,
  tokens: Token[],
): (Pick<VariableRead, 'scope' | 'name'> & { readonly end: number }) | null {
  const name = kind === TokenKind.word ? FUNCTIONS.get(text) : undefined;
  const [open, close] = tokens;
  const isCall = isByte(open, OPEN) && isByte(close, CLOSE) && open?.start === end && close?.start === end + 1;
  if (name === undefined || !isCall) return null;
  tokens.splice(0, 2);
  return { scope: null, name, end: end + 2 };
}

const FUNCTIONS: ReadonlyMap<string, string> = new Map([
  ['VERSION', 'version()'],
  ['DATABASE', 'database()'],
  ['SCHEMA', 'database()'],
]);

function nameOf(text: string): Pick<VariableRead, 'scope' | 'name'> | null {
  const match = /^(?:(session|local|global)\.)?(`?)([a-z0-9_]+)\2$/i.exec(text);
  if (match === null) return null;
  const word = match[1]?.toLowerCase() ?? null;
  const scope = word === null ? null : word === 'global' ? 'global' : 'session';
  return { scope, name: (match[3] ?? '').toLowerCase() };
}

/** Undefined where there is none, null where it is not certain what it says. */
function takeAlias(tokens: Token[], sql: Buffer): Buffer | null | undefined {
  const hasAs = tokens[0]?.text === 'AS';
  if (hasAs) tokens.shift();
  const [alias] = tokens;
  const isAlias = alias !== undefined && (ALIASES.has(alias.kind) || isPlainWord(alias));
  if (!isAlias) return hasAs ? null : undefined;
  tokens.shift();
  if (alias.kind === TokenKind.word) return Buffer.from(sql.subarray(alias.start, alias.end));
  const inner = sql.subarray(alias.start + 1, alias.end - 1);
  return /^[\w $.@()-]+$/.test(inner.toString('latin1')) ? Buffer.from(inner) : null;
}

const ALIASES: ReadonlySet<TokenKind> = new Set([TokenKind.string, TokenKind.quotedIdentifier]);

function isPlainWord({ kind, text }: Token): boolean {
  return kind === TokenKind.word && !CLAUSES.has(text);
}

/** FROM DUAL, LIMIT 1 and semicolons change nothing. */
function isNothingMore(tokens: Token[]): boolean {
  if (tokens[0]?.text === 'FROM' && tokens[1]?.text === 'DUAL') tokens.splice(0, 2);
  if (tokens[0]?.text === 'LIMIT' && /^[1-9]\d{0,8}$/.test(tokens[1]?.text ?? '')) tokens.splice(0, 2);
  return tokens.every((token) => isByte(token, SEMICOLON));
}

function isByte(token: Token | undefined, byte: number): boolean {
  return token?.kind === TokenKind.operator && token.text === String.fromCharCode(byte);
}
