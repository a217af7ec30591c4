// SHOW TABLES where no recorded list has the tables that are there by now: of a schema that was made in the same run it is known which these
// are. What a test has left so does not stand in the way of those behind it. Each table's line is one that some recorded list has of it.
// https://dev.mysql.com/doc/refman/en/show-tables.html

import type { Command } from '../../core/command.ts';
import type { RecordedExchange, RecordedResponse, RecordingReader } from '../../core/recording.ts';
import type { TableThere } from '../../data/versions/list-seen.ts';
import { answerSequenceId, framePayload, packetCount } from '../../mysql/codec/framing.ts';
import { walkResponse } from '../../mysql/codec/walk-response.ts';
import { CommandCode } from '../../mysql/constants/commands.ts';
import { decodeTextRow } from '../../mysql/packets/text-row.ts';
import type { FindContext, Found } from '../matching/find-answer.ts';
import type { Missed } from '../matching/match-query.ts';

/** Recorded lists that are looked through. */
const MOST_LISTS = 4096;
/** Names of which it is known how servers sort them, as far as their lists tell. */
const PLAIN = /^[a-z0-9_]+$/;

/** Before and behind the rows, and these by the name that they begin with. */
interface Lines {
  readonly before: readonly Buffer[];
  readonly rows: readonly (readonly [name: string, kind: string | undefined, payload: Buffer])[];
  readonly behind: readonly Buffer[];
}

interface Known {
  /** One that has rows. */
  readonly lines: Lines;
  readonly response: RecordedResponse;
  /** By name and kind; null where two lists have other lines of it. */
  readonly rows: ReadonlyMap<string, Buffer | null>;
  /** Orders in which all lists are. */
  readonly orders: readonly ((name: string) => string)[];
}

/** As bytes, and with an underscore behind all letters. */
const ORDERS: readonly ((name: string) => string)[] = [(name) => name, (name) => name.toUpperCase()];
const known = new WeakMap<RecordingReader, Map<string, Known | null>>();

/** The list of what is there; null where it is not certain. */
export function withTablesThere(command: Command, missed: Missed, context: FindContext): Found | null {
  const { reader, matcher, place, isProbe } = context;
  const { near, reason } = missed;
  if (near?.command !== 'COM_QUERY' || reason !== 'other data' || isProbe === true) return null;
  if (command.code !== CommandCode.COM_QUERY || !/^\s*show\s/i.test(command.sql?.toString('latin1') ?? '')) return null;
  const listed = reader.dataOf(near.id)?.use.listed;
  if (listed === undefined) return null;
  const tables = matcher.tablesThere(listed, place);
  const lists = tables === null ? null : knownLists(near, reader);
  const rows = tables === null || lists === null ? null : rowsOf(tables, lists, listed.isFull === true);
  if (lists === null || rows === null) return null;
  const { before, behind } = lists.lines;
  const frames: Buffer[] = [];
  let sequenceId = answerSequenceId(command.payload.length);
  for (const packet of [...before, ...rows, ...behind]) {
    frames.push(...framePayload(packet, sequenceId & 0xff));
    sequenceId += packetCount(packet.length);
  }
  const whole = Buffer.concat(frames);
  const response = { ...lists.response, bytes: whole.length, whole, chunks: () => [whole] };
  return { kind: 'found', exchange: near, response, how: 'again', repeatable: null };
}

/** The lines of these tables in the order of the server; null where one has none, or the order is not certain. */
function rowsOf(tables: readonly TableThere[], { rows, orders }: Known, isFull: boolean): readonly Buffer[] | null {
  if (tables.some(({ name, kind }) => !PLAIN.test(name) || (isFull && kind === undefined))) return null;
  const names = new Map(tables.map(({ name, kind }) => [name, isFull ? kind : undefined]));
  const sorted = orders.map((key) => [...names.keys()].sort((a, b) => compare(key(a), key(b))));
  const [first, ...others] = sorted;
  if (first === undefined || others.some((one) => one.join() !== first.join())) return null;
  const lines = first.map((name) => rows.get(keyOf(name, names.get(name))) ?? null);
  return lines.every((line) => line !== null) ? lines : null;
}

function keyOf(name: string, kind: string | undefined): string {
  return `${kind ?? ''} ${name}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What is told by all lists that were recorded for the same statement in the same state; null where there is none with rows. */
function knownLists(near: RecordedExchange, reader: RecordingReader): Known | null {
  const key = `${near.fingerprint} ${near.scope} ${near.state}`;
  const ofReader = known.get(reader) ?? new Map<string, Known | null>();
  known.set(reader, ofReader);
  const before = ofReader.get(key);
  if (before !== undefined) return before;
  const lists = near.fingerprint === null ? null : readLists(near, near.fingerprint, reader);
  ofReader.set(key, lists);
  return lists;
}

function readLists(near: RecordedExchange, fingerprint: string, reader: RecordingReader): Known | null {
  const seen = new Set<number>();
  const rows = new Map<string, Buffer | null>();
  let orders = ORDERS;
  let found: Pick<Known, 'lines' | 'response'> | undefined;
  for (const { responseId, gap, state } of reader.byFingerprintAfter(fingerprint, near.scope, 0, MOST_LISTS)) {
    if (responseId === null || gap !== null || state !== near.state || seen.has(responseId)) continue;
    seen.add(responseId);
    const response = reader.response(responseId);
    const lines = linesIn(response);
    if (lines === null || lines.rows.length === 0) continue;
    found ??= { lines, response };
    const names = lines.rows.map(([name]) => name);
    const isIn = (key: (name: string) => string) =>
      names.every((name, at) => at === 0 || compare(key(names[at - 1] ?? ''), key(name)) <= 0);
    orders = orders.filter(isIn);
    for (const [name, kind, payload] of lines.rows) {
      const key = keyOf(name, kind);
      const other = rows.get(key);
      rows.set(key, other === undefined || other?.equals(payload) === true ? payload : null);
      // a CREATE may have called a table what is listed as something else
      if (kind !== undefined && kind !== 'view' && kind !== 'table') rows.set(keyOf(name, 'table'), null);
    }
  }
  return found === undefined ? null : { ...found, rows, orders };
}

function linesIn(response: RecordedResponse): Lines | null {
  if (response.outcome !== 'resultset' || response.whole === null) return null;
  const shape = {
    command: CommandCode.COM_QUERY,
    encoding: response.encoding,
    asksCursor: false,
    knownColumns: () => [],
  };
  const [before, behind]: Buffer[][] = [[], []];
  const rows: [string, string | undefined, Buffer][] = [];
  for (const walk of walkResponse([response.whole], shape)) {
    const payload = Buffer.from(walk.payload);
    if (walk.kind === 'row') {
      const [name, type] = decodeTextRow(walk.payload, walk.columns.length);
      const told = type?.toString('latin1');
      const kind = told === undefined ? undefined : told === 'VIEW' ? 'view' : told === 'BASE TABLE' ? 'table' : told;
      rows.push([name?.toString('utf8') ?? '', kind, payload]);
    } else if (rows.length === 0) before?.push(payload);
    else behind?.push(payload);
  }
  return { before: before ?? [], rows, behind: behind ?? [] };
}
