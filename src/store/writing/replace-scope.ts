// Takes one scope out of a recording, so that it can be recorded anew; all other rows stay as they are.

import type { Database } from 'better-sqlite3';

/** Whoever another scope refers to stays: a prepare that one of its executes is about. */
export function removeScope(db: Database, name: string): void {
  const scope = db.prepare<[string], number>('SELECT id FROM scope WHERE name = ?').pluck().get(name);
  if (scope === undefined) return;
  db.transaction(() => {
    db.prepare(
      `DELETE FROM exchange WHERE scope_id = ? AND id NOT IN
         (SELECT prepare_exchange_id FROM exchange WHERE scope_id <> ? AND prepare_exchange_id IS NOT NULL)`,
    ).run(scope, scope);
    db.prepare('DELETE FROM session WHERE scope_id = ? AND id NOT IN (SELECT session_id FROM exchange)').run(scope);
    db.exec(`
      DELETE FROM response WHERE id NOT IN (SELECT response_id FROM exchange WHERE response_id IS NOT NULL);
      DELETE FROM response_chunk WHERE response_id NOT IN (SELECT id FROM response);`);
  }).immediate();
}
