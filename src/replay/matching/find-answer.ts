// From a command to the recorded answer that it gets, and why: the one place that knows all ways in which one is found.
// Nothing is sent here.

import type { Command } from '../../core/command.ts';
import type { Control } from '../../core/data-use.ts';
import type { RecordedData, RecordedExchange, RecordedResponse, RecordingReader } from '../../core/recording.ts';
import { controlOf } from '../../data/use/control.ts';
import { readExecution } from '../../identity/execution-reading.ts';
import { fingerprintOf } from '../../identity/fingerprint.ts';
import { isAboutSession, isTransactional, stateOf } from '../../identity/state-words.ts';
import { framePayload } from '../../mysql/codec/framing.ts';
import { CommandCode } from '../../mysql/constants/commands.ts';
import { asksCursor } from '../../mysql/packets/com-stmt-execute.ts';
import { isReadOnlyNext } from '../../sql/session/next-transaction.ts';
import { readStatement, type StatementReading } from '../../sql/statement-reading.ts';
import {
  convertedPackets,
  isOfItsForm,
  isOfPrepare,
  type KnownAsText,
  type KnownTemplates,
  knownAsText,
  otherFingerprints,
  prepareFingerprint,
} from '../answers/cross-protocol.ts';
import { otherCount, recounted } from '../answers/found-rows.ts';
import { beginsByItself, isAboutTable, otherTransaction, toldOfTransaction } from '../answers/other-transaction.ts';
import { withDefinitions } from '../answers/with-definitions.ts';
import { isRefusedPrepare } from './answers.ts';
import type { Doubt, How, Match, MatchQuery, Missed } from './match-query.ts';
import type { Matcher } from './matcher.ts';
import { otherOptionOrders } from './option-orders.ts';
import { otherChecks } from './other-checks.ts';
import type { Place } from './place.ts';
import type { Repeatable } from './remembered-answers.ts';
import type { Repeat } from './statement-query.ts';
import { mayTellRows, toldRows } from './told-rows.ts';
import { usedFromElsewhere } from './used-from-elsewhere.ts';

/**
 * `other scope`: a prepare that another scope holds; `other protocol`: recorded as text, or prepared; `other count`: for a
 * client that counts the rows of an UPDATE otherwise.
 */
export type FoundHow = How | 'other scope' | 'other protocol' | 'other count';

export type Found =
  /** `response` where it is not the exchange's own: converted for the other protocol. */
  | {
      readonly kind: 'found';
      readonly exchange: RecordedExchange;
      readonly response: RecordedResponse | null;
      readonly how: FoundHow;
      readonly doubt?: Doubt | undefined;
      readonly repeatable?: Repeatable | null | undefined;
      /** As a match has it. */
      readonly alike?: (() => readonly number[]) | undefined;
      readonly did?: RecordedData | undefined;
    }
  /** A prepare of what was recorded as text only: its answer is made from that. */
  | { readonly kind: 'prepare'; readonly known: KnownAsText }
  /** It carries no data and is never looked up. */
  | { readonly kind: 'housekeeping' }
  | Missed;

export interface FindContext {
  readonly reader: RecordingReader;
  readonly matcher: Matcher;
  readonly place: Place;
  /** Whether text statements are answered from prepared ones and the reverse. */
  readonly isCrossProtocol: boolean;
  /** Whether it is tried only: nobody is to be told why it is none. */
  readonly isProbe?: boolean;
  /** When it was asked, in ms since 1970, where it is asked again; absent: now. */
  readonly askedMs?: number;
  /** Of a search that asks many times: what it was told of prepared statements. */
  readonly templates?: KnownTemplates;
  /** As a query has it. */
  readonly only?: number | null;
  /** The savepoint that the client's own words name, where the command is put as it was recorded. */
  readonly savepoint?: Control | undefined;
}

