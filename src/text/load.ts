// A recording from its text twin. The text is read whole before anything is written.

import { SessionFollower } from '../conversation/follow-session.ts';
import type { ExchangeFacts, SessionEnding, SessionFacts } from '../domain/recording.ts';
import type { RecordingMeta } from '../recording/target-file.ts';
import type { RecordingFileWriter } from '../recording/writer.ts';
import { AppendixReader } from './appendix.ts';
import { parseClient } from './client-lines.ts';
import { parseExchange, type ReadExchange, type SessionContext } from './exchange-lines.ts';
import { FORM } from './form.ts';
import { arrange, knownBefore, type Position } from './order.ts';
import { PreparedStatements } from './request-lines.ts';
import { Line, Lines } from './scanner.ts';
import { parseServer, type TextServer, writeServer } from './server-lines.ts';
import { parseXExchange } from './x-lines.ts';

interface TextExchange extends ReadExchange {
  /** Session and ordinal, from 1, of the exchange that it comes behind, and where that is said. */
  /** The scope that it belongs to. */
  readonly scope: string;
  readonly behind: { readonly session: number; readonly ordinal: number; readonly line: Line } | null;
}

interface TextSession {
  readonly line: Line;
  /** Whether it worked at the same time as those before it, and whether it began together with the one before. */
  readonly began: 'alone' | 'beside' | 'together';
  readonly facts: Omit<SessionFacts, 'startedAtUs'>;
  readonly exchanges: readonly TextExchange[];
  readonly ending: SessionEnding;
}

export interface TextRecording {
  readonly meta: RecordingMeta;
  readonly server: TextServer;
  readonly sessions: readonly TextSession[];
}

const ENDINGS: readonly SessionEnding[] = [
  ...(['open', 'quit', 'client_closed', 'server_closed', 'shutdown', 'change_user', 'error'] as const),
];

/** @throws TextError with line and column where the text makes no sense */
export function parseText(text: string): TextRecording {
  const { body, appendix } = splitAppendix(text);
  const lines = new Lines(body);
  const next = (word: string): Line => {
    const line = lines.take();
    if (line === null) throw lines.endError(`expected ${word}`);
    line.expect(word);
    return line;
  };
  const form = next('mock-text');
  if (form.integer('the number of the form') !== FORM) throw form.error(`this mock reads form ${FORM}; before here`);
  form.end();
  const meta = {
    fingerprintRules: next('rules').string('the rules'),
    mockVersion: next('recorder').string('a version'),
    upstream: next('upstream').string('an address'),
  };
  const server = parseServer(lines, appendix);
  const sessions: TextSession[] = [];
  for (let line = lines.take(); line !== null; line = lines.take()) {
    sessions.push(parseSession(line, lines, sessions.length, appendix));
  }
  for (const group of groups(sessions)) orderOf(group);
  return { meta, server, sessions };
}

/** Writes what was read, with made-up times, a microsecond from one to the next. */
export function writeText({ server, sessions }: TextRecording, writer: RecordingFileWriter): void {
  let clockUs = 0;
  for (const group of groups(sessions)) {
    const order = orderOf(group);
    const times = timesOf(group.sessions, order, clockUs);
    clockUs = times.endUs;
    const ids = group.sessions.map(({ facts }, at) =>
      writer.beginSession({ ...facts, startedAtUs: times.begins[at] ?? 0 }),
    );
    const written = group.sessions.map((): number[] => []);
    const known = knownBefore(order, group.sessions.length, (session, index) => behindOf(group, session, index));
    const before = writer.lastExchange;
    for (const [at, { session, index }] of order.entries()) {
      const exchange = group.sessions[session]?.exchanges[index];
      if (exchange === undefined) continue;
      const idOf = (local: number | null) => (local === null ? null : (written[session]?.[local] ?? null));
      const place: Place = {
        session: ids[session] ?? 0,
        ordinal: index + 1,
        prepareExchange: idOf(exchange.prepareExchange),
        transaction: idOf(exchange.transaction),
        begunAfter: before + (known[at] ?? 0),
        ...(times.exchanges[at] as ExchangeTimes),
      };
      written[session]?.push(putExchange(writer, exchange, place));
    }
    group.sessions.forEach(({ ending }, at) => {
      if (ending !== 'open') writer.endSession(ids[at] ?? 0, ending, clockUs);
    });
  }
  if (sessions.length > 0) writeServer(server, writer);
}

