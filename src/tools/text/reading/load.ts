// A recording from its text twin. The text is read twice, once to see that all of it makes sense and once to write it, and
// never held as a whole.

import type { StatementRules } from '../../../core/command.ts';
import type { ExchangeFacts, SessionEnding } from '../../../core/recording.ts';
import { RULES, STATE_RULES } from '../../../identity/identity-rules.ts';
import { isKnownVersion, parseOwnRules } from '../../../identity/recorded-rules.ts';
import type { RecordingMeta } from '../../../store/file/target-file.ts';
import type { RecordingFileWriter } from '../../../store/writing/writer.ts';
import { FORM } from '../form.ts';
import { parseTables, parseVariables } from '../lines/server-lines.ts';
import { arrange, knownBefore, type Position } from '../writing/order.ts';
import { Line, type Lines } from './scanner.ts';
import { type Behind, SessionReader, type TextExchange } from './session-reader.ts';
import { indexText, sectionLines, type TextIndex } from './text-index.ts';
import type { TextSource } from './text-source.ts';

/** What is known of a session without its exchanges. */
interface TextSession {
  readonly line: Line;
  readonly began: SessionReader['began'];
  readonly facts: SessionReader['facts'];
  readonly ending: SessionEnding;
  readonly exchanges: number;
  /** By an exchange's place in its session, from 0. */
  readonly behind: ReadonlyMap<number, readonly Behind[]>;
  /** Places of COM_QUIT. */
  readonly quits: ReadonlySet<number>;
}

export interface TextRecording {
  readonly meta: RecordingMeta;
  /** The recording's own rules of identity. */
  readonly rules: StatementRules | null;
  readonly sessions: readonly TextSession[];
  /** What the text says of the server, by entries of its appendix. */
  readonly variables: EntryName | null;
  readonly tables: EntryName | null;
  readonly index: TextIndex;
  readonly source: TextSource;
}

interface EntryName {
  readonly name: string;
  readonly line: Line;
}

/**
 * Reads a text twin; its exchanges are read again when they are written.
 * @throws TextError with line and column where the text makes no sense
 */
export function parseSource(source: TextSource): TextRecording {
  const index = indexText(source);
  const head = parseHead(sectionLines(source, index.head));
  const { appendix } = index;
  if (head.variables !== null) appendix.get(head.variables.name, 'variables', head.variables.line, parseVariables);
  if (head.tables !== null) appendix.get(head.tables.name, 'tables', head.tables.line, parseTables);
  const sessions = index.sessions.map((section, at) =>
    readSession(new SessionReader(sectionLines(source, section), at + 1, { appendix, rules: head.rules })),
  );
  for (const group of groups(sessions)) orderOf(group);
  return { ...head, sessions, index, source };
}

function parseHead(lines: Lines): Pick<TextRecording, 'meta' | 'rules' | 'variables' | 'tables'> {
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
    fingerprintRules: parseRules(next('rules')),
    stateRules: STATE_RULES,
    mockVersion: next('recorder').string('a version'),
    upstream: next('upstream').string('an address'),
    identityRules: lines.takeIf('identity')?.string('rules of identity') ?? '',
  };
  const entry = (word: string): EntryName | null => {
    const line = lines.takeIf(word);
    if (line === null) return null;
    const name = line.word('a name from the appendix');
    line.end();
    return { name, line };
  };
  const [variables, tables] = [entry('variables'), entry('tables')];
  lines.take()?.expect('session');
  return { meta, rules: parseOwnRules(meta.identityRules, 'the text'), variables, tables };
}

function readSession(reader: SessionReader): TextSession {
  const behind = new Map<number, readonly Behind[]>();
  const quits = new Set<number>();
  let exchanges = 0;
  for (let exchange = reader.next(); exchange !== null; exchange = reader.next()) {
    if (exchange.behind.length > 0) behind.set(exchanges, exchange.behind);
    if (exchange.command === 'COM_QUIT') quits.add(exchanges);
    exchanges++;
  }
  const { line, began, facts } = reader;
  return { line, began, facts, ending: reader.ending ?? 'open', exchanges, behind, quits };
}

/** What follows from a statement is worked out anew, by our rules; those of a newer mock may be others. */
function parseRules(line: Line): string {
  const rules = line.string('the rules');
  if (!isKnownVersion(rules)) throw line.error(`this mock has the rules ${RULES}; before here`);
  return RULES;
}

/** Writes what was read, with made-up times, a microsecond from one to the next. */
export function writeText(text: TextRecording, writer: RecordingFileWriter): void {
  let clockUs = 0;
  for (const group of groups(text.sessions)) clockUs = writeGroup(text, group, writer, clockUs);
  const { appendix } = text.index;
  const { variables, tables } = text;
  if (variables !== null) {
    writer.putVariables(appendix.get(variables.name, 'variables', variables.line, parseVariables));
  }
  if (tables !== null) writer.putTables(appendix.get(tables.name, 'tables', tables.line, parseTables));
}

