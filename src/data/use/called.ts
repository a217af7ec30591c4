// What a statement does that calls functions and procedures of the application, where it is known what these touch.

import type { DataAccess, TableAccess } from '../../sql/access/access-shape.ts';
import { isHeld } from '../../sql/access/hidden-effects.ts';
import type { Catalogue } from '../definitions/catalogue.ts';
import type { StatementUse } from './statement-use.ts';

/** The statement's access with that of all that it calls; the same where that is not known, and so counts as all tables. */
export function withCalled(access: DataAccess, catalogue: Catalogue, database: string): DataAccess {
  const { calls } = access;
  if (calls === undefined || calls.reads === 'all' || calls.writes === 'all') return access;
  const [reads, writes] = [[...calls.reads], [...calls.writes]];
  for (const { schema, name } of calls.names) {
    const touched = catalogue.routineOf(`${schema ?? database}.${name}`.toLowerCase());
    if (touched === 'all') return access;
    reads.push(...[...touched.reads, ...touched.writes.filter((one) => !isHeld(one))].map(whole));
    writes.push(...touched.writes.map(whole));
  }
  return { ...access, reads, writes, mixesRows: true };
}

/** With whether what is called is there, and how it is made. @param hasReached whether a trigger writes besides */
export function withCallees(
  use: StatementUse,
  { calls, writes: own }: DataAccess,
  database: string,
  hasReached: boolean,
): StatementUse {
  const { reads, writes } = use;
  const isOfSeveral = hasReached || calls !== undefined || own.length > 1;
  const isDerived = writes !== 'all' && writes.length > 1 && isOfSeveral;
  const derived = isDerived || hasReached ? { ...use, isDerived, hasReached } : use;
  if (calls === undefined || typeof reads === 'string') return derived;
  const definitions = calls.names.flatMap(({ schema, name }) =>
    ['function', 'procedure'].map((kind) => ({
      table: `*${kind}.${schema ?? database}.${name}`.toLowerCase(),
      isDefinition: true,
    })),
  );
  return { ...derived, reads: [...reads, ...definitions] };
}

/** All rows. @param table `schema.table` */
function whole(table: string): TableAccess {
  const at = table.indexOf('.');
  return { schema: table.slice(0, at), name: table.slice(at + 1), pins: [], bounds: [] };
}
