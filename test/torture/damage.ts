// Damaged and hostile variants of a recording, made from a seed: bytes flipped in the file, rows edited in SQL.

import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { MockError } from '../../src/core/errors.ts';
import type { RecordedExchange } from '../../src/core/recording.ts';
import type { ListedExchange } from '../../src/store/reading/listing.ts';
import { openRecording, type RecordingFileReader } from '../../src/store/reading/reader.ts';
import { checkRecording } from '../../src/tools/check/check-recording.ts';

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One to eight bytes are others. */
export function flipBytes(from: string, to: string, random: () => number): void {
  const bytes = readFileSync(from);
  for (let left = 1 + Math.floor(random() * 8); left > 0; left--) {
    const at = Math.floor(random() * bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 + Math.floor(random() * 255));
  }
  writeFileSync(to, bytes);
}

type Edit = (db: Database.Database, pick: (table: string) => number) => void;

/** What somebody may do to a recording with an editor for SQLite. */
export const EDITS: Readonly<Record<string, Edit>> = {
  'an answer changed': (db, pick) =>
    db
      .prepare("UPDATE response SET head = CAST(replace(head, substr(head, -3, 2), '99') AS BLOB) WHERE id = ?")
      .run(pick('response')),
  'response ids moved': (db, pick) =>
    db.prepare('UPDATE exchange SET response_id = ? WHERE id = ?').run(pick('response'), pick('exchange')),
  'equal fingerprints': (db, pick) =>
    db
      .prepare('UPDATE exchange SET fingerprint = (SELECT fingerprint FROM exchange WHERE id = ?) WHERE id = ?')
      .run(pick('exchange'), pick('exchange')),
  'another statement': (db, pick) =>
    db.prepare("UPDATE exchange SET sql = 'SELECT 1' WHERE id = ?").run(pick('exchange')),
  'a text of 20 MB': (db, pick) =>
    db
      .prepare("UPDATE exchange SET sql = replace(hex(zeroblob(10000000)), '0', 'x') WHERE id = ?")
      .run(pick('exchange')),
  'encoding 0': (db, pick) => db.prepare('UPDATE response SET encoding = 0 WHERE id = ?').run(pick('response')),
  'a negative encoding': (db, pick) =>
    db.prepare('UPDATE response SET encoding = -1 WHERE id = ?').run(pick('response')),
  'a length out of range': (db, pick) =>
    db.prepare('UPDATE response SET bytes = 9007199254740993 WHERE id = ?').run(pick('response')),
  'an empty head': (db, pick) => db.prepare("UPDATE response SET head = x'' WHERE id = ?").run(pick('response')),
  'a head that is a text': (db, pick) =>
    db.prepare("UPDATE response SET head = 'text' WHERE id = ?").run(pick('response')),
  'another outcome': (db, pick) =>
    db.prepare("UPDATE response SET outcome = 'okay' WHERE id = ?").run(pick('response')),
  'another status': (db, pick) =>
    db.prepare('UPDATE response SET status = coalesce(status, 0) + 1 WHERE id = ?').run(pick('response')),
  'another session': (db, pick) =>
    db.prepare('UPDATE exchange SET session_id = ? + 1000 WHERE id = ?').run(pick('session'), pick('exchange')),
  'another state': (db, pick) => db.prepare('UPDATE exchange SET state_id = NULL WHERE id = ?').run(pick('exchange')),
  'other data': (db, pick) =>
    db.prepare('UPDATE exchange_data SET version = version + 1 WHERE exchange_id = ?').run(pick('exchange')),
  'an exchange gone': (db, pick) => db.prepare('DELETE FROM exchange WHERE id = ?').run(pick('exchange')),
  'an exchange twice': (db, pick) => {
    const columns = db
      .prepare<[], { name: string }>("SELECT name FROM pragma_table_info('exchange') WHERE name <> 'id'")
      .all();
    const names = columns.map(({ name }) => name).join();
    db.prepare(
      `INSERT INTO exchange (id, ${names}) SELECT (SELECT max(id) + 1 FROM exchange), ${names} FROM exchange WHERE id = ?`,
    ).run(pick('exchange'));
  },
  'a response gone': (db, pick) => db.prepare('DELETE FROM response WHERE id = ?').run(pick('response')),
  'a cycle of prepares': (db, pick) => {
    const id = pick('exchange');
    db.prepare('UPDATE exchange SET prepare_exchange_id = ?, sql = NULL WHERE id = ?').run(id, id);
  },
  'a session of another user': (db, pick) =>
    db.prepare("UPDATE session SET user = 'root', greeting = x'0a' WHERE id = ?").run(pick('session')),
  'a session gone': (db, pick) => db.prepare('DELETE FROM session WHERE id = ?').run(pick('session')),
  'data of another': (db, pick) =>
    db
      .prepare(
        `UPDATE exchange_data SET use_id = 1, identity = identity + 1, soft = soft + 1, behind = 0, also = '[1]'
          WHERE exchange_id = ?`,
      )
      .run(pick('exchange')),
  'another use of data': (db) => db.exec(`UPDATE data_use SET use = '{"reads":[],"writes":[]}'`),
  'other parameters': (db, pick) =>
    db.prepare(`UPDATE exchange SET parameters = '[{"int":' || id || '}]' WHERE id = ?`).run(pick('exchange')),
  'other rules': (db) => db.exec("UPDATE meta SET value = 'sql-1' WHERE key = 'fingerprint_rules'"),
  'no data versions': (db) => db.exec("DELETE FROM meta WHERE key = 'data_rules'"),
  'states exchanged': (db) => db.exec('UPDATE exchange SET state_id = (SELECT max(id) FROM session_state)'),
  'a chunk that is another': (db) => db.exec("UPDATE response_chunk SET bytes = x'00'"),
  'numbers that are texts': (db, pick) =>
    db.prepare("UPDATE response SET bytes = 'many', status = 'odd' WHERE id = ?").run(pick('response')),
  'JSON that is none': (db) => db.exec("UPDATE exchange_data SET also = '['; UPDATE session SET attributes = '{'"),
  'no digests': (db) => db.exec('DELETE FROM digest'),
  'a trigger': (db) => db.exec('CREATE TRIGGER t AFTER UPDATE ON meta BEGIN DELETE FROM exchange; END'),
};

