// What has a name and a definition but no rows: procedures, functions, triggers, events, accounts. It is kept as a table
// without rows, which whatever calls something unknown depends on.

const OBJECT =
  /^(?:create|drop|alter)\b[^(]*?\b(procedure|function|trigger|event|user|role|server|sequence)\s+(?:if\s+(?:not\s+)?exists\s+)?([^\s(;,]+)/i;

/** As a table's name; null where the statement defines nothing of the kind. @param sql in its normal form */
export function namedObject(sql: string, database: string): string | null {
  const [, kind = '', written = ''] = OBJECT.exec(sql) ?? [];
  if (kind === '') return null;
  if (/^(?:user|role)$/i.test(kind)) return accountObject(written);
  const name = written.replaceAll('`', '').toLowerCase();
  const isWithin = !/^server$/i.test(kind) && !name.includes('.');
  return `*${kind.toLowerCase()}.${isWithin ? `${database.toLowerCase()}.` : ''}${name}`;
}

/** What is defined in a schema but its tables, all of it: it is dropped with the schema. @param schema in lower case */
export function objectsOf(schema: string): string {
  return `*.${schema}.*`;
}

/** How all begins that is dropped with a name's schema, `*.shop.` of a trigger; empty for what is in none. */
export function schemaPrefix(name: string): string {
  if (!name.startsWith('*')) return name.slice(0, name.indexOf('.') + 1);
  const [kind, schema, object] = name.split('.');
  return object === undefined || kind === '*user' ? '' : `*.${schema}.`;
}

/** An account or a role, which are of one kind: GRANT takes the one for the other. @param written `'a'@'b'`, `a@b` or `a` */
export function accountObject(written: string): string {
  const name = written.replace(/["'`]/g, '').toLowerCase();
  return `*user.${name.endsWith('@%') ? name.slice(0, -2) : name}`;
}
