// Statements as the recorded servers executed them: what stands in `/*!40101 … */`, as in each dump, is a part of the statement
// where the server's version says so, and no comment.

import type { Database } from 'better-sqlite3';
import { executedText, type ServerVersion, serverVersion } from '../../sql/executed-text.ts';
import { readStatement } from '../../sql/statement-reading.ts';
import { dialectOf } from '../reading/recorded-use.ts';

const SERVERS_SQL = "SELECT DISTINCT server_version FROM session WHERE server_version <> ''";
const MAY_HAVE_ANY = /\/\*[Mm]?!/;

export class ExecutedTexts {
  readonly #servers: readonly (ServerVersion | null)[];

  constructor(db: Database) {
    this.#servers = db.prepare<[], string>(SERVERS_SQL).pluck().all().map(serverVersion);
  }

  /** The text itself where it has none, and where the recorded servers may have executed it differently. */
  of(sql: string, state: string | null): string {
    if (!MAY_HAVE_ANY.test(sql)) return sql;
    const reading = readStatement(Buffer.from(sql), dialectOf(state ?? ''));
    const texts = new Set(this.#servers.map((server) => (server === null ? null : executedText(reading, server))));
    const [only = null] = texts;
    return texts.size === 1 && only !== null ? only : sql;
  }
}
