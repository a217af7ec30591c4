// Over the X Protocol the current schema is known by what is asked alone: nobody waits for the answer to a USE before the next
// message is read. When a recording is sealed the answers are there, and a USE that was refused is one that never was.

import type { Database } from 'better-sqlite3';

interface UseRow {
  readonly id: number;
  readonly session: number;
  readonly database: string;
  readonly name: string | null;
  readonly isRefused: number;
}

/** A schema that is current by what was asked only, and the one that is. */
interface Mistaken {
  readonly from: number;
  readonly until: number;
  readonly asked: string;
  readonly real: string;
}

const HAS_X_SQL = "SELECT 1 FROM session WHERE protocol = 'x' LIMIT 1";
const USES_SQL = `
  SELECT e.id, e.session_id AS session, e.database, CASE e.command WHEN 'Sql.StmtExecute' THEN e.sql END AS name,
         COALESCE(r.outcome, '') = 'error' AS isRefused
    FROM exchange e JOIN session s ON s.id = e.session_id LEFT JOIN response r ON r.id = e.response_id
   WHERE s.protocol = 'x' AND (e.command = 'Session.Reset' OR (e.command = 'Sql.StmtExecute' AND e.sql LIKE 'use %'))
   ORDER BY e.id`;

export class CurrentSchemas {
  readonly #mistaken = new Map<number, Mistaken[]>();

  constructor(db: Database) {
    if (db.prepare(HAS_X_SQL).get() === undefined) return;
    for (const { id, session, database, name, isRefused } of db.prepare<[], UseRow>(USES_SQL).all()) {
      const known = this.#mistaken.get(session) ?? [];
      const real = this.of(session, id, database);
      const last = known.at(-1);
      if (last !== undefined && last.until > id) known[known.length - 1] = { ...last, until: id };
      const asked = name === null ? null : nameIn(name);
      if (isRefused === 1 && asked !== null && asked !== real) {
        known.push({ from: id, until: Number.POSITIVE_INFINITY, asked, real });
        this.#mistaken.set(session, known);
      }
    }
  }

  /** Whether no recorded schema is another than the current one. */
  get isEmpty(): boolean {
    return this.#mistaken.size === 0;
  }

  /** @param database as it is recorded for the exchange */
  of(session: number, exchange: number, database: string): string {
    const known = this.#mistaken.get(session);
    const found = known?.find(({ from, until }) => exchange > from && exchange <= until);
    return found !== undefined && found.asked === database ? found.real : database;
  }
}

function nameIn(sql: string): string | null {
  const [, quoted, plain] = /^use\s+(?:`((?:[^`]|``)*)`|([^\s;]+))\s*;?\s*$/i.exec(sql) ?? [];
  return quoted?.replaceAll('``', '`') ?? plain ?? null;
}
