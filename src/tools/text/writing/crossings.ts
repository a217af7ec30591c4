// Which exchanges of sessions that worked at the same time must not change places: of the same command with different
// answers, and of a write and what reads or writes the same table. Without it a text twin would lose which data an answer saw.

import type { DataUse } from '../../../core/data-use.ts';

/** One exchange, as far as order goes. */
export interface OrderedExchange {
  readonly id: number;
  readonly scope: string;
  readonly fingerprint: string | null;
  readonly responseId: number | null;
  /** What it does with data; null where the recording does not tell. */
  readonly use: DataUse | null;
}

/** Beyond as many sessions at once, what follows from other lines is named as well. */
const MAX_CLOCKS = 64;

/** Which exchanges of other sessions one comes behind, by id, where that counts and does not follow from what is named before. */
export function crossings(sessions: readonly (readonly OrderedExchange[])[]): ReadonlyMap<number, readonly number[]> {
  const all = sessions.flatMap((exchanges, session) =>
    exchanges.map((exchange, index) => ({ session, index, exchange })),
  );
  all.sort((a, b) => a.exchange.id - b.exchange.id);
  const different = commandsThatDiffer(all.map(({ exchange }) => exchange));
  const seen = new Seen();
  const clocks = new Clocks(sessions.length);
  const behind = new Map<number, readonly number[]>();
  for (const { session, index, exchange } of all) {
    const tables = tablesOf(exchange, seen.transactionOf(session));
    const question = questionOf(exchange);
    if (question !== null && different.has(question)) tables.writes.push(question);
    const before = seen.before(session, tables);
    // the last ones first: the others mostly follow from them
    const ids = [...before].map(([other, at]) => ({ other, at, id: sessions[other]?.[at]?.id ?? 0 }));
    ids.sort((a, b) => b.id - a.id);
    const named = ids.filter(({ other, at }) => clocks.learn(session, other, at)).sort((a, b) => a.other - b.other);
    if (named.length > 0)
      behind.set(
        exchange.id,
        named.map(({ id }) => id),
      );
    if (tables.reads.length + tables.writes.length === 0) continue;
    seen.add(session, index, tables);
    clocks.keep(session, index);
  }
  return behind;
}

function questionOf({ fingerprint, scope }: OrderedExchange): string | null {
  return fingerprint === null ? null : `${fingerprint} ${scope}`;
}

function commandsThatDiffer(exchanges: readonly OrderedExchange[]): ReadonlySet<string> {
  const first = new Map<string, number | null>();
  const different = new Set<string>();
  for (const exchange of exchanges) {
    const question = questionOf(exchange);
    if (question === null) continue;
    if (!first.has(question)) first.set(question, exchange.responseId);
    else if (first.get(question) !== exchange.responseId) different.add(question);
  }
  return different;
}

/** Names of tables, each within its scope; `EVERY` for all of them. */
interface Touched {
  readonly reads: string[];
  readonly writes: string[];
}

const EVERY = '*';

/** What a session's open transaction has written and not committed, and whether it has its snapshot. */
interface Transaction {
  readonly written: Set<string>;
  hasSnapshot: boolean;
}

/** A transaction's writes are seen from its end on, and its first read decides what all others see. */
function tablesOf({ use, scope }: OrderedExchange, transaction: Transaction): Touched {
  if (use === null || use.isBeside === true) return { reads: [], writes: [] };
  const named = (table: string) => (table.endsWith('.*') ? EVERY : `${table} ${scope}`);
  const others = (table: string) => !table.startsWith('~');
  const namesOf = (tables: DataUse['reads'] | DataUse['writes']) =>
    typeof tables === 'string'
      ? [EVERY]
      : tables
          .map(({ table }) => table)
          .filter(others)
          .map(named);
  const reads = [...namesOf(use.reads), ...(use.soft ?? []).map(({ table }) => named(table))];
  const writes = namesOf(use.writes);
  const { kind } = use.control ?? {};
  const isEnd = kind === 'commit' || kind === 'rollback' || use.commits === true;
  if (use.isOpen === true && !isEnd) {
    for (const table of writes) transaction.written.add(table);
    const makesSnapshot = use.control?.kind === 'snapshot' || (reads.length > 0 && use.isLatest !== true);
    if (makesSnapshot && !transaction.hasSnapshot) reads.push(EVERY);
    transaction.hasSnapshot ||= makesSnapshot;
    return { reads, writes };
  }
  writes.push(...transaction.written);
  transaction.written.clear();
  transaction.hasSnapshot = false;
  return { reads, writes };
}

/** Of each session the last exchange: number in its session, from 0. */
type Last = Map<number, number>;

/** What was done to each table so far. */
class Seen {
  readonly #readers = new Map<string, Last>();
  readonly #writers = new Map<string, Last>();
  readonly #transactions = new Map<number, Transaction>();
  /** Of anything at all. */
  readonly #anyReader: Last = new Map();
  readonly #anyWriter: Last = new Map();

  transactionOf(session: number): Transaction {
    let transaction = this.#transactions.get(session);
    if (transaction === undefined) {
      transaction = { written: new Set(), hasSnapshot: false };
      this.#transactions.set(session, transaction);
    }
    return transaction;
  }

  /** The last exchange of each other session that must stay before one that does this. */
  before(session: number, { reads, writes }: Touched): Last {
    const found: Last = new Map();
    const take = (last: Last | undefined) => {
      for (const [other, at] of last ?? []) {
        if (other !== session) found.set(other, Math.max(found.get(other) ?? -1, at));
      }
    };
    for (const table of reads) take(table === EVERY ? this.#anyWriter : this.#writers.get(table));
    for (const table of writes) {
      take(table === EVERY ? this.#anyWriter : this.#writers.get(table));
      take(table === EVERY ? this.#anyReader : this.#readers.get(table));
      take(this.#readers.get(EVERY));
    }
    if (reads.length + writes.length > 0) take(this.#writers.get(EVERY));
    return found;
  }

  add(session: number, index: number, { reads, writes }: Touched): void {
    for (const table of reads) lastOf(this.#readers, table).set(session, index);
    for (const table of writes) lastOf(this.#writers, table).set(session, index);
    if (reads.length > 0) this.#anyReader.set(session, index);
    if (writes.length > 0) this.#anyWriter.set(session, index);
  }
}

function lastOf(map: Map<string, Last>, table: string): Last {
  let last = map.get(table);
  if (last === undefined) {
    last = new Map();
    map.set(table, last);
  }
  return last;
}

/** What each session is known to come behind: of each other session the last exchange, -1 where there is none. */
class Clocks {
  readonly #now: readonly Int32Array[];
  readonly #then = new Map<string, Int32Array>();
  readonly #count: number;

  constructor(count: number) {
    this.#count = count;
    this.#now = Array.from({ length: count }, () => new Int32Array(count).fill(-1));
  }

  /** @returns whether that is new */
  learn(session: number, other: number, index: number): boolean {
    const now = this.#now[session];
    if (now === undefined || (now[other] ?? -1) >= index) return false;
    this.#then.get(`${other}.${index}`)?.forEach((known, at) => {
      now[at] = Math.max(now[at] ?? -1, known);
    });
    now[other] = index;
    return true;
  }

  /** What is known at an exchange that others may come behind. */
  keep(session: number, index: number): void {
    const now = this.#now[session];
    if (now === undefined) return;
    now[session] = index;
    if (this.#count <= MAX_CLOCKS) this.#then.set(`${session}.${index}`, Int32Array.from(now));
  }
}
