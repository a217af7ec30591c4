// The version of a list of tables, of SHOW TABLES and its like (listed-tables.ts): what stands under each name, and no rows.

import type { ListedTables, ObjectKind } from '../../core/data-use.ts';
import { likeParts, matchesWildcard } from '../../core/wildcard.ts';
import { type Chain, chainFrom, versionOf } from '../history/chain.ts';
import { hashOf, mix } from '../history/mix.ts';
import type { Definition } from '../use/made-index.ts';
import type { Seen } from './looking.ts';
import { DROPPED, INITIAL, isGone, THERE } from './table-link.ts';

/** That a list of tables was asked for, in its version. */
const LIST = 4;
const NOTHING = versionOf(chainFrom(0));

/** Whether a table may be among them; names as uses have them. @internal */
export function isListed({ schema, like }: ListedTables, table: string): boolean {
  const name = table.replace(/^~/, '');
  if (schema !== null && !name.startsWith(`${schema}.`)) return false;
  return like === null || matchesWildcard(name.slice(schemaOf(name).length + 1), likeParts(like));
}

/** What stands under each name that was written. */
export interface Standing {
  /** In the order of their names. */
  readonly tables: readonly (readonly [name: string, definition: Definition])[];
  /** Schemas at whose beginning nothing was there, `name.` */
  readonly anew: ReadonlyMap<string, number>;
  /** Writes of which nobody knows what they touched. */
  readonly unknown: Chain;
}

export function listSeen(listed: ListedTables, { tables, anew, unknown }: Standing): Seen {
  const { schema } = listed;
  const [, home] = tables.find(([name]) => name === `*database.${schema}`) ?? [];
  if (home !== undefined && isGone(home)) return { version: mix(LIST, DROPPED), soft: 0, behind: home.last };
  const isNew = (name: string) => anew.has(`${name}.`);
  // of all schemas, one that was dropped may have had a table of which nobody knows
  const begun =
    schema === null ? mix(hashOf([...anew.keys()].sort().join()), versionOf(unknown)) : isNew(schema) ? 1 : 0;
  let [version, behind] = [mix(LIST, begun), 0];
  for (const [name, definition] of tables) {
    const own = isListed(listed, name) ? listedVersion(name, definition, isNew(schemaOf(name)), listed) : 0;
    if (own === 0) continue;
    version = mix(version, own);
    behind = Math.max(behind, definition.last);
  }
  return { version, soft: 0, behind };
}

/** One that is listed by now; `kind` where a CREATE has said what it is. */
export interface TableThere {
  readonly name: string;
  readonly kind: ObjectKind | undefined;
}

/** The tables that are there, in the order of their names in lower case; null where that is not certain. */
export function tablesThere(listed: ListedTables, { tables, anew, unknown }: Standing): readonly TableThere[] | null {
  const { schema } = listed;
  if (schema === null || !anew.has(`${schema}.`) || versionOf(unknown) !== NOTHING) return null;
  const there: TableThere[] = [];
  for (const [name, { base, indexes, isUnsure, kind, shown }] of tables) {
    if (name === `*database.${schema}` && indexes === undefined && base === DROPPED) return null;
    if (!isListed(listed, name)) continue;
    const isThere = indexes !== undefined || (base !== INITIAL && base !== DROPPED);
    // whether a list has tables of one session hangs on the server
    if (isUnsure === true || (isThere && name.startsWith('~'))) return null;
    if (isThere) there.push({ name: shown ?? name.slice(schema.length + 1), kind });
  }
  return there;
}

function schemaOf(table: string): string {
  return table.slice(0, table.indexOf('.')).replace(/^~/, '');
}

/**
 * What one table adds to the version of a list; 0 where it is as if nobody had ever named it.
 * @param isNewSchema nothing was there at the schema's beginning
 */
function listedVersion(name: string, definition: Definition, isNewSchema: boolean, how: ListedTables): number {
  const { base, indexes, wasAbsent, kind, shown, isUnsure } = definition;
  if (isUnsure === true) return mix(hashOf(name), versionOf(definition));
  if (indexes === undefined && base === INITIAL) return 0;
  if (indexes === undefined && base === DROPPED)
    return isNewSchema || wasAbsent === true ? 0 : mix(hashOf(name), DROPPED);
  return mix(
    hashOf(shown === undefined ? name : `${name} ${shown}`),
    how.isFull !== true ? THERE : kind === undefined || how.isDefined === true ? versionOf(definition) : hashOf(kind),
  );
}
