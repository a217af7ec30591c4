// When something was made or changed is told by the server from its own clock: it has nothing to do with what clients have said of the time,
// and comes back as it was recorded.

/** https://dev.mysql.com/doc/refman/8.4/en/information-schema-introduction.html */
const SERVERS_OWN = new Set(['information_schema', 'performance_schema', 'sys']);
const SHOW = /^\s*show\b/i;
/** A table of which a statement reads, up to what tells whether another one is listed behind it. */
const READ = /\b(?:from|join)\s+(?:`?(\w+)`?\s*\.\s*)?[^\s,;()]+(?:\s+as)?(?:\s+[\w`]+)?\s*(,)?/gi;

/**
 * Whether a cell of a date or time is the server's.
 * @param schema the column's, in lower case; empty where it is of none: what a view of the server's works out, as UPDATE_TIME, and all of SHOW
 * @param sql what asked for it
 */
export function isServersTime(schema: string, sql: () => string | undefined): boolean {
  if (schema !== '') return SERVERS_OWN.has(schema);
  const asked = sql();
  return asked !== undefined && (SHOW.test(asked) || readsServersOwn(asked));
}

function readsServersOwn(sql: string): boolean {
  const read = [...sql.matchAll(READ)];
  return read.length > 0 && read.every(([, schema = '', comma]) => SERVERS_OWN.has(schema.toLowerCase()) && !comma);
}
