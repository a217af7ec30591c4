// The session's state as far as the answer to a command depends on it: beside the fingerprint, what counts in matching.
//
//   autocommit=1 in_transaction=0 user=app charset=utf8mb4     for most statements
//   … last_insert_id=7                                         for those that ask for it (dependencies.ts)

import { canonicalDigest } from '../core/canonical-hash.ts';
import type { Command, SessionContext } from '../core/command.ts';
import { CommandCode, hasTrait, Trait } from '../core/command-table.ts';
import { type Dependencies, NO_DEPENDENCIES, nameIn } from '../sql/dependencies.ts';
import { Lexer } from '../sql/lexer.ts';
import { readStatement, type StatementReading } from '../sql/statement-reading.ts';
import { type LexerOptions, TokenKind } from '../sql/token.ts';

/** A longer value is known by its digest. */
const SHOWN_VALUE_CHARS = 80;
const SHORT_DIGEST = 8;

/** What is asked for beside the fingerprint: the command's part of the session. */
export type StateInput = Pick<Command, 'code' | 'sql' | 'dialect' | 'state' | 'context'>;

/** Whether the answer depends on the transaction; a prepare's does not. */
export function isTransactional(code: number): boolean {
  return hasTrait(code, Trait.TRANSACTIONAL);
}

/**
 * The state in words: equal words are equal states.
 * @param reading of the statement, where it was read already
 */
export function stateOf({ code, sql, dialect, state, context }: StateInput, reading?: StatementReading): string {
  if (!isTransactional(code)) return state.settings;
  if (sql === null) return state.all;
  const { dependencies } = reading ?? readStatement(sql, dialect);
  const own = dependencies === NO_DEPENDENCIES ? '' : ownWords(dependencies, code, context, state.given, state.all);
  if (context.temporaryTables.size === 0) return state.all + own;
  return `${state.all}${own}${temporaryWords(sql, dialect, context.temporaryTables)}`;
}

/** Whether the answer is about what this session holds, so that one of the session that is followed goes first. */
export function isAboutSession({ sql, dialect, context }: StateInput, { dependencies }: StatementReading): boolean {
  const { previous, lastInsertId, prepared } = dependencies;
  if (previous || lastInsertId || prepared !== null) return true;
  if (sql === null || context.temporaryTables.size === 0) return false;
  return temporaryWords(sql, dialect, context.temporaryTables) !== '';
}

function ownWords(
  dependencies: Dependencies,
  code: number,
  context: SessionContext,
  given: ReadonlyMap<string, string | null>,
  all: string,
): string {
  const words = [...clientWords(dependencies, code, context)];
  if (dependencies.lastInsertId) words.push(`last_insert_id=${context.lastInsertId}`);
  if (dependencies.previous) words.push(`behind=${previousDigest(context)}`);
  for (const name of [...dependencies.userVariables].sort()) {
    const value = context.userVariables.get(name);
    if (value !== undefined) words.push(`@${name}=${quoted(value)}`);
  }
  const { systemVariables, prepared } = dependencies;
  const read = systemVariables === 'all' ? [...given.keys()].sort() : systemVariables;
  for (const name of read) {
    if (given.has(name) && !all.includes(` ${name}=`)) words.push(`${name}=${quoted(given.get(name) ?? '?')}`);
  }
  if (prepared !== null)
    words.push(`prepared.${prepared}=${context.prepared.get(prepared)?.slice(0, SHORT_DIGEST) ?? 'none'}`);
  return words.map((word) => ` ${word}`).join('');
}

function* clientWords(
  dependencies: Dependencies,
  code: number,
  { client, collation }: SessionContext,
): Iterable<string> {
  const isText = code === CommandCode.COM_QUERY;
  if (dependencies.foundRows) yield word('found_rows', client.foundRows);
  if (dependencies.ignoreSpace) yield word('ignore_space', client.ignoreSpace);
  if (dependencies.localFiles) yield word('local_files', client.localFiles);
  if (dependencies.multiStatements && isText) yield word('multi_statements', client.multiStatements);
  if (dependencies.multiResults) {
    yield word('multi_results', isText ? client.multiResults : client.preparedMultiResults);
  }
  if (dependencies.collation) yield `collation=${collation}`;
  const { systemVariables } = dependencies;
  if (systemVariables === 'all' || systemVariables.includes('wait_timeout'))
    yield word('interactive', client.interactive);
}

function word(name: string, value: boolean): string {
  return `${name}=${value ? 1 : 0}`;
}

function quoted(value: string): string {
  return `'${value.length > SHOWN_VALUE_CHARS ? canonicalDigest(value) : value}'`;
}

const digests = new WeakMap<Buffer, string>();

/** What the statement before looks like: its values do not count, so that text and prepared are one. */
function previousDigest({ previous }: SessionContext): string {
  if (previous === null) return 'nothing';
  let digest = digests.get(previous);
  if (digest === undefined) {
    digest = canonicalDigest(shapeOf(previous)).slice(0, SHORT_DIGEST);
    digests.set(previous, digest);
  }
  return digest;
}

function shapeOf(sql: Buffer): string {
  const lexer = new Lexer(sql);
  const words: string[] = [];
  for (let kind = lexer.nextSignificant(); kind !== TokenKind.end; kind = lexer.nextSignificant()) {
    const isValue = (kind >= TokenKind.string && kind <= TokenKind.float) || kind === TokenKind.parameter;
    words.push(isValue ? '?' : lexer.upperText());
  }
  return words.join(' ');
}

function temporaryWords(sql: Buffer, options: LexerOptions, tables: ReadonlySet<string>): string {
  const lexer = new Lexer(sql, options);
  const named = new Set<string>();
  for (let kind = lexer.nextSignificant(); kind !== TokenKind.end; kind = lexer.nextSignificant()) {
    if (kind !== TokenKind.word && kind !== TokenKind.quotedIdentifier) continue;
    const name = nameIn(lexer);
    if (tables.has(name)) named.add(name);
  }
  return named.size === 0 ? '' : ` temporary=${[...named].sort().join(',')}`;
}
