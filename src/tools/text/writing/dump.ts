// A recording as text: canonical (the same traffic gives the same text), lossless (what is loaded from it replays the
// same bytes), and made for review. The form is described in docs/text.md.

import { createHash } from 'node:crypto';
import { SERVER_CLOSE } from '../../../core/command.ts';
import { ownRulesText, rulesOf } from '../../../identity/recorded-rules.ts';
import type { ListedExchange, ListedSession } from '../../../store/reading/listing.ts';
import type { RecordingFileReader } from '../../../store/reading/reader.ts';
import { type Connection, connectionGroups } from '../../history/connections.ts';
import { SessionFollower } from '../../history/follow-session.ts';
import { FORM } from '../form.ts';
import { formatClient } from '../lines/client-lines.ts';
import { formatExchange, type SessionContext } from '../lines/exchange-lines.ts';
import { PreparedStatements } from '../lines/request-lines.ts';
import { formatTables, formatVariables, lastingVariables } from '../lines/server-lines.ts';
import { formatString } from '../lines/tokens.ts';
import { formatXExchange, xSessionContext } from '../lines/x-lines.ts';
import { AppendixWriter } from './appendix.ts';
import { crossings, type OrderedExchange } from './crossings.ts';

/** The lines of the text, without their line breaks; read while they are iterated. */
export function* dumpRecording(reader: RecordingFileReader): Generator<string> {
  const appendix = new AppendixWriter();
  try {
    yield* dumpWith(reader, appendix);
  } finally {
    appendix.close();
  }
}

function* dumpWith(reader: RecordingFileReader, appendix: AppendixWriter): Generator<string> {
  yield `mock-text ${FORM}`;
  yield `rules ${formatString(reader.meta.get('fingerprint_rules') ?? '')}`;
  yield `recorder ${formatString(reader.meta.get('mock_version') ?? '')}`;
  yield `upstream ${formatString(reader.meta.get('upstream') ?? '')}`;
  const rules = rulesOf(reader);
  if (rules !== null) yield `identity ${formatString(ownRulesText(reader))}`;
  const [variables, tables] = [lastingVariables(reader.serverVariables()), reader.tables()];
  if (variables.length > 0) yield `variables ${appendix.add('variables', formatVariables(variables))}`;
  if (tables.length > 0) yield `tables ${appendix.add('tables', formatTables(tables))}`;
  let number = 0;
  for (const group of connectionGroups(reader)) {
    const bursts = group.map((burst) => sorted(reader, burst));
    yield* dumpGroup(reader, bursts, number, appendix);
    number += bursts.flat(2).length;
  }
  yield* appendix.lines();
}

function* dumpGroup(
  reader: RecordingFileReader,
  bursts: readonly (readonly Connection[])[],
  before: number,
  appendix: AppendixWriter,
): Generator<string> {
  const connections = bursts.flat();
  const sessions = connections.flat();
  const began = bursts.flatMap((burst, at) =>
    burst.flatMap((connection, n) => {
      const first = n > 0 ? ' together' : at > 0 ? ' beside' : '';
      return connection.map((_, place) => (place > 0 ? ' changed' : first));
    }),
  );
  const isAlone = connections.length === 1;
  const behind = isAlone
    ? new Map<number, readonly number[]>()
    : crossings(connections.map((connection) => connection.flatMap(({ id }) => orderOf(reader, id))));
  const wanted = new Set([...behind.values()].flat());
  const places = new Map<number, string>();
  if (wanted.size > 0) {
    for (const [at, { id }] of sessions.entries()) {
      for (const exchange of reader.listExchanges({ session: id })) {
        if (wanted.has(exchange.id)) places.set(exchange.id, `${before + at + 1}.${exchange.ordinal}`);
      }
    }
  }
  const behindLine = (exchange: number) => {
    const named = behind.get(exchange) ?? [];
    return named.flatMap((one) => places.get(one) ?? []).map((place) => `behind ${place}`);
  };
  for (const [at, session] of sessions.entries()) {
    yield '';
    yield `session ${before + at + 1}${began[at] ?? ''}`;
    for (const line of sessionLines(reader, session, appendix, behindLine)) yield line === '' ? '' : `  ${line}`;
  }
}

