// SHOW TABLES and its like: which tables of one schema are there, so that what becomes of others does not count.
// https://dev.mysql.com/doc/refman/en/show-tables.html

import type { ListedTables } from '../core/data-use.ts';
import { likeParts, matchesWildcard } from '../core/wildcard.ts';
import type { AskedStatement } from './asked-statement.ts';
import { versionOf } from './chain.ts';
import type { Seen } from './looking.ts';
import type { Definition } from './made-index.ts';
import { hashOf, mix } from './mix.ts';
import { DROPPED, INITIAL, isGone, THERE } from './table-link.ts';

/** That a list of tables was asked for, in its version. */
const LIST = 4;
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

/** The tables that a statement lists; null where it does anything else. */
export function listedTables({ sql, database, access }: AskedStatement): ListedTables | null {
  if (access.length !== 1) return null;
  const selected = SELECTED.exec(sql);
  if (selected !== null) return { schema: (selected[1] ?? database).toLowerCase(), like: null, isFull: true };
  const within = OF_SUBQUERY.exec(sql);
  if (within !== null) {
    const [, schema = database, name] = within;
    const like = name?.toLowerCase().replace(/[%_]/g, '\\$&') ?? null;
    return { schema: schema.toLowerCase(), like, isFull: true };
  }
  const found = SHOW.exec(sql);
  if (found === null) return null;
  const [, inComment, full, schema, like] = found;
  const name = schema?.startsWith('`') === true ? schema.slice(1, -1).replaceAll('``', '`') : schema;
  const isFull = inComment !== undefined || full !== undefined;
  return { schema: (name ?? database).toLowerCase(), like: like?.toLowerCase() ?? null, ...(isFull && { isFull }) };
}

/** Whether a table may be among them; names as uses have them. @internal */
export function isListed({ schema, like }: ListedTables, table: string): boolean {
  const name = table.replace(/^~/, '');
  if (!name.startsWith(`${schema}.`)) return false;
  return like === null || matchesWildcard(name.slice(schema.length + 1), likeParts(like));
}

/** @param tables in the order of their names @param isNewSchema nothing was there at the schema's beginning @param home the schema */
export function listSeen(
  listed: ListedTables,
  tables: readonly (readonly [name: string, definition: Definition])[],
  isNewSchema: boolean,
  home: Definition,
): Seen {
  if (isGone(home)) return { version: mix(LIST, DROPPED), soft: 0, behind: home.last };
  let [version, behind] = [mix(LIST, isNewSchema ? 1 : 0), 0];
  for (const [name, definition] of tables) {
    const own = isListed(listed, name) ? listedVersion(name, definition, isNewSchema, listed.isFull === true) : 0;
    if (own === 0) continue;
    version = mix(version, own);
    behind = Math.max(behind, definition.last);
  }
  return { version, soft: 0, behind };
}

/**
 * What one table adds to the version of a list; 0 where it is as if nobody had ever named it.
 * @param isNewSchema nothing was there at the schema's beginning
 */
function listedVersion(name: string, definition: Definition, isNewSchema: boolean, isFull: boolean): number {
  const { base, indexes, wasAbsent, kind, shown, isUnsure } = definition;
  if (isUnsure === true) return mix(hashOf(name), versionOf(definition));
  if (indexes === undefined && base === INITIAL) return 0;
  if (indexes === undefined && base === DROPPED)
    return isNewSchema || wasAbsent === true ? 0 : mix(hashOf(name), DROPPED);
  return mix(
    hashOf(shown === undefined ? name : `${name} ${shown}`),
    !isFull ? THERE : kind === undefined ? versionOf(definition) : hashOf(kind),
  );
}
