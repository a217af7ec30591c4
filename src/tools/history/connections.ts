// Which sessions of a recording were one connection (a change of user begins another session of it), and the order in which
// connections are told and compared.
//
// They stand in the order in which they began, by which a replay gives them to its connections. Those that began together, with
// nothing asked in between, come in any order from one run to the next: whoever tells of them sorts them by what they did.

import { firstPlace } from '../../core/first-place.ts';
import type { ListedSession } from '../../store/reading/listing.ts';
import type { RecordingFileReader } from '../../store/reading/reader.ts';

/** Sessions of one connection, in their order. */
export type Connection = readonly ListedSession[];

/** Connections in the order in which they began, of those of one moment in that of their sessions. */
function connectionsOf(sessions: Iterable<ListedSession>): Connection[] {
  const inOrder = [...sessions].sort((a, b) => a.facts.startedAtUs - b.facts.startedAtUs || a.id - b.id);
  const connections: ListedSession[][] = [];
  for (const session of inOrder) {
    const last = connections.at(-1);
    const before = last?.at(-1);
    if (last !== undefined && before !== undefined && goesOn(before, session)) last.push(session);
    else connections.push([session]);
  }
  return connections;
}

/** All sessions of one connection are told to have begun with it; a refused change of user is one between others. */
function goesOn(before: ListedSession, { facts }: ListedSession): boolean {
  if (before.facts.startedAtUs !== facts.startedAtUs || before.facts.protocol !== facts.protocol) return false;
  const isRefused = before.facts.authOutcome !== 'ok' || facts.authOutcome !== 'ok';
  return before.ending === 'change_user' || isRefused;
}

/** Groups of connections that worked at the same time; in each those that began together, in one list. */
export function connectionGroups(reader: Measurable): Connection[][][] {
  return groupBySpan(measure(reader)).map((group) => {
    const bursts: Connection[][] = [];
    for (const { connection, isExchangeable } of group) {
      const burst = bursts.at(-1);
      if (burst !== undefined && isExchangeable) burst.push(connection);
      else bursts.push([connection]);
    }
    return bursts;
  });
}

type Measurable = Pick<RecordingFileReader, 'listSessions' | 'scans'>;

interface Measured extends Span {
  readonly connection: Connection;
  /** Nothing was asked since the one before it began: either may have been the first. */
  readonly isExchangeable: boolean;
}

/** When it began and when its last answer was there. */
interface Span {
  readonly startUs: number;
  readonly endUs: number;
}

/** Sessions, or connections, in groups of those that worked at the same time; both in the order in which they began. @internal */
export function groupBySpan<T extends Span>(sessions: readonly T[]): T[][] {
  const groups: T[][] = [];
  let endUs = Number.NEGATIVE_INFINITY;
  for (const session of [...sessions].sort((a, b) => a.startUs - b.startUs)) {
    const group = groups.at(-1);
    if (group === undefined || session.startUs >= endUs) groups.push([session]);
    else group.push(session);
    endUs = Math.max(endUs, session.endUs);
  }
  return groups;
}

/** When each connection began and when its last answer was complete; a COM_QUIT may be as late as it likes. */
function measure(reader: Measurable): Measured[] {
  const connections = connectionsOf(reader.listSessions());
  const starts = connections.map(([first]) => first?.facts.startedAtUs ?? 0);
  const ends = new Map<number, number>();
  /** Whether something was asked between the beginning of the one before and of this one. */
  const isBehindWork = new Set<number>();
  for (const [session, command, startedAtUs, lastByteUs] of timesOf(reader.scans)) {
    isBehindWork.add(countUpTo(starts, startedAtUs));
    if (command !== 'COM_QUIT') ends.set(session, Math.max(ends.get(session) ?? 0, startedAtUs + lastByteUs));
  }
  return connections.map((connection, at) => {
    const startUs = starts[at] ?? 0;
    const isExchangeable = at > 0 && !isBehindWork.has(at);
    const endUs = Math.max(startUs, ...connection.map(({ id }) => ends.get(id) ?? startUs));
    return { connection, startUs, endUs, isExchangeable };
  });
}

/** How many of the sorted numbers are not above `limit`. */
function countUpTo(sorted: readonly number[], limit: number): number {
  return firstPlace(sorted.length, (at) => (sorted[at] ?? 0) > limit);
}

type Times = readonly [session: number, command: string, startedAtUs: number, lastByteUs: number];

function* timesOf(scans: RecordingFileReader['scans']): Iterable<Times> {
  const last = scans.lastId();
  for (let after = 0; after < last; after += PAGE) {
    const range = { after, upTo: after + PAGE, words: [] };
    for (const [, ...times] of scans.page(['session', 'command', 'atUs', 'lastByteUs'], range))
      yield times as unknown as Times;
  }
}

/** Ids of one look-up. */
const PAGE = 20_000;
