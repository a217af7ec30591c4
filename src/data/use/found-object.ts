// What answers to CREATE, ALTER, DROP and TRUNCATE tell of what stood under the name: nothing, a table or a view.
// https://dev.mysql.com/doc/refman/en/drop-view.html

import type { Beginning, DataUse, ObjectKind, TableUse, TableWrite } from '../../core/data-use.ts';
import { schemaPrefix } from './named-object.ts';

/** `there`: a table or a view; `spared`: nothing, or something else than was to be dropped; `some spared`: of several. */
export type Found = 'absent' | ObjectKind | 'there' | 'spared' | 'some spared';

const ER_TABLE_EXISTS = 1050;
const ER_WRONG_OBJECT = 1347;
/** MariaDB's. */
const ER_IT_IS_A_VIEW = 1965;
const ER_DB_CREATE_EXISTS = 1007;
/** Unknown table, no such table, MariaDB's unknown view, and a database that is not there. */
const ABSENT: ReadonlySet<number> = new Set([1051, 1146, 4092, 1008]);
const STATEMENT = /^(?:\s|\/\*(?!!)[\s\S]*?\*\/)*(create|alter|drop|truncate)\b\s*(or\s+replace\b)?([^(]*)/i;

/** Null where it tells nothing. @param errorCode null: it was done */
export function foundBy(sql: string, errorCode: number | null, warnings: number): Found | null {
  const [, verb = '', isReplacing, rest = ''] = STATEMENT.exec(sql) ?? [];
  if (verb === '' || /\b(?:temporary|user|role)\b/i.test(rest)) return null;
  const isSoft = /\bif\s+(?:not\s+)?exists\b/i.test(rest);
  if (/\b(?:trigger|procedure|function|event)\b/i.test(rest)) {
    const isMade = errorCode === null && /create/i.test(verb) && isReplacing === undefined && !isSoft;
    return isMade ? 'absent' : null;
  }
  const kind: ObjectKind = /\bview\b/i.test(rest) ? 'view' : 'table';
  if (errorCode === ER_TABLE_EXISTS || errorCode === ER_DB_CREATE_EXISTS) return /create/i.test(verb) ? 'there' : null;
  if (errorCode === ER_WRONG_OBJECT) return kind === 'view' ? 'table' : 'view';
  if (errorCode === ER_IT_IS_A_VIEW) return 'view';
  if (errorCode !== null) return ABSENT.has(errorCode) ? 'absent' : null;
  switch (verb.toLowerCase()) {
    case 'create':
      if (/^\s*(?:\w+\s+)?index\b/i.test(rest)) return 'table';
      if (isSoft) return warnings > 0 ? 'there' : 'absent';
      return isReplacing === undefined ? 'absent' : null;
    case 'drop':
      if (isSoft && warnings > 0) return warnings < rest.split(',').length ? 'some spared' : 'spared';
      return kind;
    case 'alter':
      // of a view, too
      return /\brename\b/i.test(sql) ? null : kind;
    default:
      return 'table';
  }
}

const DATABASE = '*database.';

/** A recorded exchange, as far as it counts here. */
export interface FindingStep {
  readonly scope: number;
  readonly use: DataUse;
  readonly found?: Found | null | undefined;
  readonly isError: boolean;
}

type Stage = 'table spared' | 'view spared' | 'known';

/**
 * What stood at the beginning under names of which that is told: by what was changed or dropped, and where something was there
 * still behind a DROP … IF EXISTS that dropped nothing.
 */
export function beginningsOf(steps: readonly FindingStep[]): ReadonlyMap<string, Beginning> {
  const begins = new Map<string, Beginning>();
  const stages = new Map<string, Stage>();
  let spared = 0;
  const tell = (name: string, kind: Beginning) => begins.set(name, begins.get(name) ?? kind);
  for (const { scope, use, found = null, isError } of steps) {
    if (found === null && spared === 0) continue;
    const names = found === null ? tablesOf(use) : changedBy(use);
    for (const name of names) {
      const key = `${scope} ${name}`;
      const stage = stages.get(key);
      if (stage === 'known') continue;
      const other = stage === 'table spared' ? 'view' : 'table';
      const isSpared = found === 'spared' || found === 'some spared';
      if (names.length === 1 && (found === 'table' || found === 'view')) tell(name, found);
      else if (names.length === 1 && found === 'absent' && !isError && stage === undefined) tell(name, found);
      else if (stage !== undefined && isSpared && sparedBy(use) === stage) continue;
      // of several it may be the one that was dropped
      else if (stage !== undefined && found !== 'spared' && found !== 'absent' && (found !== null || !isError))
        tell(name, other);
      if (found === null || (found === 'absent' && (isError || names.length > 1))) continue;
      if (found === 'there' && stage === undefined) continue;
      if (stage !== undefined) spared--;
      if (isSpared && stage === undefined) spared++;
      stages.set(key, isSpared && stage === undefined ? sparedBy(use) : 'known');
    }
  }
  return begins;
}

/**
 * Tables that were not there at the beginning of any scope that names them: the first statement about each has made it, but for a DROP …
 * IF EXISTS that dropped nothing.
 */
export function absentAtFirst(steps: readonly FindingStep[]): ReadonlySet<string> {
  const absent = new Map<string, boolean>();
  const stages = new Map<string, 'spared' | 'known'>();
  const looked = new Map<DataUse, number>();
  for (const { scope, use, found = null, isError } of steps) {
    // of a scope's further ones nothing is the first
    if (looked.get(use) === scope) continue;
    looked.set(use, scope);
    const written = use.writes === 'all' ? [] : namesOf(use.writes);
    for (const name of new Set([...tablesOf(use), ...written])) {
      const key = `${scope} ${name}`;
      const stage = stages.get(key);
      const isSpared = found === 'spared' && stage === undefined && written.includes(name);
      if (stage === 'known') continue;
      stages.set(key, isSpared ? 'spared' : 'known');
      const isMade = found === 'absent' && !isError && written.includes(name);
      const isDropped = stages.has(`${scope} ${schemaPrefix(name)}*`);
      if (!isSpared) absent.set(name, absent.get(name) !== false && isMade && !isDropped);
    }
  }
  return new Set([...absent].flatMap(([name, isAbsent]) => (isAbsent ? name : [])));
}

/** Databases that were there at the beginning of every scope that asks for them: the first that did found it so, and made none. */
export function thereAtFirst(steps: readonly FindingStep[]): ReadonlySet<string> {
  const there = new Map<string, boolean>();
  const seen = new Set<string>();
  const unclear = new Set<number>();
  for (const { scope, use, isError } of steps) {
    const written = use.writes === 'all' ? [] : namesOf(use.writes);
    for (const name of new Set([...tablesOf(use), ...written])) {
      if (!name.startsWith(DATABASE) || seen.has(`${scope} ${name}`)) continue;
      seen.add(`${scope} ${name}`);
      const isThere = !isError && use.isBeside !== true && !written.includes(name) && !unclear.has(scope);
      there.set(name, there.get(name) !== false && isThere);
    }
    // it may have made one
    if (use.writes === 'all') unclear.add(scope);
  }
  return new Set([...there].flatMap(([name, isThere]) => (isThere ? name : [])));
}

function sparedBy({ writes }: DataUse): Stage {
  return writes !== 'all' && writes[0]?.kind === 'view' ? 'view spared' : 'table spared';
}

/** The names that it makes, changes or drops. */
function changedBy(use: DataUse): string[] {
  // with a database go all its tables: what it was itself is told
  const written = use.writes === 'all' ? [] : use.writes.filter(({ table }) => !table.endsWith('.*'));
  return written.length > 0 ? namesOf(written) : tablesOf(use);
}

function tablesOf({ reads }: DataUse): string[] {
  return typeof reads === 'string' ? [] : namesOf(reads);
}

function namesOf(uses: readonly { readonly table: string }[]): string[] {
  return [...new Set(uses.map(({ table }) => table))];
}

/** The use with what stood at the beginning, where the statement makes or drops something else. */
export function withBeginnings(
  use: DataUse,
  begins: ReadonlyMap<string, Beginning>,
  absent: ReadonlySet<string> = new Set(),
  there: ReadonlySet<string> = new Set(),
): DataUse {
  const { reads, writes } = use;
  const atFirst = (one: TableUse): TableUse => {
    if (one.isExistence !== true) return one;
    if (there.has(one.table)) return { ...one, begins: 'table' };
    return absent.has(one.table) ? { ...one, begins: 'absent' } : one;
  };
  // a DROP … IF EXISTS of what has never been there leaves it so
  const dropped = (one: TableWrite): TableWrite => {
    if (one.effect !== 'drop' || !absent.has(objectOf(one.table))) return one;
    return { ...one, ...(one.kind !== undefined && { begins: 'absent' as const }), leavesNothing: true };
  };
  const told = <T extends TableUse>(one: T, isOf: (begun: Beginning) => boolean): T => {
    const begun = begins.get(one.table);
    return begun !== undefined && isOf(begun) ? { ...one, begins: begun } : one;
  };
  const ofRead = ({ otherThan }: TableUse) => {
    return (begun: Beginning) => otherThan !== undefined && begun !== 'absent' && begun !== otherThan;
  };
  const ofWrite = ({ effect, kind }: TableWrite) => {
    return (begun: Beginning) =>
      (effect === 'drop' && kind !== undefined && begun !== 'absent' && begun !== kind) ||
      (effect === 'keep' && begun === 'absent') ||
      (effect === 'create absent' && begun !== 'absent');
  };
  return {
    ...use,
    reads: typeof reads === 'string' ? reads : reads.map((one) => atFirst(told(one, ofRead(one)))),
    writes: writes === 'all' ? writes : writes.map((one) => dropped(told(one, ofWrite(one)))),
  };
}

/** Tables are dropped with their database, and what else is defined there. */
function objectOf(table: string): string {
  return table.endsWith('.*') ? `${DATABASE}${table.slice(table.startsWith('*.') ? 2 : 0, -2)}` : table;
}
