// What proves that a sealed recording says what was recorded: eight bytes of SHA-256 for each exchange and session, over
// everything that is asked of it, and one digest over all of these. Written when a recording is sealed; looked at when an
// exchange is first matched, so that opening costs the same for every size. No key is in it: it finds damage and
// careless edits, not a forger.

import crypto from 'node:crypto';
import type { Database, Statement } from 'better-sqlite3';
import { RecentMap } from '../../core/recent-map.ts';
import { readMeta, writeMeta } from '../schema.ts';

/** In `meta`: over the table `digest`, and over `meta` itself. */
export const CONTENT_DIGEST_KEY = 'content_digest';
const META_DIGEST_KEY = 'meta_digest';
/** What changes in `meta` without the recording being another. */
const UNCOVERED: ReadonlySet<string> = new Set(['state', 'sealed_at', 'check', CONTENT_DIGEST_KEY, META_DIGEST_KEY]);

const WIDTH = 8;
const PER_BLOCK = 512;
const CACHED_BLOCKS = 256;

type Kind = 'exchange' | 'session' | 'server';
type Value = string | number | Buffer | null;
type Row = readonly [id: number, ...values: Value[]];

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

/** An exchange, what is said of its response and data, and its neighbours by fingerprint and session: an index may lose one. */
const exchangeSql = (neighbours: string) => `
  SELECT e.id, e.session_id, e.ordinal, e.command, e.database, e.response_id, e.prepare_exchange_id, e.fingerprint,
         e.started_at_us, e.first_byte_us, e.last_byte_us, e.gap, e.parameters, e.sql, e.request, c.name, s.name,
         e.transaction_id, e.begun_after, r.hash, CAST(r.encoding AS TEXT), r.outcome, r.error_code, r.sqlstate,
         r.error_message, CAST(r.affected_rows AS TEXT), CAST(r.last_insert_id AS TEXT), r.warnings, r.status,
         r.columns, r.rows, r.prepared_id, r.prepared_parameters, r.skipped_metadata, r.bytes, u.use,
         CAST(d.identity AS TEXT), CAST(d.version AS TEXT), d.soft, d.behind, d.also${neighbours}
    FROM exchange e
    LEFT JOIN response r ON r.id = e.response_id
    LEFT JOIN session_state s ON s.id = e.state_id
    LEFT JOIN scope c ON c.id = e.scope_id
    LEFT JOIN exchange_data d ON d.exchange_id = e.id
    LEFT JOIN data_use u ON u.id = d.use_id`;

const neighbour = (index: string, same: string, direction: '<' | '>') =>
  `(SELECT x.id FROM exchange x INDEXED BY ${index} WHERE ${same} AND x.id ${direction} e.id
     ORDER BY x.id ${direction === '<' ? 'DESC' : 'ASC'} LIMIT 1)`;
const alike = 'x.fingerprint = e.fingerprint AND x.scope_id = e.scope_id';
const neighbours = `,
  ${neighbour('exchange_by_scope', alike, '<')}, ${neighbour('exchange_by_scope', alike, '>')},
  ${neighbour('exchange_by_session', 'x.session_id = e.session_id', '<')},
  ${neighbour('exchange_by_session', 'x.session_id = e.session_id', '>')}`;

const sessionSql = `SELECT id, protocol, user, database, CAST(capabilities AS TEXT), charset, max_packet_bytes, attributes,
  server_version, greeting, auth_plugin, auth_outcome, login_reply, started_at_us, ended_at_us, ending, scope_id,
  (SELECT max(x.id) FROM session x WHERE x.id < session.id), (SELECT min(x.id) FROM session x WHERE x.id > session.id)
  FROM session`;
const serverSql = `SELECT 0, name, value, column_type, column_flags, column_length, column_decimals, column_charset
  FROM server_variable ORDER BY name`;

/**
 * Writes all digests anew; inside the caller's transaction, when everything that they cover is in place.
 * @param tell is told of each exchange, in their order
 */
export function writeDigests(db: Database, tell: (exchange: DigestedExchange) => void = () => undefined): void {
  // without a rowid a block that is larger than a quarter of a page has a page of its own: no matter where it is the only one
  const last = db.prepare<[], number>('SELECT max(id) FROM exchange').pluck().get() ?? 0;
  const kept = last < PER_BLOCK ? ' WITHOUT ROWID' : '';
  db.exec(`DROP TABLE IF EXISTS digest;
    CREATE TABLE digest (kind TEXT NOT NULL, block INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (kind, block))${kept}`);
  const put = db.prepare('INSERT INTO digest (kind, block, bytes) VALUES (?, ?, ?)');
  const beside = new AllNeighbours(db);
  const exchanges = db.prepare<[], Row>(`${exchangeSql('')} ORDER BY e.id`).raw();
  writeBlocks(exchanges, 'exchange', put, (row) => {
    tell(toldOf(row));
    return beside.of(row[0]);
  });
  writeBlocks(db.prepare<[], Row>(`${sessionSql} ORDER BY id`).raw(), 'session', put);
  put.run('server', 0, serverDigest(db));
  const meta = { [META_DIGEST_KEY]: metaDigest(readMeta(db)) };
  writeMeta(db, { ...meta, [CONTENT_DIGEST_KEY]: contentDigest(db) });
}

