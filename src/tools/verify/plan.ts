// What an answer depended on that verify will not do again: a statement that is not sent, or one of another session, whose
// changes are rolled back before or made later. Such an answer cannot be compared.

import { RecentMap } from '../../core/recent-map.ts';
import { readStatements } from '../../sql/read-statements.ts';
import { kindOf, type StatementKind } from '../../sql/statement-kind.ts';
import type { RecordingFileReader } from '../../store/reading/reader.ts';

const REMEMBERED = 4096;

interface Changes {
  readonly sessions: Set<number>;
  /** By a statement that is not sent. */
  isWithheld: boolean;
}

interface Read {
  readonly kind: StatementKind;
  readonly words: ReadonlySet<string>;
}

/** Why exchanges cannot be compared, by their id. @param isLeft whether a table's changes stay though rolled back */
export function dependents(
  reader: RecordingFileReader,
  isLeft: (tables: readonly string[]) => boolean,
): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  const changed = new Map<string, Changes>();
  const remembered = new RecentMap<string, Read>(REMEMBERED);
  for (const { id, session, sql, command } of reader.listExchanges()) {
    if (sql === null || command === 'COM_STMT_PREPARE') continue;
    let read = remembered.get(sql);
    if (read === undefined) {
      read = readSql(sql);
      remembered.set(sql, read);
    }
    const reason = reasonOf(read.words, changed, session);
    if (reason !== null) found.set(id, reason);
    const { kind } = read;
    if (kind.kind !== 'write' && kind.kind !== 'withheld') continue;
    const isWithheld = kind.kind === 'withheld' || isLeft(kind.tables);
    for (const table of kind.tables) note(changed, table, session, isWithheld);
  }
  return found;
}

function readSql(sql: string): Read {
  const bytes = Buffer.from(sql);
  const words = new Set(readStatements(bytes, {}).flatMap((statement) => [...statement.words]));
  return { kind: kindOf(bytes, {}), words };
}

function reasonOf(words: ReadonlySet<string>, changed: ReadonlyMap<string, Changes>, session: number): string | null {
  if (changed.size === 0) return null;
  for (const word of words) {
    const changes = changed.get(word);
    if (changes === undefined) continue;
    if (changes.isWithheld) return 'about a table that a statement changed which was not sent';
    if (changes.sessions.size > 1 || !changes.sessions.has(session)) {
      return 'about a table that another session changed, which was rolled back';
    }
  }
  return null;
}

function note(changed: Map<string, Changes>, table: string, session: number, isWithheld: boolean): void {
  const changes = changed.get(table);
  if (changes === undefined) changed.set(table, { sessions: new Set([session]), isWithheld });
  else {
    changes.sessions.add(session);
    changes.isWithheld ||= isWithheld;
  }
}