export function findAnswer(command: Command, context: FindContext): Found {
  const isExecute = command.code === CommandCode.COM_STMT_EXECUTE;
  const fingerprint = isExecute ? readExecution(command).fingerprint : fingerprintOf(command, command.dialect);
  if (fingerprint === null) return { kind: 'housekeeping' };
  const query =
    context.isProbe === true
      ? { ...queryFor(command, fingerprint, context), isProbe: true, only: context.only ?? null }
      : queryFor(command, fingerprint, context);
  const match = context.matcher.match(mayTellRows(command, query));
  if (match.kind === 'played' && isRefusedElsewhere(command, match.exchange, context)) {
    context.matcher.giveBack(match.exchange);
    return findPrepare(command, fingerprint, context) ?? { kind: 'miss', reason: 'other state', near: match.exchange };
  }
  if (match.kind === 'played') {
    const exchange = checked(command, fingerprint, match.exchange, context.matcher);
    const { how, doubt, repeatable, alike, did } = match;
    return { kind: 'found', exchange, response: toldRows(match, context.reader), how, doubt, repeatable, alike, did };
  }
  const begun = beginAnew(command, query, context.matcher);
  if (begun !== undefined)
    return {
      kind: 'found',
      exchange: checked(command, fingerprint, begun.exchange, context.matcher),
      response: null,
      how: begun.how,
    };
  if (match.reason === 'unknown') return findOtherwise(command, query, context) ?? match;
  const counted = match.reason === 'other state' ? findByFoundRows(command, query, context) : undefined;
  return (
    counted ??
    findInOtherTransaction(command, query, context) ??
    findAsFirst(command, query, context) ??
    findWithChecks(command, query, context) ??
    findUnder(usedFromElsewhere(command, context.reader), query, context) ??
    match
  );
}

/** To be prepared in a transaction that reads only, or that is at its end: no words of a prepare's state say so. */
function isRefusedElsewhere({ code, state }: Command, { responseId, gap }: RecordedExchange, { reader }: FindContext) {
  if (code !== CommandCode.COM_STMT_PREPARE || responseId === null || gap !== null) return false;
  const { errorCode } = reader.response(responseId);
  return errorCode === 1399 || (errorCode === 1792 && !/read.only/i.test(state.all));
}

/** What stands beside another question than it was recorded for is a gap. */
function checked(command: Command, fingerprint: string, exchange: RecordedExchange, matcher: Matcher) {
  if (exchange.gap !== null || matcher.questions.isFor(command, fingerprint, exchange)) return exchange;
  return { ...exchange, gap: 'damaged' as const };
}

function queryFor(command: Command, fingerprint: string, { place, savepoint }: FindContext): MatchQuery {
  const reading = command.sql === null ? null : readStatement(command.sql, command.dialect);
  return {
    fingerprint,
    state: stateOf(command, reading ?? undefined),
    isInTransaction: command.state.isInTransaction,
    isTransactional: isTransactional(command.code),
    isRead: command.code !== CommandCode.COM_STMT_FETCH && reading?.isRead === true,
    place,
    isSessionBound: reading !== null && (reading.isSessionBound || isAboutSession(command, reading)),
    repeat: repeatOf(command, reading),
    ...(reading !== null && setsByVariables(reading) && { isByVariables: true }),
    ...(savepoint !== undefined ? { savepoint } : savepointIn(reading)),
  };
}

const SAVEPOINTS: ReadonlySet<string> = new Set(['SAVEPOINT', 'ROLLBACK', 'RELEASE']);

/** Undefined where it is about none. */
export function savepointOf({ sql, dialect }: Pick<Command, 'sql' | 'dialect'>): Control | undefined {
  return savepointIn(sql === null ? null : readStatement(sql, dialect)).savepoint;
}

function savepointIn(reading: StatementReading | null): { readonly savepoint?: Control } {
  if (reading === null || !SAVEPOINTS.has(reading.keyword)) return {};
  const control = controlOf(reading.normal.toString('utf8'));
  return control === undefined || control.name === '' ? {} : { savepoint: control };
}

function repeatOf(command: Command, reading: StatementReading | null): Repeat {
  if (reading === null || command.code === CommandCode.COM_STMT_PREPARE) return 'last';
  if (reading.keyword === 'SET' && takesFromData(reading)) return 'same';
  if (reading.keyword === 'SET' || reading.keyword === 'USE') return 'last';
  if (reading.keyword === 'DO' && reading.isRead) return 'last';
  if (isTransactionControl(reading)) return 'control';
  return reading.isRead ? 'same' : 'never';
}

