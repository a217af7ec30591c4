// What proves that a sealed recording says what was recorded: eight bytes of SHA-256 for each exchange and session, over
// everything that is asked of it, and one digest over all of these. Written when a recording is sealed; looked at when an
// exchange is first matched, so that opening costs the same for every size. No key is in it: it finds damage and
// careless edits, not a forger.

import crypto from 'node:crypto';
import type { Database, Statement } from 'better-sqlite3';
import { RecentMap } from '../../core/recent-map.ts';
import { LIKE_ID } from '../use-text.ts';

/** In `meta`: over the table `digest`, and over `meta` itself. */
export const CONTENT_DIGEST_KEY = 'content_digest';
export const META_DIGEST_KEY = 'meta_digest';
/** What changes in `meta` without the recording being another. */
const UNCOVERED: ReadonlySet<string> = new Set(['state', 'sealed_at', 'check', CONTENT_DIGEST_KEY, META_DIGEST_KEY]);

export const WIDTH = 8;
export const PER_BLOCK = 512;
const CACHED_BLOCKS = 256;

export type Kind = 'exchange' | 'session' | 'server';
export type Value = string | number | Buffer | null;
export type Row = readonly [id: number, ...values: Value[]];

/** Of an exchange. @param scope its scope's name @param state the name of its session's state */
export const EXCHANGE_COLUMNS = (scope: string, state: string): string =>
  `e.id, e.session_id, e.ordinal, e.command, e.database, e.response_id, e.prepare_exchange_id, e.fingerprint,
   e.started_at_us, e.first_byte_us, e.last_byte_us, e.gap, e.parameters, e.sql, e.request, ${scope}, ${state},
   e.transaction_id, e.begun_after`;
export const RESPONSE_COLUMNS = `r.hash, CAST(r.encoding AS TEXT), r.outcome, r.error_code, r.sqlstate,
  r.error_message, CAST(r.affected_rows AS TEXT), CAST(r.last_insert_id AS TEXT), r.warnings, r.status,
  r.columns, r.rows, r.prepared_id, r.prepared_parameters, r.skipped_metadata, r.bytes`;
export const DATA_COLUMNS = `u.use || COALESCE(l.use, ''), CAST(d.identity AS TEXT), CAST(d.version AS TEXT), d.soft, d.behind, d.also`;
/** Behind `exchange_data d`. */
export const DATA_USES = `LEFT JOIN data_use u ON u.id = d.use_id LEFT JOIN data_use l ON l.id = ${LIKE_ID('u.use')}`;

/** An exchange, what is said of its response and data, and its neighbours by fingerprint and session: an index may lose one. */
const exchangeSql = (neighbours: string) => `
  SELECT ${EXCHANGE_COLUMNS('c.name', 's.name')}, ${RESPONSE_COLUMNS}, ${DATA_COLUMNS}${neighbours}
    FROM exchange e
    LEFT JOIN response r ON r.id = e.response_id
    LEFT JOIN session_state s ON s.id = e.state_id
    LEFT JOIN scope c ON c.id = e.scope_id
    LEFT JOIN exchange_data d ON d.exchange_id = e.id
    ${DATA_USES}`;

const neighbour = (index: string, same: string, direction: '<' | '>') =>
  `(SELECT x.id FROM exchange x INDEXED BY ${index} WHERE ${same} AND x.id ${direction} e.id
     ORDER BY x.id ${direction === '<' ? 'DESC' : 'ASC'} LIMIT 1)`;
const alike = 'x.fingerprint = e.fingerprint AND x.scope_id = e.scope_id';
const neighbours = `,
  ${neighbour('exchange_by_scope', alike, '<')}, ${neighbour('exchange_by_scope', alike, '>')},
  ${neighbour('exchange_by_session', 'x.session_id = e.session_id', '<')},
  ${neighbour('exchange_by_session', 'x.session_id = e.session_id', '>')}`;

export const sessionSql = `SELECT id, protocol, user, database, CAST(capabilities AS TEXT), charset, max_packet_bytes, attributes,
  server_version, greeting, auth_plugin, auth_outcome, login_reply, started_at_us, ended_at_us, ending, scope_id,
  (SELECT max(x.id) FROM session x WHERE x.id < session.id), (SELECT min(x.id) FROM session x WHERE x.id > session.id)
  FROM session`;
const serverSql = `SELECT 0, name, value, column_type, column_flags, column_length, column_decimals, column_charset
  FROM server_variable ORDER BY name`;

/** What is written to again has no digests. */
export function dropDigests(db: Database): void {
  db.exec(`DROP TABLE IF EXISTS digest;
    DELETE FROM meta WHERE key IN ('${CONTENT_DIGEST_KEY}', '${META_DIGEST_KEY}')`);
}

/** What `neighbours` says of each exchange, from one walk along each index instead of four look-ups for each. */
export class AllNeighbours {
  readonly #lists: readonly [Int32Array, Int32Array, Int32Array, Int32Array];

  constructor(db: Database) {
    const last = db.prepare<[], number>('SELECT max(id) FROM exchange').pluck().get() ?? 0;
    const alike = `SELECT json_group_array(id) FROM exchange INDEXED BY exchange_by_scope
      WHERE fingerprint IS NOT NULL GROUP BY fingerprint, scope_id HAVING count(*) > 1`;
    const ofSession = `SELECT json_group_array(id) FROM exchange INDEXED BY exchange_by_session
      GROUP BY session_id HAVING count(*) > 1`;
    this.#lists = [...walk(db, alike, last), ...walk(db, ofSession, last)];
  }

  of(id: number): Value[] {
    const [before, behind, beforeOfSession, behindOfSession] = this.#lists;
    return [before[id] || null, behind[id] || null, beforeOfSession[id] || null, behindOfSession[id] || null];
  }
}

/**
 * Of each exchange the one before it and the one behind it in its group; 0 where there is none.
 * @param sql gives each group's ids in the order of the index, as JSON: a row for each would take five times as long
 */
function walk(db: Database, sql: string, last: number): [before: Int32Array, behind: Int32Array] {
  const [before, behind] = [new Int32Array(last + 1), new Int32Array(last + 1)];
  for (const group of db.prepare<[], string>(sql).pluck().iterate()) {
    let previous = 0;
    for (const id of JSON.parse(group) as number[]) {
      before[id] = previous;
      if (previous > 0) behind[previous] = id;
      previous = id;
    }
  }
  return [before, behind];
}

const NO_VALUES: readonly Value[] = [];

/** @param more values behind those of the row */
function rowDigest(row: readonly Value[], more = NO_VALUES): Buffer {
  return hash(textOf(row) + textOf(more)).subarray(0, WIDTH);
}

export function textOf(row: readonly Value[]): string {
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
  return Buffer.from(hexHash(text), 'hex');
}

/** In hexadecimal digits, of which a Buffer is made sooner than Node makes one. */
export function hexHash(text: string): string {
  // not in the first of Node 20
  if (typeof crypto.hash !== 'function') return crypto.createHash('sha256').update(text).digest('hex');
  return crypto.hash('sha256', text, 'hex');
}

export function serverDigest(db: Database): Buffer {
  const rows = db.prepare<[], Row>(serverSql).raw().all();
  return hash(rows.map((row) => rowDigest(row).toString('hex')).join()).subarray(0, WIDTH);
}

/** Of what a recording says of itself: the rules that it was made by and where it comes from. */
export function metaDigest(meta: ReadonlyMap<string, string>): string {
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

export function numberOrNull(value: Value | undefined): number | null {
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
