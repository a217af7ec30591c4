// Digests of a recording that is being sealed: what `digests.ts` compares, worked out in one reading of all exchanges.

import type { Database, Statement } from 'better-sqlite3';
import { readMeta, writeMeta } from '../schema.ts';
import {
  AllNeighbours,
  CONTENT_DIGEST_KEY,
  contentDigest,
  DATA_COLUMNS,
  DATA_USES,
  EXCHANGE_COLUMNS,
  hexHash,
  type Kind,
  META_DIGEST_KEY,
  metaDigest,
  numberOrNull,
  PER_BLOCK,
  RESPONSE_COLUMNS,
  type Row,
  serverDigest,
  sessionSql,
  textOf,
  type Value,
  WIDTH,
} from './digests.ts';

/** What is told of each exchange to who counts them: reading them all once more would take as long again. */
export interface DigestedExchange {
  readonly id: number;
  readonly session: number;
  readonly command: string;
  readonly scope: string;
  /** Null in an execute: the statement of its prepare counts. */
  readonly sql: string | null;
  readonly parameters: string | null;
  readonly prepareExchange: number | null;
  readonly fingerprint: string | null;
  readonly responseId: number | null;
  readonly startedAtUs: number;
  readonly lastByteUs: number;
  readonly hasGap: boolean;
  readonly outcome: string | null;
  readonly rows: number | null;
  readonly bytes: number | null;
}

/** What `exchange_data` has of an exchange, as `DATA_COLUMNS` reads it. */
export type DataOf = (exchange: number) => readonly Value[];

const PAGE = 500;
/** Names stand by their numbers, whose places are these: each is read once, and not with each exchange. */
const SCOPE = 15;
const STATE = 16;
const PAGE_SQL = `
  SELECT ${EXCHANGE_COLUMNS('e.scope_id', 'e.state_id')}, ${RESPONSE_COLUMNS}
    FROM exchange e LEFT JOIN response r ON r.id = e.response_id
   WHERE e.id > ? ORDER BY e.id LIMIT ${PAGE}`;

/**
 * Writes all digests anew; inside the caller's transaction, when everything that they cover is in place.
 * @param tell is told of each exchange, in their order
 * @param dataOf what was written of their data; default: it is read
 */
export function writeDigests(
  db: Database,
  tell: (exchange: DigestedExchange) => void = () => undefined,
  dataOf: DataOf = storedData(db),
): void {
  // without a rowid a block that is larger than a quarter of a page has a page of its own: no matter where it is the only one
  const last = db.prepare<[], number>('SELECT max(id) FROM exchange').pluck().get() ?? 0;
  const kept = last < PER_BLOCK ? ' WITHOUT ROWID' : '';
  db.exec(`DROP TABLE IF EXISTS digest;
    CREATE TABLE digest (kind TEXT NOT NULL, block INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (kind, block))${kept}`);
  const put = db.prepare('INSERT INTO digest (kind, block, bytes) VALUES (?, ?, ?)');
  const exchanges = new Blocks();
  const beside = new AllNeighbours(db);
  for (const row of namedRows(db)) {
    const [id] = row;
    tell(toldOf(row));
    exchanges.put(id, textOf(row) + textOf(dataOf(id)) + textOf(beside.of(id)));
  }
  exchanges.write('exchange', put);
  const sessions = new Blocks();
  for (const row of db.prepare<[], Row>(`${sessionSql} ORDER BY id`).raw().all()) sessions.put(row[0], textOf(row));
  sessions.write('session', put);
  put.run('server', 0, serverDigest(db));
  const meta = { [META_DIGEST_KEY]: metaDigest(readMeta(db)) };
  writeMeta(db, { ...meta, [CONTENT_DIGEST_KEY]: contentDigest(db) });
}

/** Of all exchanges, in their order, what is said of them and of their responses. */
function* namedRows(db: Database): Iterable<Row> {
  const [scopes, states] = [namesIn(db, 'scope'), namesIn(db, 'session_state')];
  const nameOf = (names: ReadonlyMap<Value | undefined, string>, id: Value | undefined) => names.get(id) ?? null;
  // a page at a time costs less than a row at a time
  const page = db.prepare<[number], [number, ...Value[]]>(PAGE_SQL).raw();
  let last = 0;
  for (;;) {
    const rows = page.all(last);
    for (const row of rows) {
      row[SCOPE] = nameOf(scopes, row[SCOPE]);
      row[STATE] = nameOf(states, row[STATE]);
      yield row;
    }
    last = rows.at(-1)?.[0] ?? last;
    if (rows.length < PAGE) return;
  }
}

function namesIn(db: Database, table: 'scope' | 'session_state'): ReadonlyMap<Value | undefined, string> {
  return new Map(db.prepare<[], [number, string]>(`SELECT id, name FROM ${table}`).raw().all());
}

function storedData(db: Database): DataOf {
  const stored = db
    .prepare<[number], Value[]>(`SELECT ${DATA_COLUMNS} FROM exchange_data d ${DATA_USES} WHERE d.exchange_id = ?`)
    .raw();
  return (exchange) => stored.get(exchange) ?? NO_DATA;
}

/** Of an exchange that has to do with no data. */
export const NO_DATA: readonly null[] = [null, null, null, null, null, null];

class Blocks {
  readonly #blocks = new Map<number, Buffer>();
  #last = 0;

  put(id: number, text: string): void {
    const block = Math.floor(id / PER_BLOCK);
    this.#last = Math.max(this.#last, id);
    let bytes = this.#blocks.get(block);
    if (bytes === undefined) {
      bytes = Buffer.alloc(PER_BLOCK * WIDTH);
      this.#blocks.set(block, bytes);
    }
    bytes.write(hexHash(text), (id % PER_BLOCK) * WIDTH, WIDTH, 'hex');
  }

  /** The last block ends with its last digest: of a short recording it is the only one. */
  write(kind: Kind, put: Statement): void {
    const last = Math.floor(this.#last / PER_BLOCK);
    const used = ((this.#last % PER_BLOCK) + 1) * WIDTH;
    for (const [block, bytes] of this.#blocks) put.run(kind, block, block === last ? bytes.subarray(0, used) : bytes);
  }
}

/** By the places in `PAGE_SQL`. */
function toldOf(row: Row): DigestedExchange {
  return {
    id: row[0],
    session: Number(row[1]),
    command: String(row[3]),
    scope: textOrNull(row[SCOPE]) ?? '',
    sql: textOrNull(row[13]),
    parameters: textOrNull(row[12]),
    prepareExchange: numberOrNull(row[6]),
    fingerprint: textOrNull(row[7]),
    responseId: numberOrNull(row[5]),
    startedAtUs: Number(row[8]),
    lastByteUs: Number(row[10]),
    hasGap: row[11] !== null,
    outcome: textOrNull(row[21]),
    rows: numberOrNull(row[30]),
    bytes: numberOrNull(row[34]),
  };
}

function textOrNull(value: Value | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