/** `SET time_zone = @z`. */
function setsByVariables({ keyword, dependencies, settings }: StatementReading): boolean {
  return keyword === 'SET' && dependencies.userVariables.length > 0 && settings.some(({ kind }) => kind !== 'user');
}

/** `SET @n = (SELECT …)`, `SET @n = NEXTVAL(s)`: what the session holds behind it depends on the data, as a read's answer does. */
function takesFromData({ dependencies, normal }: StatementReading): boolean {
  return dependencies.acts || /\bselect\b/i.test(normal.toString('latin1'));
}

const BEGINS: ReadonlySet<string> = new Set(['BEGIN', 'START']);
const CONTROL_KEYWORDS: ReadonlySet<string> = new Set(['BEGIN', 'START', 'COMMIT', 'ROLLBACK']);
/** Not the begin of a compound statement, nor what goes back to a savepoint, chains or ends the connection. */
const CONTROL = /^(?:start transaction(?: [a-z ,]+)?|(?:begin|commit|rollback)(?: work)?)$/i;

function isTransactionControl({ keyword, normal }: StatementReading): boolean {
  return CONTROL_KEYWORDS.has(keyword) && CONTROL.test(normal.toString('latin1'));
}

/** A transaction that begins while another is open ends that one. With MySQL it only reads where that one did, whatever is set. */
function beginAnew(command: Command, query: MatchQuery, matcher: Matcher): (Match & { kind: 'played' }) | undefined {
  if (!query.isInTransaction || query.repeat !== 'control' || !BEGINS.has(keywordOf(command))) return undefined;
  const mayOnlyRead = / in_transaction=read-only\b/.test(query.state) || isReadOnlyNext(query.state);
  if (mayOnlyRead || matcher.isUnknown(query.fingerprint)) return undefined;
  matcher.abandon(query.place, true);
  const state = query.state.replace(/\bin_transaction=\S+/, 'in_transaction=0');
  const match = matcher.match({ ...query, state, isInTransaction: false });
  return match.kind === 'played' ? match : undefined;
}

function findOtherwise(command: Command, query: MatchQuery, context: FindContext): Found | undefined {
  const others = [...otherOptionOrders(command), ...usedFromElsewhere(command, context.reader)];
  const other = findUnder(others, query, context);
  if (other !== undefined) return other;
  if (command.code === CommandCode.COM_STMT_PREPARE) return findPrepare(command, query.fingerprint, context);
  if (!context.isCrossProtocol) return undefined;
  for (const fingerprint of otherFingerprints(command, context.reader, context.templates)) {
    const match = context.matcher.match(mayTellRows(command, { ...query, fingerprint }));
    const found =
      match.kind === 'played'
        ? converted(command, match, context)
        : match.reason === 'other state'
          ? convertedRecounted(command, { ...query, fingerprint }, context)
          : undefined;
    if (found !== undefined) return found;
  }
  return command.code === CommandCode.COM_QUERY ? findRefusedPrepare(command, query, context) : undefined;
}

function findUnder(fingerprints: readonly string[], query: MatchQuery, { matcher }: FindContext): Found | undefined {
  for (const fingerprint of fingerprints) {
    const match = matcher.match({ ...query, fingerprint });
    if (match.kind !== 'played') continue;
    const { exchange, how, doubt } = match;
    return { kind: 'found', exchange, response: null, how, doubt };
  }
  return undefined;
}

/** Recorded in the other protocol, and for a client that counts rows otherwise. */
function convertedRecounted(command: Command, query: MatchQuery, context: FindContext): Found | undefined {
  const state = otherCount(query.state);
  const match = state === null ? null : context.matcher.match({ ...query, state });
  if (state === null || match?.kind !== 'played') return undefined;
  return converted(command, match, context, (recorded) => recounted(recorded, keywordOf(command), state));
}

