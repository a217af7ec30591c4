// The session's state as far as the answer to a command depends on it: beside the fingerprint, what counts in matching.
//
//   autocommit=1 in_transaction=0 user=app charset=utf8mb4     for most statements
//   … last_insert_id=7                                         for those that ask for it (dependencies.ts)

import { canonicalDigest } from '../core/canonical-hash.ts';
import type {
  Command,
  ParameterValue,
  PreviousStatement,
  SessionContext,
  StateWords,
  VariablesHeld,
} from '../core/command.ts';
import { CommandCode, hasTrait, Trait } from '../core/command-table.ts';
import type { DataAccess } from '../sql/access/access-shape.ts';
import { type Dependencies, NO_DEPENDENCIES, nameIn } from '../sql/dependencies.ts';
import { handlerWord } from '../sql/session/open-handlers.ts';
import { typeHeld } from '../sql/session/user-variable.ts';
import { readStatement, type StatementReading, tokensOf } from '../sql/statement-reading.ts';
import { parameterContent } from '../sql/values/statement-values.ts';
import { literalContent } from '../sql/words/literal.ts';
import { TokenKind } from '../sql/words/token.ts';
import type { Tokens } from '../sql/words/tokens.ts';

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
export function stateOf(command: StateInput, reading?: StatementReading): string {
  const { code, sql, dialect, state, context } = command;
  if (!isTransactional(code)) {
    return (isRefusedAsPrepared(command, reading) ? state.all : state.settings) + hiddenWords(command, reading);
  }
  if (sql === null) return state.all;
  const read = reading ?? readStatement(sql, dialect);
  const words = wordsOf(read, code, context, state);
  const { prepared } = read.dependencies;
  // EXECUTE is answered as what it runs
  const text = prepared === null ? undefined : (context.preparedTexts.get(prepared) ?? immediateText(read));
  return text === undefined ? state.all + words : state.all + words + ofExecuted(text, prepared, command, words);
}

const READ_ONLY = /in_transaction=read-only|READ ONLY|(?:transaction|tx)_read_only='1'/;

/** MariaDB prepares no write in a transaction that only reads: which one is open counts. */
function isRefusedAsPrepared({ sql, dialect, state }: StateInput, reading?: StatementReading): boolean {
  return sql !== null && READ_ONLY.test(state.all) && !(reading ?? readStatement(sql, dialect)).isRead;
}

/** Of a prepare: the tables of its session that stand before those that all see. */
function hiddenWords({ sql, dialect, context }: StateInput, reading?: StatementReading): string {
  if (sql === null || context.temporaryTables.size === 0) return '';
  return temporaryWords((reading ?? readStatement(sql, dialect)).tokens, context.temporaryTables);
}

function wordsOf(reading: StatementReading, code: number, context: SessionContext, { given, all }: StateWords): string {
  const { dependencies, effects, tokens } = reading;
  const own = dependencies === NO_DEPENDENCIES ? '' : ownWords(dependencies, code, context, given, all);
  const { temporaryTables } = context;
  if (temporaryTables.size === 0) return own;
  const prepared = effects.find(({ kind }) => kind === 'prepared');
  if (prepared?.kind !== 'prepared') return own + temporaryWords(tokens, temporaryTables);
  // PREPARE looks at the tables of the text that it is given
  const { text } = prepared;
  const isKnown = text.kind === 'literal';
  return (
    own + (isKnown ? temporaryWords(readStatement(text.sql, {}).tokens, temporaryTables) : namedWords(temporaryTables))
  );
}

/** EXECUTE IMMEDIATE '…'. */
function immediateText({ effects }: StatementReading): Buffer | undefined {
  const effect = effects.find(({ kind }) => kind === 'executed text');
  return effect?.kind === 'executed text' && effect.text.kind === 'literal' ? effect.text.sql : undefined;
}