export function editRows(from: string, to: string, name: string, random: () => number): void {
  copyFileSync(from, to);
  const db = new Database(to);
  db.pragma('foreign_keys = OFF');
  try {
    const pick = (table: string) => {
      const ids = db.prepare<[], number>(`SELECT id FROM ${table} ORDER BY id`).pluck().all();
      return ids[Math.floor(random() * ids.length)] ?? 0;
    };
    EDITS[name]?.(db, pick);
  } finally {
    db.close();
  }
}

type Asked = readonly [fingerprint: string, scope: number];

/** What a recording answers to what, in its order. */
export interface Truth {
  readonly asked: readonly Asked[];
  readonly answers: ReadonlyMap<string, readonly string[]>;
}

export function truthOf(file: string): Truth {
  const db = new Database(file, { readonly: true });
  const asked = db
    .prepare<[], Asked>('SELECT DISTINCT fingerprint, scope_id FROM exchange WHERE fingerprint IS NOT NULL')
    .raw()
    .all();
  db.close();
  const reader = openRecording(file);
  try {
    return { asked, answers: new Map(asked.map((one) => [one.join(), answersTo(reader, one)])) };
  } finally {
    reader.close();
  }
}

export type Verdict = 'refused' | 'missed' | 'right';

/** @returns null and why where it answers wrongly, or fails without saying what is damaged */
export function judge(file: string, truth: Truth): Verdict | { readonly wrong: string } {
  let reader: RecordingFileReader | null = null;
  let verdict: Verdict = 'right';
  try {
    reader = openRecording(file);
    reader.firstSession();
    for (const one of truth.asked) {
      const right = truth.answers.get(one.join()) ?? [];
      const told = answersTo(reader, one);
      for (const [at, answer] of told.entries()) {
        if (answer === MISS) verdict = 'missed';
        else if (answer !== right[at]) return { wrong: `answer ${at + 1} to ${one.join()}: ${answer.slice(0, 60)}` };
      }
      if (told.length < right.length) verdict = 'missed';
    }
    return verdict;
  } catch (error) {
    if (error instanceof MockError && error.code.startsWith('RECORDING_')) return 'refused';
    return { wrong: String(error instanceof Error ? error.stack : error) };
  } finally {
    reader?.close();
  }
}

