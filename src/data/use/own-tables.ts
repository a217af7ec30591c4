// Which tables a statement means that only its session sees.

import type { TableUse, TableWrite } from '../../core/data-use.ts';
import type { DataAccess, TableName } from '../../sql/access/access-shape.ts';
import type { Catalogue } from '../definitions/catalogue.ts';
import type { AskedStatement } from './asked-statement.ts';
import type { StatementUse } from './statement-use.ts';

const MAKES_TABLE = /^create\s+(?:or\s+replace\s+)?(?:table|view)\b/i;

export class OwnTables {
  readonly #sql: string;
  readonly #database: string;
  readonly #access: DataAccess;
  readonly #catalogue: Catalogue;
  /** Those that the session is known to have made. */
  readonly #temporary: ReadonlySet<string>;

  constructor({ database, state, sql }: AskedStatement, access: DataAccess, catalogue: Catalogue) {
    this.#database = database;
    this.#sql = sql;
    this.#access = access;
    this.#catalogue = catalogue;
    const [, names = ''] = / temporary=(\S+)/.exec(state) ?? [];
    this.#temporary = new Set(names.split(','));
  }

  /** `schema.table` in lower case, with `~` in front where only the session sees it. */
  nameOf({ schema, name }: TableName): string {
    const isHere = schema === null || schema.toLowerCase() === this.#database.toLowerCase();
    const isOwn =
      isHere && !this.#isMadeForAll(name) && (this.#isTemporary(schema, name) || this.#isMadeTemporary(name));
    return `${isOwn ? '~' : ''}${schema ?? this.#database}.${name}`.toLowerCase();
  }

  /** Whether the session has made it, or a procedure that is known makes it for its session. */
  #isTemporary(schema: string | null, name: string): boolean {
    if (this.#temporary.has(name.toLowerCase())) return true;
    const table = `${schema ?? this.#database}.${name}`.toLowerCase();
    return this.#catalogue.isGiven(`~${table}`) && !this.#catalogue.isKnown(table);
  }

  /** `CREATE TABLE` makes a table that all see, also beside one of this name that only the session sees; CREATE INDEX is about that. */
  #isMadeForAll(name: string): boolean {
    const { verb, isTemporary, writes } = this.#access;
    if (verb !== 'CREATE' || isTemporary || writes === 'all' || !MAKES_TABLE.test(this.#sql)) return false;
    return writes[0]?.name.toLowerCase() === name.toLowerCase();
  }

  /** Whether the statement makes or drops a table of this name that only the session sees; what fills it may be anybody's. */
  #isMadeTemporary(name: string): boolean {
    const { isTemporary, writes, forgets } = this.#access;
    const isThis = (one: TableName) => one.name.toLowerCase() === name.toLowerCase();
    return isTemporary && (writes === 'all' || [...writes, ...forgets].some(isThis));
  }
}

/**
 * A procedure that ran before may have made a table for its session that stands before the one that all see, or dropped it:
 * a statement that names it may mean either, and throws away what came before of neither.
 */
export function ofEither(use: StatementUse, access: DataAccess, catalogue: Catalogue): StatementUse {
  if (!catalogue.hasGiven || access.isTemporary) return use;
  const isEither = ({ table }: TableUse) => catalogue.isMadeByPrograms(table.replace(/^~/, ''));
  const { reads, writes } = use;
  if (typeof reads === 'string' || writes === 'all' || ![...reads, ...writes].some(isEither)) return use;
  return {
    ...use,
    reads: reads.flatMap((one) => (isEither(one) ? [one, { table: otherOf(one) }] : [one])),
    writes: writes.flatMap((one) => (isEither(one) ? [withoutEnd(one), changed(otherOf(one))] : [one])),
  };
}

function otherOf({ table }: TableUse): string {
  return table.startsWith('~') ? table.slice(1) : `~${table}`;
}

function changed(table: string): TableWrite {
  return { table, effect: 'change', mixes: 'all' };
}

/** What ends one table's history may have ended the other's. */
function withoutEnd(write: TableWrite): TableWrite {
  return write.effect === 'change' || write.effect === 'define' ? write : { table: write.table, effect: 'define' };
}
