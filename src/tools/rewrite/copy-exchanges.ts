// Copies a recording's sessions and exchanges into another one, whole or in part, with new ids.

import { type Command, NO_FACTS, type ResponseFacts, type StatementRules } from '../../core/command.ts';
import { firstPlace } from '../../core/first-place.ts';
import type { ExchangeFacts } from '../../core/recording.ts';
import { keptCommand } from '../../identity/kept-command.ts';
import { keptMessage } from '../../mysqlx/session/kept-message.ts';
import { readStatement, type StatementReading } from '../../sql/statement-reading.ts';
import type { ListedExchange, ListedSession } from '../../store/reading/listing.ts';
import type { RecordingFileReader } from '../../store/reading/reader.ts';
import type { RecordingFileWriter } from '../../store/writing/writer.ts';
import { payloadOf, SessionFollower } from '../history/follow-session.ts';
import { XSessionFollower } from '../history/follow-x-session.ts';

/** What of a recording is copied; all of it where nothing is said. */
export interface CopyFilter {
  isSessionKept(session: ListedSession): boolean;
  isExchangeKept(exchange: ListedExchange): boolean;
}

export const EVERYTHING: CopyFilter = { isSessionKept: () => true, isExchangeKept: () => true };

/** What was copied. */
export interface CopyCounts {
  readonly sessions: number;
  readonly exchanges: number;
}

interface SessionCopy {
  readonly id: number;
  readonly capabilities: bigint;
  /** For recordings of before the session's state was kept. */
  readonly follower: SessionFollower | XSessionFollower;
  /** Whether fingerprints and states are made anew. */
  readonly isAnew: boolean;
  ordinal: number;
}

/** By which rules fingerprints and states are made anew. */
export interface Reidentified {
  /** The user's own; null for none. */
  readonly rules: StatementRules | null;
}

/**
 * Times stay as they were; a prepare whose execute is kept must be kept as well.
 * @param anew absent where fingerprints and states stay as they are
 */
export function copyExchanges(
  reader: RecordingFileReader,
  writer: RecordingFileWriter,
  filter: CopyFilter = EVERYTHING,
  anew?: Reidentified,
): CopyCounts {
  const copies = new Map<number, SessionCopy>();
  const sessions = reader.listSessions().filter((session) => filter.isSessionKept(session));
  for (const { id, facts } of sessions) {
    const isX = facts.protocol === 'x';
    const follower = isX ? new XSessionFollower(facts) : new SessionFollower(facts, anew?.rules ?? null);
    const { capabilities } = facts;
    copies.set(id, { id: writer.beginSession(facts), capabilities, follower, isAnew: anew !== undefined, ordinal: 0 });
  }
  const ids = new IdMap(writer.lastExchange);
  let exchanges = 0;
  for (const exchange of reader.listExchanges()) {
    const session = copies.get(exchange.session);
    if (session === undefined) continue;
    if (!filter.isExchangeKept(exchange)) {
      if (session.isAnew) identify(session, exchange, factsOf(reader, exchange));
      continue;
    }
    ids.add(exchange.id, copyExchange(reader, writer, exchange, session, ids));
    exchanges++;
  }
  for (const { id, ending, endedAtUs } of sessions) {
    const copy = copies.get(id);
    if (copy !== undefined && endedAtUs !== null) writer.endSession(copy.id, ending, endedAtUs);
  }
  return { sessions: sessions.length, exchanges };
}

