// Which tables a stored text touches: the body of a trigger or a routine, the definition of a view.
// https://dev.mysql.com/doc/refman/en/create-trigger.html, https://mariadb.com/kb/en/create-trigger/

import type { Touched } from '../../core/described-routines.ts';
import { readStatement } from '../statement-reading.ts';
import type { DataAccess, TableName } from './access-shape.ts';
import { asRead, noteHidden, takesLock } from './hidden-effects.ts';
import { statementsOf } from './routine-body.ts';

/**
 * Tables that are read or written, as `schema.table` in lower case.
 * @param schema in which names without one are looked for
 * @returns `all` where it cannot be told: it calls something, or runs what only the server knows
 */
export function reachOf(body: string, schema: string): readonly string[] | 'all' {
  const touched = touchedBy(body, schema);
  if (touched === 'all') return touched;
  return [...new Set([...touched.reads.map(asRead), ...touched.writes])].sort();
}

/** As `reachOf`, what is read and what is written each by itself. */
export function touchedBy(body: string, schema: string): Touched | 'all' {
  const statements = body.trim() === '' ? null : statementsOf(body);
  if (statements === null) return 'all';
  const [reads, writes] = [new Set<string>(), new Set<string>()];
  const temporary = new Set<string>();
  const nameOf = ({ schema: own, name }: TableName) => {
    const full = `${own ?? schema}.${name}`.toLowerCase();
    return temporary.has(full) ? `~${full}` : full;
  };
  for (const statement of statements) {
    for (const access of readStatement(Buffer.from(statement)).access) {
      // to be switched on commits what is open
      if (!isKnown(access) || (access.verb === 'SET' && /\bautocommit\b/i.test(statement))) return 'all';
      if (access.locksReads || access.reads === 'all' || access.writes === 'all') return 'all';
      if (access.isTemporary) for (const one of access.writes) temporary.add(nameOf(one));
      for (const one of access.reads) reads.add(nameOf(one));
      for (const one of access.writes) writes.add(nameOf(one));
    }
    if (takesLock(statement)) return 'all';
    noteHidden(statement, reads, writes);
  }
  // names are kept in a line of words
  if ([...reads, ...writes].some((name) => /\s/.test(name))) return 'all';
  return { reads: [...reads].sort(), writes: [...writes].sort() };
}

function isKnown({ kind, verb, callsUnknown, isTemporary }: DataAccess): boolean {
  if (callsUnknown) return false;
  return kind === 'read' || kind === 'write' || (kind === 'session' && verb === 'SET') || isTemporary;
}
