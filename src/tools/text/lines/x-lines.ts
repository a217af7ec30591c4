// An exchange of the X Protocol in a text twin: the message's name, what it says, and what was answered. As of the classic
// protocol, what follows from these is written only where the recording has it otherwise.

import { NO_FACTS, type ResponseFacts } from '../../../core/command.ts';
import type { SessionFacts } from '../../../core/recording.ts';
import type { XCommand } from '../../../core/x-responder.ts';
import { AnswerScanner } from '../../../mysqlx/codec/answer-scanner.ts';
import { type KeptMessage, keptMessage } from '../../../mysqlx/session/kept-message.ts';
import { CursorColumns } from '../../history/cursor-columns.ts';
import { XSessionFollower } from '../../history/follow-x-session.ts';
import type { Line, Lines } from '../reading/scanner.ts';
import type { AppendixReader, AppendixWriter } from '../writing/appendix.ts';
import { type KeptExchange, overrides, parseOverrides, type ReadExchange } from './exchange-lines.ts';
import { formatStatement, parseStatement } from './statement-block.ts';
import { formatXAnswer, parseXAnswer } from './x-answer-lines.ts';
import { formatXRequest, parseXRequest } from './x-request-lines.ts';

/** What is known within a session when its next exchange is written or read. */
export interface XSessionContext {
  readonly follower: XSessionFollower;
  readonly columns: CursorColumns;
}

export function xSessionContext(facts: Pick<SessionFacts, 'database'>): XSessionContext {
  return { follower: new XSessionFollower(facts), columns: new CursorColumns() };
}

/** What a recording has of an exchange of the X Protocol. */
type KeptXExchange = KeptExchange & { readonly prepareExchange: number | null; readonly transaction: number | null };

/**
 * @param id a number for this exchange within its session; others refer to it
 * @param ordinalOf the place in its session of the exchange with such a number
 */
export function formatXExchange(
  exchange: KeptXExchange,
  id: number,
  ordinalOf: (id: number) => number,
  { follower, columns }: XSessionContext,
  appendix: AppendixWriter,
): string[] {
  const { command: name, request, response, gap, prepareExchange, transaction } = exchange;
  const command = follower.decode(name, request);
  const derived = derivedOf(command, name, follower);
  const asked = [
    ...(request === null ? notKept(exchange) : [...shown(command), ...formatXRequest(name, request)]),
    ...overrides(exchange, derived),
    ...formatReference('executes', prepareExchange, derived.prepareExchange, ordinalOf),
    ...formatReference('within', transaction, derived.transaction, ordinalOf),
  ];
  if (command !== null && gap === null) follower.note(command, factsOf(response?.bytes), id);
  if (response === null) return asked;
  const answer = formatXAnswer(response.bytes, columns.of(name, request), appendix);
  columns.note(name, request, [response.bytes]);
  return [...asked, '=>', ...answer];
}

/** @param id as of `formatXExchange` @throws TextError */
export function parseXExchange(
  head: Line,
  lines: Lines,
  id: number,
  { follower, columns }: XSessionContext,
  appendix: AppendixReader,
): ReadExchange {
  const name = head.word('the name of a message');
  const isKept = !hasNoRequest(lines);
  const request = isKept ? parseXRequest(name, lines, head) : null;
  const sql = isKept ? null : (parseStatement(lines)?.sql.toString('utf8') ?? null);
  const command = follower.decode(name, request);
  const derived = { ...derivedOf(command, name, follower), ...(isKept ? {} : { sql }) };
  const kept = parseOverrides(lines, derived);
  const prepareExchange = parseReference('executes', lines, derived.prepareExchange);
  const transaction = parseReference('within', lines, derived.transaction);
  const arrow = lines.takeIf('=>');
  arrow?.end();
  const bytes = arrow === null ? null : parseXAnswer(lines, columns.of(name, request), appendix);
  const facts = factsOf(bytes);
  if (command !== null && kept.gap === null) follower.note(command, facts, id);
  if (bytes !== null) columns.note(name, request, [bytes]);
  const response = bytes === null ? null : { bytes, encoding: 0n };
  return { ...derived, ...kept, prepareExchange, transaction, response, facts };
}

/** Of an execute the listing has its prepare's statement. */
function notKept({ sql, prepareExchange }: KeptXExchange): string[] {
  const isOwn = sql !== null && prepareExchange === null;
  return ['request none', ...(isOwn ? formatStatement(Buffer.from(sql), '') : [])];
}

/** `request none`: it held a secret, or was refused unread. */
function hasNoRequest(lines: Lines): boolean {
  const line = lines.takeIf('request');
  line?.expect('none');
  line?.end();
  return line !== null;
}

/** The operation as one would write it, where the lines below are another way to say it. */
function shown(command: XCommand | null): string[] {
  if (command === null || command.name === 'Sql.StmtExecute') return [];
  const text = command.describe().text ?? command.prepared?.text ?? null;
  return text === null ? [] : text.split('\n').map((line) => `# ${line}`);
}

/** What a command tells that the recording has not kept is nothing. */
function derivedOf(command: XCommand | null, name: string, { database, facts }: XSessionFollower): KeptMessage {
  if (command !== null) return keptMessage(command, null);
  return {
    ...{ command: name, sql: null, parameters: null, request: null, fingerprint: null, prepareExchange: null },
    ...{ database, state: facts.state, transaction: facts.transaction?.exchange ?? null },
  };
}

function factsOf(bytes: Buffer | null | undefined): ResponseFacts {
  if (bytes === null || bytes === undefined) return NO_FACTS;
  const scanner = new AnswerScanner();
  scanner.begin();
  scanner.scan(bytes, 0);
  return scanner.facts();
}

function formatReference(
  word: string,
  kept: number | null,
  derived: number | null,
  ordinalOf: (id: number) => number,
): string[] {
  if (kept === derived) return [];
  return [`${word} ${kept === null ? 'none' : ordinalOf(kept)}`];
}

/** The number of an exchange of the session, from 0, as those who read have it. */
function parseReference(word: string, lines: Lines, derived: number | null): number | null {
  const line = lines.takeIf(word);
  if (line === null) return derived;
  const number = line.takes('none') ? null : line.integer('the number of an exchange') - 1;
  line.end();
  return number;
}
