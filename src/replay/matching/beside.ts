// Which of several recorded rows that are alike a new one is, where the server numbers them: one that was recorded beside what is there.

import type { RecordingReader } from '../../core/recording.ts';
import type { Versioned } from './lane-versions.ts';
import type { Place } from './place.ts';

/** Recorded exchanges that are looked at for what empties a table. */
const MOST_BETWEEN = 512;
/** What leaves no row of a table. */
const FORGETS: ReadonlySet<string> = new Set(['empty', 'create', 'create absent', 'drop']);

/** What the byte of a recorded exchange says, once it was looked at. */
const NOTHING_LOST = 1;
const EMPTIED = 2;

/** Which recorded exchanges left no row of which tables: asked at each write that is counted, so each is read once. */
class RecordedEmptyings {
  readonly #reader: Pick<RecordingReader, 'dataOf'>;
  /** A byte for each exchange; 0 where nobody has looked yet. */
  #seen = new Uint8Array(2 * MOST_BETWEEN);
  readonly #emptied = new Map<number, ReadonlySet<string> | 'all'>();

  constructor(reader: Pick<RecordingReader, 'dataOf'>) {
    this.#reader = reader;
  }

  /** Whether it left no row of the table, or may have. */
  isEmptied(exchange: number, table: string): boolean {
    if ((this.#seen[exchange] ?? 0) === 0) this.#look(exchange);
    if (this.#seen[exchange] !== EMPTIED) return false;
    const tables = this.#emptied.get(exchange);
    return tables === 'all' || tables?.has(table) === true;
  }

  #look(exchange: number): void {
    if (exchange >= this.#seen.length) {
      const longer = new Uint8Array(2 * exchange);
      longer.set(this.#seen);
      this.#seen = longer;
    }
    const writes = this.#reader.dataOf(exchange)?.use.writes ?? [];
    const tables =
      writes === 'all' ? writes : new Set(writes.flatMap(({ table, effect }) => (FORGETS.has(effect) ? [table] : [])));
    const isEmptying = tables === 'all' || tables.size > 0;
    this.#seen[exchange] = isEmptying ? EMPTIED : NOTHING_LOST;
    if (isEmptying) this.#emptied.set(exchange, tables);
  }
}

const emptyings = new WeakMap<Pick<RecordingReader, 'dataOf'>, RecordedEmptyings>();

function emptyingsOf(reader: Pick<RecordingReader, 'dataOf'>): RecordedEmptyings {
  const known = emptyings.get(reader) ?? new RecordedEmptyings(reader);
  emptyings.set(reader, known);
  return known;
}

interface Beside {
  readonly place: Place;
  /** The write that was played last; 0 where there is none. */
  readonly lastWrite: number;
  readonly reader: Pick<RecordingReader, 'bySessionAfter'>;
}

/**
 * The one that was recorded nearest to the last write: the next of a session may be the same row of a later test, where a pool gives its
 * connections out in another order.
 * @param one the one whose turn it is by place
 */
export function besideLast(
  list: readonly Versioned[],
  one: Versioned,
  { place, lastWrite, reader }: Beside,
): Versioned {
  const { id, session } = one.exchange;
  if (list.length === 1 || lastWrite === 0) return one;
  const [next] = session === place.session ? reader.bySessionAfter(session, place.last?.id ?? 0, 1) : [];
  if (next?.id === id) return one;
  const away = ({ exchange }: Versioned) => Math.abs(exchange.id - lastWrite);
  return list.reduce((nearest, other) => (away(other) < away(nearest) ? other : nearest));
}

/**
 * Where the table was emptied, when it was recorded, between the last write and the chosen row, those of the others between which and the
 * last write it was not: with an empty table begin many tests, and in each of them another row may have been the first.
 */
export function recordedBeside(
  others: () => readonly Versioned[],
  { exchange, data }: Versioned,
  lastWrite: number,
  reader: Pick<RecordingReader, 'dataOf'>,
): readonly Versioned[] {
  const writes = data?.use.writes;
  const table = writes === undefined || writes === 'all' ? undefined : writes[0]?.table;
  if (lastWrite === 0 || table === undefined) return [];
  const recorded = emptyingsOf(reader);
  // where nothing empties it for so long, nobody knows
  const end = (step: 1 | -1) => {
    const first = step === 1 ? lastWrite + 1 : lastWrite;
    for (let at = first; at > 0 && Math.abs(at - first) < MOST_BETWEEN; at += step)
      if (recorded.isEmptied(at, table)) return at;
    return step === 1 ? Number.POSITIVE_INFINITY : 0;
  };
  const isBehind = exchange.id > lastWrite;
  const near = end(isBehind ? 1 : -1);
  if (isBehind ? exchange.id < near : exchange.id >= near) return [];
  const far = end(isBehind ? -1 : 1);
  const [from, to] = isBehind ? [far, near] : [near, far];
  return others().filter((one) => one.exchange.id >= from && one.exchange.id < to);
}