/** Returns when the last of it was over. */
function writeGroup(text: TextRecording, group: Group, writer: RecordingFileWriter, fromUs: number): number {
  const { before, sessions } = group;
  const order = orderOf(group);
  const times = timesOf(sessions, order, fromUs);
  const ids = sessions.map(({ facts }, at) => writer.beginSession({ ...facts, startedAtUs: times.begins[at] ?? 0 }));
  const readers = sessions.map((_, at) => {
    const section = text.index.sessions[before + at] ?? text.index.head;
    const { appendix } = text.index;
    return new SessionReader(sectionLines(text.source, section), before + at + 1, { appendix, rules: text.rules });
  });
  const written = sessions.map((): number[] => []);
  const known = knownBefore(order, sessions.length, (session, index) => behindOf(group, session, index));
  const last = writer.lastExchange;
  let idleUs = 0;
  for (const [at, { session, index }] of order.entries()) {
    const exchange = readers[session]?.next() ?? null;
    if (exchange === null) continue;
    const idOf = (local: number | null) => (local === null ? null : (written[session]?.[local] ?? null));
    const place: ExchangePlace = {
      session: ids[session] ?? 0,
      ordinal: index + 1,
      prepareExchange: idOf(exchange.prepareExchange),
      transaction: idOf(exchange.transaction),
      begunAfter: last + (known[at] ?? 0),
      ...(times.exchanges[at] as ExchangeTimes),
    };
    written[session]?.push(putExchange(writer, exchange, place));
    idleUs = Math.max(idleUs, idleUsOf(exchange));
  }
  sessions.forEach(({ ending }, at) => {
    if (ending !== 'open') writer.endSession(ids[at] ?? 0, ending, times.endUs);
  });
  // a server that waited ends its session so much later: what is alone behind it begins when that is over
  return times.endUs + idleUs;
}

function idleUsOf({ idleSeconds }: TextExchange): number {
  return idleSeconds * 1_000_000;
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
  const begins: number[] = [];
  for (const [at, { began }] of sessions.entries()) {
    if (began === 'beside') ask(({ session }) => session < at);
    begins.push(began === 'changed' ? (begins[at - 1] ?? clockUs) : ++clockUs);
  }
  for (const at of order.keys()) if (!asked.has(at)) asked.set(at, ++clockUs);
  const endUs = clockUs + 1;
  const holder = holderOf(sessions, order);
  const [first, held] = [begins[0] as number, begins[holder] as number];
  const swapped = begins.map((begin) => (begin === first ? held : begin === held ? first : begin));
  const isHolding = (position: Position) => position.session === holder && !isQuit(sessions, position);
  const isOne = sessions.every(({ began }, at) => at === 0 || began === 'changed');
  const longest = isOne ? -1 : order.findIndex(isHolding);
  const exchanges = order.map((_, at) => {
    const startedAtUs = asked.get(at) ?? endUs;
    return { startedAtUs, firstByteUs: 0, lastByteUs: at === longest ? endUs - startedAtUs : 0 };
  });
  return { begins: swapped, exchanges, endUs };
}

/** The session that a group began with, which had something to do while each of the others began. */
function holderOf(sessions: readonly TextSession[], order: readonly Position[]): number {
  const others = sessions.findIndex(({ began }, at) => at > 0 && (began === 'beside' || began === 'alone'));
  const first = others < 0 ? sessions.length : others;
  const holder = order.find((position) => position.session < first && !isQuit(sessions, position));
  return holder?.session ?? 0;
}

function isQuit(sessions: readonly TextSession[], { session, index }: Position): boolean {
  return sessions[session]?.quits.has(index) === true;
}

type ExchangePlace = ExchangeTimes &
  Pick<ExchangeFacts, 'session' | 'ordinal' | 'prepareExchange' | 'transaction' | 'begunAfter'>;

function putExchange(writer: RecordingFileWriter, exchange: TextExchange, place: ExchangePlace): number {
  const { command, sql, parameters, request, fingerprint, database, state, scope, gap } = exchange;
  const { response, facts } = exchange;
  const idleUs = idleUsOf(exchange);
  const kept = { command, sql, parameters, request, fingerprint, database, state, scope, gap };
  const content = response === null ? null : writer.openResponse();
  content?.write(response?.bytes ?? Buffer.alloc(0));
  const idle = idleUs === 0 ? {} : { firstByteUs: idleUs, lastByteUs: idleUs };
  return writer.putExchange({ ...kept, ...place, ...idle }, content, facts, response?.encoding ?? 0n);
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
    sessions.map(({ exchanges }) => exchanges),
    (session, index) => behindOf(group, session, index),
  );
  if (order !== null) return order;
  const [first] = sessions.flatMap(({ behind }) => [...behind.values()].flat());
  throw (first?.line ?? new Line('', 1)).error('these exchanges wait for each other; before here');
}

/** What an exchange of a group is said to come behind; the first of a session also behind those of its connection before. */
function behindOf({ before, sessions }: Group, session: number, index: number): readonly Position[] {
  const named = (sessions[session]?.behind.get(index) ?? []).map((one) => {
    const position = { session: one.session - 1 - before, index: one.ordinal - 1 };
    if (position.index >= 0 && position.index < (sessions[position.session]?.exchanges ?? 0)) return position;
    throw one.line.error('there is no such exchange among the sessions that stand beside this one; before here');
  });
  const last = index === 0 ? lastBefore(sessions, session) : null;
  return last === null ? named : [last, ...named];
}

/** The last exchange of a connection's sessions before one of it. */
function lastBefore(sessions: readonly TextSession[], session: number): Position | null {
  for (let at = session; at > 0 && sessions[at]?.began === 'changed'; at--) {
    const exchanges = sessions[at - 1]?.exchanges ?? 0;
    if (exchanges > 0) return { session: at - 1, index: exchanges - 1 };
  }
  return null;
}
