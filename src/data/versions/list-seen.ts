// The version of a list of tables, of SHOW TABLES and its like (listed-tables.ts): what stands under each name, and no rows.

import type { ListedTables } from '../../core/data-use.ts';
import { likeParts, matchesWildcard } from '../../core/wildcard.ts';
import { versionOf } from '../history/chain.ts';
import { hashOf, mix } from '../history/mix.ts';
import type { Definition } from '../use/made-index.ts';
import type { Seen } from './looking.ts';
import { DROPPED, INITIAL, isGone, THERE } from './table-link.ts';

/** That a list of tables was asked for, in its version. */
const LIST = 4;

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
