// What one recording was asked, with as little of each exchange as comparing two recordings takes: a million are some 100 MB.

import type { ListedExchange } from '../../store/reading/listing.ts';
import type { RecordingFileReader } from '../../store/reading/reader.ts';
import { type Connection, connectionGroups } from '../history/connections.ts';

/** Numbers of what is asked, shared by both sides: equal where fingerprint and scope are. */
export class AskedKeys {
  readonly #scopes = new Map<string, Map<string, number>>();
  #last = 0;

  numberOf(scope: string, fingerprint: string): number {
    let keys = this.#scopes.get(scope);
    if (keys === undefined) {
      keys = new Map();
      this.#scopes.set(scope, keys);
    }
    let number = keys.get(fingerprint);
    if (number === undefined) {
      number = ++this.#last;
      keys.set(fingerprint, number);
    }
    return number;
  }
}

/** Ids of one look-up. */
const PAGE = 20_000;

type Row = readonly [
  id: number,
  session: number,
  fingerprint: string | null,
  scope: string,
  gap: string | null,
  answer: string | null,
];

/** Connection by connection, session by session: how those that worked at the same time were interleaved is no difference. */
export class AskedList {
  /** By place, of what is asked again by replay or tools: what has a fingerprint. */
  readonly keys: number[] = [];
  /** Equal where the answers are; null where there was none. */
  readonly answers: (string | null)[] = [];
  readonly gaps: (string | null)[] = [];
  readonly #ids: number[] = [];
  readonly #reader: RecordingFileReader;

  constructor(reader: RecordingFileReader, keys: AskedKeys) {
    this.#reader = reader;
    for (const rows of bySession(reader)) {
      for (const [id, , fingerprint, scope, gap, answer] of rows) {
        this.#ids.push(id);
        this.keys.push(keys.numberOf(scope, fingerprint ?? ''));
        this.answers.push(answer);
        this.gaps.push(gap);
      }
    }
  }

  /** All of one exchange. */
  at(place: number): ListedExchange {
    const exchange = this.#reader.exchange(this.#ids[place] ?? 0);
    if (exchange === null) throw new RangeError(`there is no exchange at place ${place}`);
    return exchange;
  }
}

function* bySession(reader: RecordingFileReader): Iterable<readonly Row[]> {
  const sessions = new Map<number, Row[]>();
  const { scans } = reader;
  const last = scans.lastId();
  for (let after = 0; after < last; after += PAGE) {
    const range = { after, upTo: after + PAGE, words: [] };
    for (const one of scans.page(['session', 'fingerprint', 'scope', 'gap', 'answer'], range) as readonly Row[]) {
      if (one[2] === null) continue;
      const known = sessions.get(one[1]);
      if (known === undefined) sessions.set(one[1], [one]);
      else known.push(one);
    }
  }
  for (const connection of inOrder(reader, sessions)) for (const { id } of connection) yield sessions.get(id) ?? [];
}

/** Those that began together by what they asked, then by what they heard, as they stand in a text twin in an order of their own. */
function* inOrder(reader: RecordingFileReader, sessions: ReadonlyMap<number, readonly Row[]>): Iterable<Connection> {
  const rowsOf = (connection: Connection) => connection.flatMap(({ id }) => sessions.get(id) ?? []);
  const whoOf = (connection: Connection) =>
    connection.map(({ facts }) => `${facts.user}\n${facts.database}`).join('\n');
  for (const burst of connectionGroups(reader).flat()) {
    if (burst.length === 1) {
      yield* burst;
      continue;
    }
    const keyed = burst.map((connection) => ({ connection, who: whoOf(connection), rows: rowsOf(connection) }));
    keyed.sort(
      (a, b) => compare(a.who, b.who) || compareRows(a.rows, b.rows, asked) || compareRows(a.rows, b.rows, heard),
    );
    for (const { connection } of keyed) yield connection;
  }
}

const asked = ([, , fingerprint, scope]: Row) => `${fingerprint} ${scope}`;
const heard = ([, , , , gap, answer]: Row) => `${answer} ${gap}`;

function compareRows(a: readonly Row[], b: readonly Row[], keyOf: (row: Row) => string): number {
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const order = compare(keyOf(a[at] as Row), keyOf(b[at] as Row));
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