/** The statement was prepared when it was recorded, and refused for what its text would be refused for too. */
function findRefusedPrepare(command: Command, query: MatchQuery, context: FindContext): Found | undefined {
  const fingerprint = prepareFingerprint(command);
  if (fingerprint === null || context.matcher.isUnknown(fingerprint)) return undefined;
  const { settings: state } = command.state;
  const match = context.matcher.match({ ...query, fingerprint, state, isTransactional: false, repeat: 'last' });
  if (match.kind !== 'played') return undefined;
  const { exchange } = match;
  const response =
    exchange.gap === null && exchange.responseId !== null ? context.reader.response(exchange.responseId) : null;
  if (response !== null && isOfPrepare(response)) return { kind: 'found', exchange, response, how: 'other protocol' };
  context.matcher.notPlayed(match);
  return undefined;
}

/** It only reads, and was recorded with these data within a transaction, or outside of one: the data are what counts. */
function findInOtherTransaction(command: Command, query: MatchQuery, { reader, matcher }: FindContext) {
  const isPlainRead = query.isRead && query.repeat === 'same' && !isOfSession(command, query) && !asksCursor(command);
  const state = isPlainRead && matcher.isByData ? otherTransaction(query.state, command.sql) : null;
  if (state === null || beginsByItself(state)) return undefined;
  const match = matcher.match({ ...query, state, isInOtherTransaction: true });
  if (match.kind !== 'played') return undefined;
  const { exchange, doubt, how } = match;
  const isCertain = doubt == null && exchange.gap === null && exchange.responseId !== null;
  const recorded = isCertain && exchange.responseId !== null ? reader.response(exchange.responseId) : null;
  const response = recorded === null ? null : toldOfTransaction(command, recorded, query.isInTransaction);
  if (response !== null) return { kind: 'found', exchange, response, how } as const;
  matcher.notPlayed(match);
  return undefined;
}

/**
 * Under autocommit=0 the first statement about a table begins the transaction that the others are in, and is told the same as
 * they are: that one is open. So which of them comes first is no matter.
 * https://dev.mysql.com/doc/refman/en/innodb-autocommit-commit-rollback.html
 */
function findAsFirst(command: Command, query: MatchQuery, { reader, matcher }: FindContext): Found | undefined {
  const isPlain = query.repeat === 'never' || (query.isRead && query.repeat === 'same');
  const isFree = isPlain && matcher.isByData && !isOfSession(command, query) && !asksCursor(command);
  const state = isFree ? otherTransaction(query.state, command.sql) : null;
  if (state === null || !beginsByItself(state)) return undefined;
  const match = matcher.match({ ...query, state });
  if (match.kind !== 'played') return undefined;
  const { exchange, doubt, how } = match;
  const use = reader.dataOf(exchange.id)?.use;
  // how many rows it throws away, say, is no promise there either
  const isCertain = (doubt == null || doubt === 'count') && exchange.gap === null && exchange.responseId !== null;
  const recorded =
    isCertain && use !== undefined && isAboutTable(use) && exchange.responseId !== null
      ? reader.response(exchange.responseId)
      : null;
  // behind an error nobody is told whether a transaction was begun
  const response =
    recorded === null || recorded.outcome === 'error' ? null : toldOfTransaction(command, recorded, true);
  if (response !== null) return { kind: 'found', exchange, response, how, doubt };
  matcher.notPlayed(match);
  return undefined;
}

/** Recorded while foreign keys were checked, and the same where they are not, or the reverse. */
function findWithChecks(command: Command, query: MatchQuery, { reader, matcher }: FindContext): Found | undefined {
  if (!matcher.isByData || !isTransactional(command.code) || command.sql === null) return undefined;
  for (const [state, isSame] of otherChecks(query.state)) {
    const match = matcher.match({ ...query, state });
    if (match.kind !== 'played') continue;
    const { exchange, doubt, how, repeatable, alike } = match;
    const use = reader.dataOf(exchange.id)?.use;
    const response =
      exchange.gap === null && exchange.responseId !== null ? reader.response(exchange.responseId) : null;
    const reading = readStatement(command.sql, command.dialect);
    if (use !== undefined && response !== null && isSame(reading, use, response)) {
      return { kind: 'found', exchange, response: null, how, doubt, repeatable, alike };
    }
    matcher.notPlayed(match);
  }
  return undefined;
}

