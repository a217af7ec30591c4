// SHOW TABLES and its like: which tables of one schema are there, so that what becomes of others does not count.
// https://dev.mysql.com/doc/refman/en/show-tables.html

import type { ListedTables } from '../../core/data-use.ts';
import type { AskedStatement } from './asked-statement.ts';

const NAME = '(`(?:[^`]|``)+`|[\\w$]+)';
const SHOW = new RegExp(
  `^\\s*show\\s+(?:/\\*!\\d+\\s+(full)\\s*\\*/\\s*|(full)\\s+)?tables(?:\\s+(?:from|in)\\s+${NAME})?(?:\\s+like\\s+'((?:[^'\\\\]|\\\\[%_])*)')?\\s*$`,
  'i',
);

const TEXT = "'([^'\\\\]*)'";
const SELECTED = new RegExp(
  `^\\s*select\\s+table_name(?:\\s+as\\s+\\w+)?\\s+from\\s+information_schema\\s*\\.\\s*tables\\s+where\\s+table_schema\\s*=\\s*(?:(?:database|schema)\\s*\\(\\s*\\)|${TEXT})(?:\\s+and\\s+table_type\\s*(?:!=|<>|=)\\s*'(?:view|base table)')?(?:\\s+order\\s+by\\s+table_name)?\\s*$`,
  'i',
);
const OF_KIND = `_subquery\\s*\\.\\s*table_type\\s*=\\s*'(?:view|base table)'`;
/** ActiveRecord's: of all, or of one name. */
const OF_SUBQUERY = new RegExp(
  `^\\s*select\\s+table_name\\s+from\\s*\\(\\s*select\\s+(?:\\*|table_name,\\s*table_type)\\s+from\\s+information_schema\\s*\\.\\s*tables\\s+where\\s+table_schema\\s*=\\s*(?:database\\s*\\(\\s*\\)|${TEXT})\\s*\\)\\s*_subquery(?:\\s+where\\s+(?:${OF_KIND}|_subquery\\s*\\.\\s*table_name\\s*=\\s*${TEXT}(?:\\s+and\\s+${OF_KIND})?))?\\s*$`,
  'i',
);

/** Of one name in whatever schema, and how it is made. */
const ANYWHERE = new RegExp(
  `^\\s*select\\s+(?:engine|table_(?:schema|name|type|collation|comment))\\s+from\\s+information_schema\\s*\\.\\s*tables\\s+where\\s+table_name\\s*=\\s*${TEXT}\\s*$`,
  'i',
);

/** The tables that a statement lists; null where it does anything else. */
export function listedTables({ sql, database, access }: AskedStatement): ListedTables | null {
  if (access.length !== 1) return null;
  const selected = SELECTED.exec(sql);
  if (selected !== null) return { schema: (selected[1] ?? database).toLowerCase(), like: null, isFull: true };
  const within = OF_SUBQUERY.exec(sql);
  if (within !== null) {
    const [, schema = database, name] = within;
    return { schema: schema.toLowerCase(), like: name === undefined ? null : asPattern(name), isFull: true };
  }
  const anywhere = ANYWHERE.exec(sql)?.[1];
  if (anywhere !== undefined) return { schema: null, like: asPattern(anywhere), isFull: true, isDefined: true };
  const found = SHOW.exec(sql);
  if (found === null) return null;
  const [, inComment, full, schema, like] = found;
  const name = schema?.startsWith('`') === true ? schema.slice(1, -1).replaceAll('``', '`') : schema;
  const isFull = inComment !== undefined || full !== undefined;
  return { schema: (name ?? database).toLowerCase(), like: like?.toLowerCase() ?? null, ...(isFull && { isFull }) };
}

/** The LIKE pattern that one name alone fits. */
function asPattern(name: string): string {
  return name.toLowerCase().replace(/[%_]/g, '\\$&');
}