type ExchangeTimes = Pick<ExchangeFacts, 'startedAtUs' | 'firstByteUs' | 'lastByteUs'>;

interface GroupTimes {
  readonly begins: readonly number[];
  /** In the order in which they are written. */
  readonly exchanges: readonly ExchangeTimes[];
  readonly endUs: number;
}

/**
 * Times by which the same is beside, and began together, as the text says: between two sessions that did not begin
 * together something is asked, and the group's first question is answered last.
 */
function timesOf(sessions: readonly TextSession[], order: readonly Position[], fromUs: number): GroupTimes {
  let clockUs = fromUs;
  const asked = new Map<number, number>();
  const ask = (isAllowed: (position: Position) => boolean): void => {
    const at = order.findIndex((position, index) => !asked.has(index) && isAllowed(position));
    if (at >= 0) asked.set(at, ++clockUs);
  };
  const begins = sessions.map(({ began }, at) => {
    if (began === 'beside') ask(({ session }) => session < at);
    return ++clockUs;
  });
  for (const at of order.keys()) if (!asked.has(at)) asked.set(at, ++clockUs);
  const endUs = clockUs + 1;
  const longest = sessions.length === 1 ? -1 : order.findIndex((position) => !isQuit(sessions, position));
  const exchanges = order.map((_, at) => {
    const startedAtUs = asked.get(at) ?? endUs;
    return { startedAtUs, firstByteUs: 0, lastByteUs: at === longest ? endUs - startedAtUs : 0 };
  });
  return { begins, exchanges, endUs };
}

function isQuit(sessions: readonly TextSession[], { session, index }: Position): boolean {
  return sessions[session]?.exchanges[index]?.command === 'COM_QUIT';
}

type Place = ExchangeTimes &
  Pick<ExchangeFacts, 'session' | 'ordinal' | 'prepareExchange' | 'transaction' | 'begunAfter'>;

function putExchange(writer: RecordingFileWriter, exchange: TextExchange, place: Place): number {
  const { command, sql, parameters, request, fingerprint, database, state, scope, gap } = exchange;
  const { response, facts, idleSeconds } = exchange;
  const kept = { command, sql, parameters, request, fingerprint, database, state, scope, gap };
  const content = response === null ? null : writer.openResponse();
  content?.write(response?.bytes ?? Buffer.alloc(0));
  const idle = idleSeconds === 0 ? {} : { firstByteUs: idleSeconds * 1_000_000, lastByteUs: idleSeconds * 1_000_000 };
  return writer.putExchange({ ...kept, ...place, ...idle }, content, facts, response?.encoding ?? 0n);
}

function parseSession(head: Line, lines: Lines, before: number, appendix: AppendixReader): TextSession {
  head.expect('session');
  if (head.integer('the number of the session') !== before + 1) throw head.error(`expected session ${before + 1} here`);
  const began = head.takes('beside') ? 'beside' : head.takes('together') ? 'together' : 'alone';
  head.end();
  if (began !== 'alone' && before === 0) throw head.error('the first session stands beside none');
  const who = parseWho(lines);
  let { scope } = who;
  const line = required(lines, 'client');
  const name = line.word('the name of client facts');
  const facts = { ...appendix.get(name, 'client', line, parseClient), ...who };
  line.end();
  const context: SessionContext = {
    capabilities: facts.capabilities,
    follower: new SessionFollower(facts),
    statements: new PreparedStatements(),
    columns: new Map(),
  };
  const exchanges: TextExchange[] = [];
  for (;;) {
    const each = lines.take();
    if (each === null) throw lines.endError('expected a command, or how the session ended');
    if (each.takes('ended')) return { line: head, began, facts, exchanges, ending: parseEnding(each) };
    scope = parseScope(lines) ?? scope;
    const behind = parseBehind(lines);
    const exchange =
      facts.protocol === 'classic'
        ? parseExchange(each, lines, exchanges.length, context, appendix)
        : parseXExchange(each, lines, appendix);
    exchanges.push({ ...exchange, scope, behind });
  }
}

