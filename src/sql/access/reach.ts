// Which tables a stored text touches: the body of a trigger, the definition of a view.
// https://dev.mysql.com/doc/refman/en/create-trigger.html, https://mariadb.com/kb/en/create-trigger/

import { readStatement } from '../statement-reading.ts';
import type { DataAccess } from './access-shape.ts';

/**
 * Tables that are read or written, as `schema.table` in lower case.
 * @param schema in which names without one are looked for
 * @returns `all` where it cannot be told: it calls something, or has branches, loops and variables
 */
export function reachOf(body: string, schema: string): readonly string[] | 'all' {
  if (body.trim() === '') return 'all';
  const touched = new Set<string>();
  for (const access of readStatement(Buffer.from(withinBlock(body))).access) {
    const tables = touchedBy(access);
    if (tables === 'all') return 'all';
    for (const { schema: own, name } of tables) touched.add(`${own ?? schema}.${name}`.toLowerCase());
  }
  // names are kept in a line of words
  return [...touched].some((name) => /\s/.test(name)) ? 'all' : [...touched].sort();
}

function touchedBy({ kind, verb, reads, writes, callsUnknown }: DataAccess) {
  const isKnown = kind === 'read' || kind === 'write' || (kind === 'session' && verb === 'SET');
  if (!isKnown || callsUnknown || reads === 'all' || writes === 'all') return 'all';
  return [...reads, ...writes];
}

/** The statements between BEGIN and END. */
function withinBlock(body: string): string {
  const text = body.trim();
  const end = text.endsWith(';') ? text.length - 1 : text.length;
  const isBlock = /^begin\s/i.test(text) && /[\s;]end$/i.test(text.slice(0, end).trimEnd().slice(-4));
  return isBlock ? text.slice('begin'.length, text.slice(0, end).trimEnd().length - 'end'.length) : text;
}