/** Whether it depends on more of its session than the current database, which counts anyway. */
function isOfSession({ sql, dialect }: Command, { isSessionBound }: MatchQuery): boolean {
  if (!isSessionBound || sql === null) return isSessionBound;
  const { normal } = readStatement(sql, dialect);
  const without = normal.toString('latin1').replace(/\b(?:database|schema)\s*\(\s*\)/gi, "''");
  return readStatement(Buffer.from(without, 'latin1'), dialect).isSessionBound;
}

/** Recorded for a client that counts rows otherwise, with an answer that tells both counts. */
function findByFoundRows(command: Command, query: MatchQuery, context: FindContext): Found | undefined {
  const state = context.isCrossProtocol ? otherCount(query.state) : null;
  if (state === null) return undefined;
  const match = context.matcher.match({ ...query, state });
  if (match.kind !== 'played') return undefined;
  const { exchange } = match;
  const recorded =
    exchange.gap === null && exchange.responseId !== null ? context.reader.response(exchange.responseId) : null;
  const response = recorded === null ? null : recounted(recorded, keywordOf(command), state);
  if (response !== null) return { kind: 'found', exchange, response, how: 'other count' };
  context.matcher.notPlayed(match);
  return undefined;
}

function keywordOf({ sql, dialect }: Command): string {
  return sql === null ? '' : readStatement(sql, dialect).keyword;
}

/** A pool prepares a statement once and executes it in every scope: what a statement is does not differ by scope. */
function findPrepare(command: Command, fingerprint: string, context: FindContext): Found | undefined {
  const exchange = context.reader.anyByFingerprint(fingerprint);
  if (exchange !== undefined && !isRefusedPrepare(exchange, context.reader)) {
    const found = checked(command, fingerprint, exchange, context.matcher);
    return { kind: 'found', exchange: found, response: null, how: 'other scope' };
  }
  const known = context.isCrossProtocol ? knownAsText(command, context.reader, context.matcher.isSameState) : undefined;
  if (known === undefined) return undefined;
  if (!('refusedBy' in known)) return { kind: 'prepare', known };
  return { kind: 'found', exchange: known.refusedBy, response: null, how: 'other protocol' };
}

/** What cannot be converted was not played. */
function converted(
  command: Command,
  match: Match & { kind: 'played' },
  { reader, matcher }: FindContext,
  change: (recorded: RecordedResponse) => RecordedResponse | null = (recorded) => recorded,
): Found | undefined {
  const { exchange, did } = match;
  const stored = exchange.gap === null && exchange.responseId !== null ? reader.response(exchange.responseId) : null;
  const told = toldRows(match, reader) ?? stored;
  const recorded = told === null ? null : change(withDefinitions(told, exchange, reader));
  // prepared as well: its numbers are of another type, its rows are not
  if (recorded !== null && exchange.command === command.name) {
    return { kind: 'found', exchange, response: recorded === stored ? null : recorded, how: 'other protocol', did };
  }
  const isOther = recorded !== null && isSeenOtherwise(command, exchange, recorded, reader);
  const packets = recorded === null || isOther ? null : convertedPackets(recorded, exchange.command);
  if (recorded === null || packets === null) {
    matcher.notPlayed(match);
    return undefined;
  }
  const bytes = Buffer.concat(packets.flatMap((payload, index) => framePayload(payload, (index + 1) & 0xff)));
  const response = { ...recorded, bytes: bytes.length, whole: null, chunks: () => [bytes] };
  return { kind: 'found', exchange, response, how: 'other protocol', did };
}

/** Dates that NO_ZERO_DATE and NO_ZERO_IN_DATE forbid. */
const ZERO_DATE = /'\d{4}-(?:00-\d\d|\d\d-00)/;

/** Whether the server may have told the other protocol something else. */
function isSeenOtherwise(
  { code, sql }: Command,
  exchange: RecordedExchange,
  recorded: RecordedResponse,
  reader: RecordingReader,
): boolean {
  const isText = code === CommandCode.COM_QUERY;
  const text = sql?.toString('latin1') ?? null;
  const hasZeroDate = isText && text !== null && ZERO_DATE.test(text);
  // by far the most were told of no warning
  if (!hasZeroDate && recorded.errorCode === null && (recorded.warnings ?? 0) === 0) return false;
  return isOfItsForm(recorded, isText ? reader.statementOf(exchange.id) : text, reader.firstSession(), hasZeroDate);
}
