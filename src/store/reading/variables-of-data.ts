// User variables that get their values from data, or from locks by name: `SET @n = (SELECT …)`, `SELECT … INTO @n`. What a session's
// own statements tell of such a variable is how it was made, not what was in the data then: that counts as data too.

import { namedLocksOf } from '../../data/use/named-locks-of.ts';
import { variableTable } from '../../sql/access/hidden-effects.ts';
import { readStatement, type StatementReading } from '../../sql/statement-reading.ts';

const ASSIGNS = /:=|\bset\b[\s\S]*@|\binto\s+@/i;

/** @returns as a session's own tables, `~.@name` */
export function variablesOfData(statements: Iterable<string>): ReadonlySet<string> {
  const taken = new Set<string>();
  /** By the variable that another one got its value from: those others. */
  const copies = new Map<string, Set<string>>();
  for (const { settings, effects, dependencies, access, normal } of readingsOf(statements)) {
    const set = settings.flatMap((one) => (one.kind === 'user' ? one.name : []));
    const assigned = effects.flatMap((one) => (one.kind === 'assigned' ? one.name : []));
    const targets = [...set, ...assigned].map(variableTable);
    if (targets.length === 0) continue;
    const isOfData = access.some(({ reads }) => reads === 'all' || reads.length > 0);
    const isOfLocks = namedLocksOf(normal.toString('utf8'), null).length > 0;
    if (isOfData || isOfLocks) for (const one of targets) taken.add(one);
    for (const name of dependencies.userVariables) {
      const from = variableTable(name.replace(/^@/, ''));
      copies.set(from, new Set([...(copies.get(from) ?? []), ...targets]));
    }
  }
  // a set is gone through with what is added to it meanwhile
  for (const name of taken) for (const other of copies.get(name) ?? []) taken.add(other);
  return taken;
}

/** Those that assign variables, and the texts that PREPARE names. */
function* readingsOf(statements: Iterable<string>): Generator<StatementReading> {
  for (const sql of statements) {
    if (!ASSIGNS.test(sql)) continue;
    const reading = readStatement(Buffer.from(sql));
    yield reading;
    for (const effect of reading.effects) {
      const isText = (effect.kind === 'prepared' || effect.kind === 'executed text') && effect.text.kind === 'literal';
      if (isText) yield readStatement(effect.text.sql);
    }
  }
}