/** What the text depends on beside what EXECUTE itself does. */
function ofExecuted(
  text: Buffer,
  name: string | null,
  { code, dialect, state, context }: StateInput,
  words: string,
): string {
  const under = name === null ? undefined : context.preparedUnder.get(name);
  const own = under === undefined ? context : { ...context, under };
  const inner = wordsOf(readStatement(text, dialect), code, own, state);
  const known = new Set(words.split(' '));
  return inner
    .split(' ')
    .map((word) => (word === '' || known.has(word) ? '' : ` ${word}`))
    .join('');
}

/** Whether the answer is about what this session holds, so that one of the session that is followed goes first. */
export function isAboutSession({ sql, context }: StateInput, { dependencies, tokens }: StatementReading): boolean {
  const { previous, lastInsertId, prepared, handler, locks, sequences, counters } = dependencies;
  if (previous || lastInsertId || locks || sequences || counters || prepared !== null || handler !== null) return true;
  if (sql === null || context.temporaryTables.size === 0) return false;
  return temporaryWords(tokens, context.temporaryTables) !== '';
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
  if (dependencies.previous) words.push(`behind=${digestOf(context.previous)}`);
  if (dependencies.diagnostics && context.diagnosed !== context.previous)
    words.push(`warned=${digestOf(context.diagnosed)}`);
  if (dependencies.found && context.found !== context.previous) words.push(`found=${digestOf(context.found)}`);
  if (dependencies.rowCount && context.rowCount !== null) words.push(`row_count=${context.rowCount}`);
  words.push(...heldWords(dependencies, context));
  for (const name of [...dependencies.userVariables].sort()) {
    const value = context.userVariables.get(name);
    if (value !== undefined) words.push(`@${name}=${quoted(value)}`);
    else if (context.unknown !== null) words.push(`@${name}=${context.unknown}`);
    // a trigger may have assigned it
    else if (context.written !== null) words.push(`@${name}=unset.${context.written}`);
    if (context.under !== undefined) words.push(...typeWord(name, context, context.under));
  }
  const { systemVariables, prepared } = dependencies;
  const read = systemVariables === 'all' ? [...given.keys()].sort() : systemVariables;
  for (const name of read) {
    if (given.has(name) && !all.includes(` ${name}=`)) words.push(`${name}=${quoted(given.get(name) ?? '?')}`);
  }
  if (prepared !== null)
    words.push(
      `prepared.${prepared}=${context.prepared.get(prepared)?.slice(0, SHORT_DIGEST) ?? context.unknown ?? 'none'}`,
    );
  const { handler } = dependencies;
  if (handler !== null) {
    words.push(`handler.${handler}=${handlerWord(handler, context).slice(0, SHORT_DIGEST)}`);
  }
  return words.map((word) => ` ${word}`).join('');
}

/** A statement's variable has the type that it had when the statement was prepared (MySQL): its column, and what becomes of its value. */
function* typeWord(name: string, context: SessionContext, under: VariablesHeld): Iterable<string> {
  const type = typeHeld(name, under);
  if (type !== typeHeld(name, context)) yield `@${name}.prepared=${quoted(type)}`;
}

/** What the session holds by name, and what it called. */
function* heldWords(dependencies: Dependencies, context: SessionContext): Iterable<string> {
  const { systemVariables, bySettings, makesTemporary, callsOwn, savepoint, locks, sequences } = dependencies;
  if (dependencies.counters) yield `counted=${(context.asked >>> 0).toString(16)}`;
  if (locks && context.locks.length > 0) yield `locks=${quoted(context.locks.join(','))}`;
  if (sequences && context.sequences !== null) yield `sequences=${context.sequences.slice(0, SHORT_DIGEST)}`;
  // not their names: a program may make new ones at every run
  if (savepoint !== null) yield `savepoints=${context.savepoints.length}`;
  if (context.called !== null && (bySettings || makesTemporary || systemVariables.length > 0))
    yield `called=${context.called}`;
  if (callsOwn && (context.userVariables.size > 0 || context.hidden !== null)) {
    const { userVariables: own } = dependencies;
    const others = [...context.userVariables].filter(([name]) => !own.includes(name)).sort(byName);
    const held = [...(context.hidden === null ? [] : [context.hidden]), ...others.flat()];
    if (held.length > 0) yield `variables=${canonicalDigest(held.join('\n')).slice(0, SHORT_DIGEST)}`;
  }
}

