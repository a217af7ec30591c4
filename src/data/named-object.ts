// What has a name and a definition but no rows: procedures, functions, triggers, events, accounts. It is kept as a table
// without rows, which whatever calls something unknown depends on.

const OBJECT =
  /^(?:create|drop|alter)\b[^(]*?\b(procedure|function|trigger|event|user|role|server|sequence)\s+(?:if\s+(?:not\s+)?exists\s+)?([^\s(;,]+)/i;

/** As a table's name; null where the statement defines nothing of the kind. @param sql in its normal form */
export function namedObject(sql: string, database: string): string | null {
  const [, kind = '', written = ''] = OBJECT.exec(sql) ?? [];
  if (kind === '') return null;
  const name = written.replaceAll('`', '').toLowerCase();
  const isWithin = !/^(?:user|role|server)$/i.test(kind) && !name.includes('.');
  return `*${kind.toLowerCase()}.${isWithin ? `${database.toLowerCase()}.` : ''}${name}`;
}