/** By the places in `exchangeSql`. */
function toldOf(row: Row): DigestedExchange {
  return {
    id: row[0],
    session: Number(row[1]),
    command: String(row[3]),
    scope: textOrNull(row[15]) ?? '',
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

/** What is written to again has no digests. */
export function dropDigests(db: Database): void {
  db.exec(`DROP TABLE IF EXISTS digest;
    DELETE FROM meta WHERE key IN ('${CONTENT_DIGEST_KEY}', '${META_DIGEST_KEY}')`);
}

/** What `neighbours` says of each exchange, from one walk along each index instead of four look-ups for each. */
class AllNeighbours {
  readonly #lists: readonly [Int32Array, Int32Array, Int32Array, Int32Array];

  constructor(db: Database) {
    const last = db.prepare<[], number>('SELECT max(id) FROM exchange').pluck().get() ?? 0;
    const alike = `SELECT id, fingerprint, scope_id FROM exchange INDEXED BY exchange_by_scope
      WHERE fingerprint IS NOT NULL ORDER BY fingerprint, scope_id, id`;
    const ofSession = 'SELECT id, session_id, 0 FROM exchange INDEXED BY exchange_by_session ORDER BY session_id, id';
    this.#lists = [...walk(db, alike, last), ...walk(db, ofSession, last)];
  }

  of(id: number): Value[] {
    const [before, behind, beforeOfSession, behindOfSession] = this.#lists;
    return [before[id] || null, behind[id] || null, beforeOfSession[id] || null, behindOfSession[id] || null];
  }
}

/** Of each exchange the one before it and the one behind it of those with the same two values; 0 where there is none. */
function walk(db: Database, sql: string, last: number): [before: Int32Array, behind: Int32Array] {
  const [before, behind] = [new Int32Array(last + 1), new Int32Array(last + 1)];
  let previous: readonly [number, string | number, number] = [0, 0, 0];
  for (const row of db.prepare<[], readonly [number, string | number, number]>(sql).raw().iterate()) {
    const [id, one, two] = row;
    if (previous[0] > 0 && previous[1] === one && previous[2] === two) {
      before[id] = previous[0];
      behind[previous[0]] = id;
    }
    previous = row;
  }
  return [before, behind];
}

/** Read to its end before anything is written: no statement runs while another one is being stepped through. */
function writeBlocks(
  rows: Statement<[], Row>,
  kind: Kind,
  put: Statement,
  rest: (row: Row) => readonly Value[] = () => NO_VALUES,
): void {
  const blocks = new Map<number, Buffer>();
  for (const row of rows.iterate()) {
    const [id] = row;
    const at = Math.floor(id / PER_BLOCK);
    const bytes = blocks.get(at) ?? Buffer.alloc(PER_BLOCK * WIDTH);
    blocks.set(at, bytes);
    rowDigest(row, rest(row)).copy(bytes, (id % PER_BLOCK) * WIDTH);
  }
  for (const [block, bytes] of blocks) put.run(kind, block, bytes);
}

const NO_VALUES: readonly Value[] = [];

/** @param more values behind those of the row */
function rowDigest(row: readonly Value[], more = NO_VALUES): Buffer {
  return hash(textOf(row) + textOf(more)).subarray(0, WIDTH);
}

function textOf(row: readonly Value[]): string {
  let text = '';
  for (const value of row) {
    if (value === null) text += 'N';
    else if (typeof value === 'string') text += `s${value.length}:${value}`;
    else if (typeof value === 'number') text += `n${value};`;
    else text += `b${value.length}:${value.toString('latin1')}`;
  }
  return text;
}

function hash(text: string): Buffer {
  // not in the first of Node 20
  if (typeof crypto.hash !== 'function') return crypto.createHash('sha256').update(text).digest();
  return crypto.hash('sha256', text, 'buffer');
}

function serverDigest(db: Database): Buffer {
  const rows = db.prepare<[], Row>(serverSql).raw().all();
  return hash(rows.map((row) => rowDigest(row).toString('hex')).join()).subarray(0, WIDTH);
}

/** Of what a recording says of itself: the rules that it was made by and where it comes from. */
function metaDigest(meta: ReadonlyMap<string, string>): string {
  const covered = [...meta].filter(([key]) => !UNCOVERED.has(key)).sort(([a], [b]) => (a < b ? -1 : 1));
  return hash(JSON.stringify(covered)).toString('hex').slice(0, 32);
}

/** What the whole content is known by, as `meta` says; null without digests. */
export function digestOf(meta: ReadonlyMap<string, string>): string | null {
  return meta.get(CONTENT_DIGEST_KEY) ?? null;
}

/** Whether what a recording says of itself is what it was sealed with; true without digests. */
export function isMetaIntact(meta: ReadonlyMap<string, string>): boolean {
  const sealed = meta.get(META_DIGEST_KEY);
  if (sealed === undefined) return !meta.has(CONTENT_DIGEST_KEY);
  return meta.has(CONTENT_DIGEST_KEY) && metaDigest(meta) === sealed;
}

/** Over the table `digest`: what the whole recording is known by. */
export function contentDigest(db: Database): string {
  const all = crypto.createHash('sha256');
  const rows = db
    .prepare<[], [string, number, Buffer]>('SELECT kind, block, bytes FROM digest ORDER BY kind, block')
    .raw();
  for (const [kind, block, bytes] of rows.iterate()) all.update(`${kind} ${block} ${bytes.length} `).update(bytes);
  return all.digest('hex').slice(0, 32);
}

export interface Neighbours {
  readonly before: number | null;
  readonly behind: number | null;
}

function numberOrNull(value: Value | undefined): number | null {
  return typeof value === 'number' ? value : null;
}

/** Compares what is read with the digests; without them (a recording of an older mock) nothing is known to be wrong. */
export class Digests {
  readonly #db: Database;
  readonly #blocks = new RecentMap<string, Buffer>(CACHED_BLOCKS);
  readonly #statements = new Map<Kind, Statement<[number], Row>>();
  #block: Statement<[Kind, number], [Buffer]> | null = null;
  #isServerIntact: boolean | null = null;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The exchanges before and behind it with its fingerprint and scope; null where it is not as it was sealed. */
  neighboursOf(id: number): Neighbours | null {
    const row = this.#intact('exchange', `${exchangeSql(neighbours)} WHERE e.id = ?`, id);
    return row === null ? null : { before: numberOrNull(row.at(-4)), behind: numberOrNull(row.at(-3)) };
  }

  /** Those that are not as they were sealed; all are read in one go, which takes a third of asking for each. */
  *damagedExchanges(): Iterable<number> {
    const beside = new AllNeighbours(this.#db);
    for (const row of this.#db
      .prepare<[], Row>(`${exchangeSql('')} ORDER BY e.id`)
      .raw()
      .iterate()) {
      if (!this.#isSealed('exchange', row[0], rowDigest(row, beside.of(row[0])))) yield row[0];
    }
  }

  isSessionIntact(id: number): boolean {
    return this.#intact('session', `${sessionSql} WHERE id = ?`, id) !== null;
  }

  /** Whether the server's variables are. */
  isServerIntact(): boolean {
    this.#isServerIntact ??= serverDigest(this.#db).equals(this.#bytes('server', 0));
    return this.#isServerIntact;
  }

  /** The row; null where it is not as it was sealed. */
  #intact(kind: Kind, sql: string, id: number): Row | null {
    let statement = this.#statements.get(kind);
    if (statement === undefined) {
      statement = this.#db.prepare<[number], Row>(sql).raw();
      this.#statements.set(kind, statement);
    }
    const row = statement.get(id);
    if (row === undefined) return null;
    return this.#isSealed(kind, id, rowDigest(row)) ? row : null;
  }

  #isSealed(kind: Kind, id: number, digest: Buffer): boolean {
    const at = (id % PER_BLOCK) * WIDTH;
    return digest.equals(this.#bytes(kind, Math.floor(id / PER_BLOCK)).subarray(at, at + WIDTH));
  }

  #bytes(kind: Kind, block: number): Buffer {
    const key = `${kind} ${block}`;
    let bytes = this.#blocks.get(key);
    if (bytes === undefined) {
      this.#block ??= this.#db
        .prepare<[Kind, number], [Buffer]>('SELECT bytes FROM digest WHERE kind = ? AND block = ?')
        .raw();
      const found = this.#block.get(kind, block)?.[0];
      bytes = Buffer.isBuffer(found) ? found : Buffer.alloc(0);
      this.#blocks.set(key, bytes);
    }
    return bytes;
  }
}