function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1;
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
  const { systemVariables } = dependencies;
  if (dependencies.collation || isShown(collation, systemVariables)) yield `collation=${collation}`;
  if (systemVariables === 'all' || systemVariables.includes('wait_timeout'))
    yield word('interactive', client.interactive);
}

/** Of all variables together, that of the login (a number) is told apart by nobody: each driver has its own. */
function isShown(collation: string, variables: Dependencies['systemVariables']): boolean {
  return variables === 'all' ? !/^\d*$/.test(collation) : variables.includes('collation_connection');
}

function word(name: string, value: boolean): string {
  return `${name}=${value ? 1 : 0}`;
}

function quoted(value: string): string {
  return `'${value.length > SHOWN_VALUE_CHARS ? canonicalDigest(value) : value}'`;
}

const digests = new WeakMap<PreviousStatement, string>();

/** What the statement before looks like and came to; its values count where the server may quote or count by them. */
function digestOf(previous: PreviousStatement | null): string {
  if (previous === null) return 'nothing';
  let digest = digests.get(previous);
  if (digest === undefined) {
    const { outcome, errorCode, affectedRows, rows, warnings } = previous.facts;
    // how a client reads end-of-rows packets must not count
    const count = outcome === 'ok' ? affectedRows : (rows ?? 0);
    const result = [outcome, errorCode, count, warnings ?? 0].join(' ');
    const about = previous.about === undefined ? '' : `\n${digestOf(previous.about)}`;
    digest = canonicalDigest(`${shapeOf(previous)}\n${result}${about}`).slice(0, SHORT_DIGEST);
    digests.set(previous, digest);
  }
  return digest;
}

/** Values are one whether they are spelled out or bound. */
function shapeOf({ sql, isAboutValues, parameters }: PreviousStatement): string {
  const reader = tokensOf(sql).read();
  const words: string[] = [];
  let parameter = 0;
  for (let kind = reader.nextSignificant(); kind !== TokenKind.end; kind = reader.nextSignificant()) {
    const isValue = (kind >= TokenKind.string && kind <= TokenKind.float) || kind === TokenKind.parameter;
    if (!isValue) words.push(reader.upperText());
    else if (!isAboutValues) words.push('?');
    else if (kind === TokenKind.parameter) words.push(contentOf(parameters?.[parameter++]));
    else if (kind !== TokenKind.string) words.push(reader.upperText());
    else words.push(literalContent(sql, reader.start, reader.end, {}).toString('latin1'));
  }
  return words.join(' ');
}

function contentOf(parameter: ParameterValue | undefined): string {
  if (parameter === undefined) return '?';
  return parameterContent(parameter) ?? ('value' in parameter ? String(parameter.value) : 'NULL');
}

function temporaryWords(tokens: Tokens, tables: ReadonlySet<string>): string {
  const reader = tokens.read();
  const named = new Set<string>();
  for (let kind = reader.nextSignificant(); kind !== TokenKind.end; kind = reader.nextSignificant()) {
    if (kind !== TokenKind.word && kind !== TokenKind.quotedIdentifier) continue;
    const name = nameIn(reader);
    if (tables.has(name)) named.add(name);
  }
  return namedWords(named);
}

/**
 * The tables of its session that stand before those that all see, of what is no SQL.
 * @param access the tables that it names
 */
export function temporaryWordsOf(access: readonly DataAccess[], tables: ReadonlySet<string>): string {
  if (tables.size === 0) return '';
  const named = access.flatMap(({ reads, writes }) => [reads, writes]);
  if (named.includes('all')) return namedWords(tables);
  const names = named.flatMap((some) => (some === 'all' ? [] : some.map(({ name }) => name.toLowerCase())));
  return namedWords(new Set(names.filter((name) => tables.has(name))));
}

function namedWords(tables: ReadonlySet<string>): string {
  return tables.size === 0 ? '' : ` temporary=${[...tables].sort().join(',')}`;
}