/** @param behindLine what is said of an exchange's place among those of other sessions */
function* sessionLines(
  reader: RecordingFileReader,
  { id, facts, ending }: ListedSession,
  appendix: AppendixWriter,
  behindLine: (exchange: number) => readonly string[],
): Generator<string> {
  const scoped = facts.scope === '' ? '' : ` scope ${formatString(facts.scope)}`;
  yield `user ${formatString(facts.user)} database ${formatString(facts.database)}${scoped}`;
  let { scope } = facts;
  yield `client ${appendix.add('client', formatClient(facts))}`;
  const context: SessionContext = {
    capabilities: facts.capabilities,
    follower: new SessionFollower(facts, rulesOf(reader)),
    statements: new PreparedStatements(),
    columns: new Map(),
  };
  const xContext = xSessionContext(facts);
  const isClassic = facts.protocol === 'classic';
  for (const exchange of reader.listExchanges({ session: id })) {
    yield '';
    yield exchange.command;
    if (exchange.scope !== scope) yield `  scope ${formatString(exchange.scope)}`;
    scope = exchange.scope;
    for (const line of behindLine(exchange.id)) yield `  ${line}`;
    const lines = isClassic
      ? formatExchange(kept(reader, exchange), exchange.id, context, appendix)
      : formatXExchange(
          kept(reader, exchange),
          exchange.id,
          (each) => reader.exchange(each)?.ordinal ?? 0,
          xContext,
          appendix,
        );
    for (const line of lines) yield `  ${line}`;
  }
  yield '';
  yield `ended ${ending}`;
}

function kept(reader: RecordingFileReader, exchange: ListedExchange) {
  const isClosing = exchange.command === SERVER_CLOSE.name;
  const idleSeconds = isClosing ? Math.round(exchange.lastByteUs / 1_000_000) : 0;
  const { prepareExchange, request } = exchange;
  const prepare = request === null && prepareExchange !== null ? reader.exchange(prepareExchange) : null;
  const asked = { ...exchange, idleSeconds, prepareOrdinal: prepare?.ordinal ?? null };
  if (exchange.responseId === null) return { ...asked, response: null };
  const { encoding, whole, chunks } = reader.response(exchange.responseId);
  return { ...asked, response: { bytes: whole ?? Buffer.concat([...chunks()]), encoding } };
}

/** Connections that began together by what they did: user, database, exchanges. */
function sorted(reader: RecordingFileReader, burst: readonly Connection[]): readonly Connection[] {
  if (burst.length === 1) return burst;
  const keyed = burst.map((connection, place) => ({ connection, place, key: new ConnectionKey(reader, connection) }));
  try {
    return keyed.sort((a, b) => a.key.compare(b.key) || a.place - b.place).map(({ connection }) => connection);
  } finally {
    for (const { key } of keyed) key.close();
  }
}

function* connectionLines(
  reader: RecordingFileReader,
  connection: Connection,
  appendix: AppendixWriter,
): Generator<string> {
  for (const session of connection) yield* sessionLines(reader, session, appendix, () => []);
}

const KEY_CHARS = 64 * 1024;

/** What a connection says, by which those that began together are sorted; read as far as it takes to tell two apart. */
class ConnectionKey {
  readonly #appendix = new AppendixWriter();
  readonly #unread: Iterator<string>;
  readonly #lines: string[] = [];
  #chars = 0;
  #isWhole = false;

  constructor(reader: RecordingFileReader, connection: Connection) {
    this.#unread = connectionLines(reader, connection, this.#appendix);
  }

  compare(other: ConnectionKey): number {
    for (let at = 0; ; at++) {
      const [mine, theirs] = [this.#line(at), other.#line(at)];
      if (mine !== theirs) return mine < theirs ? -1 : 1;
      if (mine === '') return 0;
    }
  }

  close(): void {
    this.#appendix.close();
  }

  /** With its line break; behind as many as are held comes the hash of all others, and behind the last line nothing. */
  #line(at: number): string {
    while (at >= this.#lines.length && !this.#isWhole) this.#lines.push(this.#next());
    return this.#lines[at] ?? '';
  }

  #next(): string {
    const line = this.#unread.next();
    if (line.done === true) {
      this.#isWhole = true;
      return '';
    }
    this.#chars += line.value.length;
    if (this.#chars < KEY_CHARS) return `${line.value}\n`;
    const rest = createHash('sha256').update(line.value);
    for (let next = this.#unread.next(); next.done !== true; next = this.#unread.next()) rest.update(next.value);
    this.#isWhole = true;
    return rest.digest('hex');
  }
}

function orderOf(reader: RecordingFileReader, session: number): OrderedExchange[] {
  // a prepare's answers differ by the statement's id alone, which no replay gives
  return [...reader.listExchanges({ session })]
    .filter(({ command }) => command !== 'COM_STMT_PREPARE')
    .map(({ id, scope, fingerprint, responseId }) => {
      return { id, scope, fingerprint, responseId, use: reader.dataOf(id)?.use ?? null };
    });
}