function parseWho(lines: Lines): { user: string; database: string; scope: string } {
  const line = required(lines, 'user');
  const user = line.string('the user');
  line.expect('database');
  const database = line.string('the database');
  const scope = line.takes('scope') ? line.string('a scope') : '';
  line.end();
  return { user, database, scope };
}

function required(lines: Lines, word: string): Line {
  const line = lines.take();
  if (line === null) throw lines.endError(`expected ${word}`);
  line.expect(word);
  return line;
}

/** `scope 'checkout'`: what follows belongs to another one. */
function parseScope(lines: Lines): string | null {
  const line = lines.takeIf('scope');
  if (line === null) return null;
  const scope = line.string('a scope');
  line.end();
  return scope;
}

/** `behind 2.14` */
function parseBehind(lines: Lines): TextExchange['behind'] {
  const line = lines.takeIf('behind');
  if (line === null) return null;
  const word = line.word('a session and an exchange, such as 2.14');
  const [, session, ordinal] = /^(\d+)\.(\d+)$/.exec(word) ?? [];
  if (session === undefined) throw line.error('expected a session and an exchange, such as 2.14', word.length);
  line.end();
  return { session: Number(session), ordinal: Number(ordinal), line };
}

function parseEnding(line: Line): SessionEnding {
  const word = line.word(ENDINGS.join(', '));
  const ending = ENDINGS.find((each) => each === word);
  if (ending === undefined) throw line.error(`expected ${ENDINGS.join(', ')}`, word.length);
  line.end();
  return ending;
}

interface Group {
  /** Sessions before it. */
  readonly before: number;
  readonly sessions: TextSession[];
}

function groups(sessions: readonly TextSession[]): Group[] {
  const all: Group[] = [];
  for (const [at, session] of sessions.entries()) {
    if (session.began !== 'alone') all.at(-1)?.sessions.push(session);
    else all.push({ before: at, sessions: [session] });
  }
  return all;
}

/** @throws TextError where exchanges wait for each other, or for one that is not there */
function orderOf(group: Group): Position[] {
  const { sessions } = group;
  const order = arrange(
    sessions.map(({ exchanges }) => exchanges.length),
    (session, index) => behindOf(group, session, index),
  );
  if (order !== null) return order;
  const [first] = sessions.flatMap(({ exchanges }) => exchanges.flatMap((each) => each.behind ?? []));
  throw (first?.line ?? new Line('', 1)).error('these exchanges wait for each other; before here');
}

/** What an exchange of a group is said to come behind. */
function behindOf({ before, sessions }: Group, session: number, index: number): Position | null {
  const named = sessions[session]?.exchanges[index]?.behind;
  if (named === null || named === undefined) return null;
  const position = { session: named.session - 1 - before, index: named.ordinal - 1 };
  if (sessions[position.session]?.exchanges[position.index] === undefined) {
    throw named.line.error('there is no such exchange among the sessions that stand beside this one; before here');
  }
  return position;
}

/** The text before the first definition, and the definitions by their names. */
function splitAppendix(text: string): { body: string; appendix: AppendixReader } {
  const all = text.split('\n');
  const starts = all.flatMap((line, at) => (line.startsWith('define ') ? [at] : []));
  const entries = new Map<string, Lines>();
  for (const [n, start] of starts.entries()) {
    const line = new Line((all[start] ?? '').replace(/\r$/, ''), start + 1);
    line.expect('define');
    const name = line.word('a name');
    line.end();
    if (entries.has(name)) throw line.error(`${name} is defined twice`);
    entries.set(name, new Lines(all.slice(start + 1, starts[n + 1]).join('\n'), start + 1));
  }
  return { body: all.slice(0, starts[0]).join('\n'), appendix: new AppendixReader(entries) };
}
