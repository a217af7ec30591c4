// Tables whose changes stay whatever becomes of the transaction: those of engines without transactions, and whatever writes
// to one by a trigger or a view. https://dev.mysql.com/doc/refman/en/information-schema-engines-table.html

import type { ClientSession } from '../../mysql/session/client-session.ts';
import { readStatements } from '../../sql/read-statements.ts';

/** Where accounts and settings are: never written to. */
const SYSTEM_SCHEMA = 'MYSQL';
const OWN = "('mysql', 'sys', 'information_schema', 'performance_schema')";
const TABLES = `SELECT t.TABLE_NAME FROM information_schema.TABLES t
  LEFT JOIN information_schema.ENGINES e ON e.ENGINE = t.ENGINE
  WHERE t.TABLE_TYPE = 'BASE TABLE' AND COALESCE(e.TRANSACTIONS, '') <> 'YES' AND t.TABLE_SCHEMA NOT IN ${OWN}`;
const BODIES = `SELECT EVENT_OBJECT_TABLE, ACTION_STATEMENT FROM information_schema.TRIGGERS
  UNION ALL SELECT TABLE_NAME, VIEW_DEFINITION FROM information_schema.VIEWS WHERE TABLE_SCHEMA NOT IN ${OWN}`;

/** Their names in upper case, whatever their schema. @throws MockError */
export async function readUnrollable(session: ClientSession): Promise<ReadonlySet<string>> {
  const names = new Set<string>([SYSTEM_SCHEMA]);
  for (const [name] of (await session.query(TABLES)).rows) names.add(upper(name));
  const bodies = (await session.query(BODIES)).rows.map(([name, body]) => ({
    name: upper(name),
    words: readStatements(body ?? Buffer.alloc(0), {}).flatMap((statement) => [...statement.words]),
  }));
  // a view of a view, a trigger that fires another: until nothing is added
  for (let before = -1; before < names.size; ) {
    before = names.size;
    for (const { name, words } of bodies) if (words.some((word) => names.has(word))) names.add(name);
  }
  return names;
}

function upper(name: Buffer | null | undefined): string {
  return name?.toString('utf8').toUpperCase() ?? '';
}