function copyExchange(
  reader: RecordingFileReader,
  writer: RecordingFileWriter,
  exchange: ListedExchange,
  session: SessionCopy,
  ids: IdMap,
): number {
  const { command, parameters, request, database, scope, gap } = exchange;
  const { startedAtUs, firstByteUs, lastByteUs } = exchange;
  const recorded = exchange.responseId === null ? null : reader.response(exchange.responseId);
  const response = recorded === null ? null : writer.openResponse();
  if (recorded !== null && response !== null) for (const chunk of recorded.chunks()) response.write(chunk);
  const encoding = recorded?.encoding ?? 0n;
  const facts = factsOf(reader, exchange);
  const isKnown = !session.isAnew && exchange.state !== null;
  const found: Identified = isKnown ? { ...exchange, state: exchange.state ?? '' } : identify(session, exchange, facts);
  const { fingerprint, state, transaction, masked } = found;
  const kept: ExchangeFacts = {
    session: session.id,
    ordinal: ++session.ordinal,
    ...{ command, parameters, request, fingerprint, database, scope, gap, startedAtUs, firstByteUs, lastByteUs },
    // of an execute the listing has its prepare's statement
    sql: exchange.prepareExchange === null ? exchange.sql : null,
    prepareExchange: ids.of(exchange.prepareExchange),
    state,
    transaction: ids.of(transaction),
    begunAfter: ids.upTo(exchange.begunAfter ?? exchange.id - 1),
    ...masked,
  };
  return writer.putExchange(kept, response, facts, encoding);
}

interface Identified extends Pick<ExchangeFacts, 'fingerprint' | 'state' | 'transaction'> {
  /** What an older mock kept in clear and we do not; absent where there is nothing. */
  readonly masked?: Pick<ExchangeFacts, 'sql' | 'parameters' | 'request'>;
}

function factsOf(reader: RecordingFileReader, { responseId }: ListedExchange): ResponseFacts {
  return responseId === null ? NO_FACTS : reader.responseFacts(responseId);
}

/** What the exchange is found by, worked out from what was asked; the fingerprint stays where it is to. */
function identify(
  { follower, capabilities, isAnew }: SessionCopy,
  exchange: ListedExchange,
  facts: ResponseFacts,
): Identified {
  const { fingerprint } = exchange;
  if (follower instanceof XSessionFollower) return identifyMessage(follower, exchange, facts);
  const command = follower.decode(exchange.command, payloadOf(exchange, capabilities));
  const reading = command.sql === null ? null : readStatement(command.sql, command.dialect);
  const derived = keptCommand(command, reading?.masked ?? null);
  // of a recording of before transactions were kept it is followed too
  const transaction = exchange.transaction ?? follower.transaction;
  follower.note(command, facts, exchange.id);
  const identified = { fingerprint: isAnew ? derived.fingerprint : fingerprint, state: derived.state, transaction };
  if (!isAnew || reading === null || !isInClear(command, reading)) return identified;
  const { sql, parameters, request } = derived;
  return { ...identified, masked: { sql, parameters, request } };
}

function isInClear({ sql }: Command, { masked, secretParameters }: StatementReading): boolean {
  return secretParameters.size > 0 || sql?.equals(masked) === false;
}

/** The same of a message; what is not kept, or nobody can read, stays as it is. */
function identifyMessage(follower: XSessionFollower, exchange: ListedExchange, facts: ResponseFacts): Identified {
  const command = follower.decode(exchange.command, exchange.request);
  if (command === null) return { ...exchange, state: exchange.state ?? follower.facts.state };
  const { state, transaction } = keptMessage(command, facts.errorCode);
  follower.note(command, facts, exchange.id);
  return { fingerprint: exchange.fingerprint, state, transaction: exchange.transaction ?? transaction };
}

/** New ids by old ones; both rise. */
class IdMap {
  readonly #before: number;
  readonly #old: number[] = [];
  readonly #new: number[] = [];

  /** @param before the last id that was there already */
  constructor(before: number) {
    this.#before = before;
  }

  add(old: number, id: number): void {
    this.#old.push(old);
    this.#new.push(id);
  }

  of(old: number | null): number | null {
    if (old === null) return null;
    const at = this.#countUpTo(old) - 1;
    return this.#old[at] === old ? (this.#new[at] ?? null) : null;
  }

  /** The new id of the last one that was kept of those up to `old`. */
  upTo(old: number): number {
    return this.#new[this.#countUpTo(old) - 1] ?? this.#before;
  }

  #countUpTo(old: number): number {
    return firstPlace(this.#old.length, (at) => (this.#old[at] ?? 0) > old);
  }
}