/** How the comparison of a replay tells that an answer was given, and another one than the recorded. */
const OTHER_ANSWER = /^the answer differs/;
/** What is answered without the recording where a miss came before it, and always. */
const WITHOUT_DATA = /^(?:start transaction|show warnings)$/i;
const ENDS = /^(?:commit|rollback)$/i;

/**
 * Plays a whole recording's clients against a replay of the variant.
 * @returns null and why where one of them gets another answer than the recorded one, or fails without saying what is damaged
 */
export async function judgePlayed(original: string, file: string): Promise<Verdict | { readonly wrong: string }> {
  const reader = openRecording(original);
  let replayOf: RecordingFileReader | null = null;
  try {
    replayOf = openRecording(file);
    const asked = new Map<number, ListedExchange>();
    const missed = new Set<number>();
    const onAsked = (exchange: ListedExchange, miss: object | null) => {
      asked.set(exchange.id, exchange);
      if (miss !== null) missed.add(exchange.id);
    };
    const { differences } = await checkRecording(reader, { replayOf, onAsked });
    const troubled = new Set<number>();
    for (const { exchange, session, sql, what } of differences) {
      const isRefused = missed.has(exchange) || (!OTHER_ANSWER.test(what) && what.includes('is damaged'));
      if (!isRefused && !isBehind(asked, exchange, missed, troubled))
        return { wrong: `exchange ${exchange}: ${what} (${sql})` };
      if (!isRefused) continue;
      troubled.add(session);
      missed.add(exchange);
    }
    return differences.length === 0 ? 'right' : 'missed';
  } catch (error) {
    if (error instanceof MockError && error.code.startsWith('RECORDING_')) return 'refused';
    return { wrong: String(error instanceof Error ? error.stack : error) };
  } finally {
    replayOf?.close();
    reader.close();
  }
}

/** Whether another answer is right, since what came before it got none. */
function isBehind(
  asked: ReadonlyMap<number, ListedExchange>,
  id: number,
  missed: ReadonlySet<number>,
  troubled: ReadonlySet<number>,
): boolean {
  const { session, prepareExchange, sql, fingerprint } = asked.get(id) as ListedExchange;
  if (missed.has(prepareExchange ?? 0) || ENDS.test(sql ?? '')) return true;
  // the status of an answer says that the transaction is open still whose end was refused
  const isStillOpen = [...missed].some((other) => {
    const end = asked.get(other);
    return end?.session === session && ENDS.test(end.sql ?? '');
  });
  if (isStillOpen) return true;
  // of several recorded answers the one to the data as they are without a write that was refused, whoever asked for it
  const isOneOfSeveral = [...asked.values()].filter((other) => other.fingerprint === fingerprint).length > 1;
  return (troubled.size > 0 && isOneOfSeveral) || (troubled.has(session) && WITHOUT_DATA.test(sql ?? ''));
}

const MISS = 'miss';

function answersTo(reader: RecordingFileReader, [fingerprint, scope]: Asked): string[] {
  return reader.byFingerprintAfter(fingerprint, scope, 0, 1000).map((exchange) => answerOf(reader, exchange));
}

function answerOf(reader: RecordingFileReader, { gap, responseId }: RecordedExchange): string {
  if (gap !== null || responseId === null) return MISS;
  const { status, encoding, chunks } = reader.response(responseId);
  return `${encoding} ${status} ${Buffer.concat([...chunks()]).toString('latin1')}`;
}
