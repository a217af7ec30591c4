// What a statement has to do with what only its session holds, where stored programs have to do with it as well: a trigger that
// stores @user, a function that leaves @total behind, a procedure that makes a temporary table.

import type { DataUse, TableUse, TableWrite } from '../../core/data-use.ts';
import { isHeld, SETTINGS, variableTable } from '../../sql/access/hidden-effects.ts';
import { readStatement } from '../../sql/statement-reading.ts';
import type { Catalogue } from '../definitions/catalogue.ts';
import type { AskedStatement } from './asked-statement.ts';

/** What procedures of which nobody knows what they do have made for a session. */
export const CALLED = '~.called';
export const CALLS: DataUse = { reads: [], writes: [{ table: CALLED, effect: 'change' }] };

/** What LASTVAL(s) tells: the values that the session has taken from sequences. */
export const TAKEN = '~.taken';

/** How far a distributed transaction is, which no answer tells: ACTIVE, IDLE, PREPARED. */
const XA = '~.xa';

const SEQUENCES = /\b(?:nextval|setval|lastval)\b|\b(?:next|previous)\s+value\b/i;

/** @param tables that the statement reads and writes */
export function sessionUse(
  asked: AskedStatement,
  catalogue: Catalogue,
  tables: readonly string[],
): { readonly reads: readonly TableUse[]; readonly writes: readonly TableWrite[] } {
  const reads = new Set<string>();
  if (catalogue.isGiven(SETTINGS)) reads.add(SETTINGS);
  if (tables.some((table) => catalogue.mayBeMade(table))) reads.add(CALLED);
  const writes: TableWrite[] = [];
  const named = preparedTables(asked);
  if (catalogue.hasXa) {
    reads.add(XA);
    const isOver = /^xa (?:commit|rollback)\b/i.test(asked.sql);
    if (/^xa (?!recover)/i.test(asked.sql) && asked.errorCode === null) {
      writes.push({ table: XA, effect: isOver ? 'empty' : 'change', isAtOnce: true });
    }
  }
  if (SEQUENCES.test(asked.sql)) {
    const { effects, dependencies } = readStatement(Buffer.from(asked.sql));
    if (dependencies.sequences) reads.add(TAKEN);
    if (asked.errorCode === null && effects.some(({ kind }) => kind === 'sequence')) {
      writes.push({ table: TAKEN, effect: 'change', isAtOnce: true });
    }
  }
  if (catalogue.hasTaken) {
    const { settings, effects, dependencies } = readStatement(Buffer.from(asked.sql));
    const set = settings.flatMap((setting) => (setting.kind === 'user' ? setting : []));
    const targets = new Set(set.map(({ name }) => name));
    const named = dependencies.userVariables.filter((name) => !targets.has(name.toLowerCase()));
    const computed = set.flatMap((one) => one.computed?.variables ?? []).map((name) => name.replace(/^@/, ''));
    for (const name of [...named, ...computed]) {
      if (catalogue.isGiven(variableTable(name))) reads.add(variableTable(name));
    }
    const assigned = effects.flatMap((effect) => (effect.kind === 'assigned' ? effect.name : []));
    for (const name of asked.errorCode === null ? [...targets, ...assigned] : []) {
      const table = variableTable(name);
      if (!catalogue.isTaken(table)) continue;
      if (targets.has(name)) writes.push({ table, effect: 'empty', isAtOnce: true });
      writes.push({ table, effect: 'change', isAtOnce: true });
    }
  }
  return { reads: [...[...reads].map((table) => ({ table, isAtOnce: true })), ...named], writes };
}

/** PREPARE s FROM '…' is refused where what the text names is not there, or is made otherwise. */
function preparedTables({ sql, database, state }: AskedStatement): readonly TableUse[] {
  if (!/^prepare\b/i.test(sql)) return [];
  const effect = readStatement(Buffer.from(sql)).effects.find(({ kind }) => kind === 'prepared');
  if (effect?.kind !== 'prepared' || effect.text.kind !== 'literal') return [];
  const [, own = ''] = / temporary=(\S+)/.exec(state) ?? [];
  const temporary = new Set(own.split(','));
  return readStatement(effect.text.sql).access.flatMap(({ reads, writes }) => {
    const named = [...(reads === 'all' ? [] : reads), ...(writes === 'all' ? [] : writes)];
    return named.map(({ schema, name }) => {
      const table = `${schema ?? database}.${name}`.toLowerCase();
      return { table: temporary.has(name.toLowerCase()) ? `~${table}` : table, isDefinition: true };
    });
  });
}

/** Whether it changes something that others may see. */
export function changesTables(writes: readonly TableWrite[] | 'all'): boolean {
  return writes === 'all' || writes.some(({ table }) => !isHeld(table));
}
