// Which tables a statement means that only its session sees.

import type { DataAccess, TableName } from '../sql/access/access-shape.ts';
import type { AskedStatement } from './asked-statement.ts';
import type { Catalogue } from './catalogue.ts';

export class OwnTables {
  readonly #database: string;
  readonly #access: DataAccess;
  readonly #catalogue: Catalogue;
  /** Those that the session is known to have made. */
  readonly #temporary: ReadonlySet<string>;

  constructor({ database, state }: AskedStatement, access: DataAccess, catalogue: Catalogue) {
    this.#database = database;
    this.#access = access;
    this.#catalogue = catalogue;
    const [, names = ''] = / temporary=(\S+)/.exec(state) ?? [];
    this.#temporary = new Set(names.split(','));
  }

  /** `schema.table` in lower case, with `~` in front where only the session sees it. */
  nameOf({ schema, name }: TableName): string {
    const isHere = schema === null || schema.toLowerCase() === this.#database.toLowerCase();
    const isOwn = isHere && (this.#isTemporary(schema, name) || this.#isMadeTemporary(name));
    return `${isOwn ? '~' : ''}${schema ?? this.#database}.${name}`.toLowerCase();
  }

  /** Whether the session has made it, or a procedure that is known makes it for its session. */
  #isTemporary(schema: string | null, name: string): boolean {
    if (this.#temporary.has(name.toLowerCase())) return true;
    const table = `${schema ?? this.#database}.${name}`.toLowerCase();
    return this.#catalogue.isGiven(`~${table}`) && this.#catalogue.factsOf(table) === undefined;
  }

  /** Whether the statement makes or drops a table of this name that only the session sees; what fills it may be anybody's. */
  #isMadeTemporary(name: string): boolean {
    const { isTemporary, writes, forgets } = this.#access;
    const isThis = (one: TableName) => one.name.toLowerCase() === name.toLowerCase();
    return isTemporary && (writes === 'all' || [...writes, ...forgets].some(isThis));
  }
}
