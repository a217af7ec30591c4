// From what a statement's words say of its tables to what its recorded exchange did with data: with the values that were
// bound, with what is known of the tables beside, and with what the server said.

import type { DataUse, TableUse, TableWrite } from '../../core/data-use.ts';
import type { DataAccess } from '../../sql/access/access-shape.ts';
import type { Catalogue } from '../definitions/catalogue.ts';
import { shownAccount } from './account-use.ts';
import type { AskedStatement } from './asked-statement.ts';
import { clearedBy, noteSpellings, withCount } from './cleared-rows.ts';
import { controlOf, endsTransaction } from './control.ts';
import { readsInSequence } from './in-sequence.ts';
import { listedTables } from './listed-tables.ts';
import { tellsOrder } from './made-index.ts';
import { namedLocksOf } from './named-locks-of.ts';
import { changesTables, sessionUse, TAKEN } from './session-use.ts';
import type { StatementUse } from './statement-use.ts';
import { UseReader } from './use-reader.ts';
import { homesIn } from './whole-database.ts';

/**
 * Refused before any table is looked at, whatever the data: a mistake of syntax (1064), a file of the client's where that is
 * turned off (1148, 3948, MariaDB's 4166), a variable that there is not, or not with this value (1193, 1231).
 */
const REFUSED_WITHOUT_DATA: ReadonlySet<number> = new Set([1064, 1148, 1193, 1231, 3948, 4166]);
const ER_PARSE_ERROR = 1064;
const ER_BAD_DB_ERROR = 1049;
const ER_NO_SUCH_TABLE = 1146;
/** A deadlock's victim has lost its whole transaction. */
const ER_LOCK_DEADLOCK = 1213;
/** Others held locks: a wait that ran out, a deadlock, NOWAIT, one that ended early for the sake of a table's definition. */
const ABOUT_LOCKS: ReadonlySet<number> = new Set([1205, ER_LOCK_DEADLOCK, 3058, 3572]);
/** What it names is not there, or is nobody's to see: it was refused before it looked at any row. */
const NOT_LOOKED: ReadonlySet<number> = new Set([
  1044, 1046, 1049, 1051, 1052, 1054, 1100, 1142, 1143, 1146, 1305, 1370, 1399,
]);
/** A name is given twice, a database is not there: nothing is done. */
const NOT_DROPPED: ReadonlySet<number> = new Set([1066, 1008]);
/** Of several that are to be dropped some are not there, or are a view, or none: 1051, and MariaDB's 1965 and 4092. */
const IN_PART: ReadonlySet<number> = new Set([1051, 1965, 4092]);
const RUNS_STATEMENTS: ReadonlySet<string> = new Set(['CALL', 'EXECUTE', 'BEGIN']);
/** There is no such routine, or it was given too many values or too few, or a statement is prepared that there is not. */
const NOT_RUN: ReadonlySet<number> = new Set([1305, 1318, 1243, 1210, 1046, 1370]);
/** Set as a variable, or by SET [SESSION] TRANSACTION. */
const NO_SNAPSHOTS =
  /(?:tx|transaction)_isolation='(?:READ-(?:UN)?COMMITTED|SERIALIZABLE)'|\b(?:next_)?transaction='[^']*ISOLATION LEVEL (?:READ (?:UN)?COMMITTED|SERIALIZABLE)/i;

export function useOf(asked: AskedStatement, catalogue: Catalogue): DataUse {
  const { state, errorCode } = asked;
  const access = executed(asked);
  if (errorCode !== null && asked.access.length < 2 && REFUSED_WITHOUT_DATA.has(errorCode))
    // the text that it was given may be of data
    return {
      reads: /^(?:prepare|execute)\b/i.test(asked.sql) ? sessionUse(asked, catalogue, []).reads : [],
      writes: [],
    };
  const isFailed = errorCode !== null;
  const controls = access.filter(({ kind }) => kind === 'control');
  const uses = access.map((one) => new UseReader(asked, one, catalogue).read());
  const isOpen = /^autocommit=0| in_transaction=(?!0)/.test(state) && !endsTransaction(asked.sql, controls.length);
  const written = joined(uses.map((use) => use.writes));
  const left = isFailed && asked.access.length < 2 ? leftBy(asked, written, catalogue) : written;
  const mayCommit = isFailed && isOpen && isUnclear(asked, left);
  const writes = mayCommit ? 'all' : left;
  const control = isFailed
    ? errorCode === ER_LOCK_DEADLOCK
      ? ({ kind: 'rollback', name: '' } as const)
      : undefined
    : controls.length === 1
      ? controlOf(asked.sql)
      : undefined;
  const soft = uses.flatMap((use) => use.soft);
  const named = namedLocksOf(asked.sql, asked.parameters);
  // one that is refused has looked at what is there now as well
  const isWriting = changesTables(writes) || access.some(({ kind }) => kind === 'write' || kind === 'definition');
  const isRefused = NOT_LOOKED.has(errorCode ?? 0);
  const account = access.length === 1 && access[0]?.verb === 'SHOW' ? shownAccount(asked.sql) : null;
  const all = joined(account === null ? readsInSequence(uses) : [account]);
  const listed = typeof all === 'string' ? listedTables(asked) : null;
  const reads = listed === null ? all : ('definitions' as typeof all);
  const isOne = access.length === 1 && access[0] !== undefined;
  noteSpellings(asked, written, catalogue);
  const counted = isOne ? withCount(writes, asked, access[0] as DataAccess, catalogue) : writes;
  const changed = isWithoutChange(asked, uses, writes, catalogue) ? [] : counted;
  const isPinned = !(isOpen && NO_SNAPSHOTS.test(state));
  const clears = isOne ? clearedBy(asked, access[0] as DataAccess, written, catalogue, isPinned) : null;
  const own = sessionUse(asked, catalogue, [...tablesIn(reads), ...tablesIn(changed)]);
  const isUnknownCall = changed === 'all' && access.some(({ verb }) => verb === 'CALL');
  return {
    reads: typeof reads === 'string' ? reads : [...reads, ...own.reads, ...homesOf(asked, reads, written)],
    ...(listed !== null && { listed }),
    ...(typeof reads === 'string' && reads !== 'all' && tellsOrder(asked) && { isInOrder: true }),
    writes: changed === 'all' ? changed : [...changed, ...goneWith(changed, catalogue), ...own.writes],
    ...(clears !== null && { clears }),
    ...(isUnknownCall && { calls: true }),
    ...(soft.length > 0 && { soft }),
    ...(control !== undefined && { control }),
    ...(isOpen && { isOpen }),
    ...(isOfDictionary(asked, catalogue) && { isOfDictionary: true }),
    ...((isWriting || isRefused || access.some((one) => one.locksReads) || NO_SNAPSHOTS.test(state)) && {
      isLatest: true,
    }),
    ...(mayCommit ? { mayCommit } : commitsItself(asked, uses, controls.length) && { commits: true }),
    ...(named.length > 0 && { named }),
    ...(asked.isByChance && { isByChance: true }),
    ...((ABOUT_LOCKS.has(errorCode ?? 0) || /\bskip locked\b/i.test(asked.sql) || isOfHidden(asked)) && {
      isByLocks: true,
    }),
    ...((uses.some((use) => use.isDerived === true) ||
      own.writes.some(({ table }) => table === TAKEN) ||
      access.some(({ verb }) => verb === 'RENAME' || verb === 'ALTER')) && {
      isCopy: true,
    }),
  };
}

/** SET TRANSACTION within a transaction. */
export const ER_CANT_CHANGE_TX_CHARACTERISTICS = 1568;
const ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION = 1792;

/** Refused for a transaction that the words of its state do not tell of: one that a procedure has begun, over the X Protocol. */
function isOfHidden({ state, errorCode }: AskedStatement): boolean {
  if (!/ in_transaction=0\b(?!-)/.test(state)) return false;
  if (errorCode === ER_CANT_CHANGE_TX_CHARACTERISTICS) return true;
  return errorCode === ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION && !/read.only/i.test(state);
}

/** Triggers are dropped with their table. */
function goneWith(writes: readonly TableWrite[], catalogue: Catalogue): readonly TableWrite[] {
  return writes.flatMap(({ table, effect, isUnsure }) => {
    if (effect !== 'drop') return [];
    const unsure = isUnsure === undefined ? {} : { isUnsure };
    return catalogue.triggerNamesOf(table).map((name): TableWrite => ({ table: name, effect, ...unsure }));
  });
}

/** SHOW CREATE tells of what is there now. */
function isOfDictionary({ access, sql }: AskedStatement, { hasDictionary }: Catalogue): boolean {
  return hasDictionary && access.some(({ readsDefinitions }) => readsDefinitions) && !/^show create\b/i.test(sql);
}

/** What is not there, a table or its whole database, is told apart in the error. */
function homesOf(
  { errorCode }: AskedStatement,
  reads: readonly TableUse[],
  writes: readonly TableWrite[] | 'all',
): readonly TableUse[] {
  if (errorCode !== ER_NO_SUCH_TABLE && errorCode !== ER_BAD_DB_ERROR) return [];
  return homesIn([...tablesIn(reads), ...tablesIn(writes)]);
}

/** One that failed commits only where the server had begun with it. */
function commitsItself(asked: AskedStatement, uses: readonly StatementUse[], controls: number): boolean {
  const { transactionLeft, access } = asked;
  if (transactionLeft != null && access.length < 2)
    return transactionLeft === 'ended' && uses.some((use) => use.commits);
  return uses.some((use) => use.commits) || controls > 1;
}

/** Of a routine whose body is known, and which does not commit, that is certain. */
function isUnclear({ access, transactionLeft }: AskedStatement, writes: readonly TableWrite[] | 'all'): boolean {
  return transactionLeft === 'unclear' && (writes === 'all' || !RUNS_STATEMENTS.has(access[0]?.verb ?? ''));
}

/** Statements of servers that are not looked into: see `#unknown` of sql/access. */
const OF_SERVERS = new Set(
  `ALTER BINLOG CACHE CHANGE CLONE DELIMITER DO EXECUTE GRANT REVOKE FLUSH IMPORT INSTALL PURGE RESET RESTART SHUTDOWN START STOP
  UNINSTALL BACKUP PREPARE WITH TABLE VALUES`.split(/\s+/),
);

/** Of a text with a mistake of syntax (1064) those before the first one that is no statement of any server: it and what follows were not done. */
function executed({ access, errorCode }: AskedStatement): AskedStatement['access'] {
  if (errorCode !== ER_PARSE_ERROR || access.length < 2) return access;
  const isMistake = ({ kind, verb }: DataAccess) =>
    kind === 'unknown' && !RUNS_STATEMENTS.has(verb) && !OF_SERVERS.has(verb);
  const at = access.findIndex(isMistake);
  const end = at < 0 && isOfNone(access.at(-1)) ? access.length - 1 : at;
  return end < 0 ? access : access.slice(0, end);
}

/** The last one may be one that other servers have. */
function isOfNone(last: DataAccess | undefined): boolean {
  return last?.kind === 'unknown' && !RUNS_STATEMENTS.has(last.verb);
}

/** Routines that fail have done what came before, and so has what fails in the midst of a table without transactions. */
function leftBy(
  { access, errorCode, perRow }: AskedStatement,
  writes: readonly TableWrite[] | 'all',
  { hasDictionary }: Catalogue,
): typeof writes {
  const verb = access[0]?.verb ?? '';
  if (RUNS_STATEMENTS.has(verb)) return NOT_RUN.has(errorCode ?? 0) ? [] : writes;
  if (writes === 'all') return [];
  // a bulk command has done the rows before the one that is refused; whether an INSERT takes them back is its server's matter
  if (perRow !== undefined) return writes;
  if (verb === 'DROP' && writes.length > 1 && writes.every(({ effect }) => effect === 'drop'))
    return hasDictionary ? [] : leftByDrop(writes, errorCode ?? 0);
  const isOfOne = verb === 'INSERT' && writes.every(({ pins }) => pins?.some(({ values }) => values.length === 1));
  return isOfOne ? [] : writes.filter(({ effect, isAtOnce }) => isAtOnce === true && effect === 'change');
}

/** MariaDB, and MySQL before version 8, drop those that are there and of the kind that is meant. */
function leftByDrop(writes: readonly TableWrite[], errorCode: number): readonly TableWrite[] {
  if (NOT_DROPPED.has(errorCode)) return [];
  if (!IN_PART.has(errorCode)) return writes.map(({ table }) => ({ table, effect: 'define', isUnsure: true }));
  return writes.map((write) => ({ ...write, isUnsure: true }));
}

/** What changed no row has made no other data: ids that it used up are no promise, what triggers wrote is a change. */
function isWithoutChange(
  { access, affectedRows, errorCode, found = null }: AskedStatement,
  uses: readonly StatementUse[],
  writes: readonly TableWrite[] | 'all',
  catalogue: Catalogue,
): boolean {
  const [only, other] = access;
  // what failed in the midst of a table without transactions has told of no row
  if (errorCode !== null || writes === 'all' || only === undefined || other !== undefined || only.callsUnknown)
    return false;
  if (!writes.every(({ effect }) => effect === 'change')) return false;
  const hasReached = uses.some((use) => use.hasReached === true);
  switch (only.verb) {
    case 'DELETE':
      return affectedRows === 0;
    case 'UPDATE':
      return found === 'no row' || (!hasReached && (affectedRows === 0 || found === 'no change'));
    case 'INSERT':
      return affectedRows === 0 && !hasReached && writes.every(({ table }) => catalogue.factsOf(table) !== undefined);
    default:
      return false;
  }
}

function tablesIn(uses: readonly TableUse[] | string): readonly string[] {
  return typeof uses === 'string' ? [] : uses.map(({ table }) => table);
}

function joined<T>(lists: readonly (readonly T[] | 'all' | 'definitions')[]): readonly T[] | 'all';
function joined(lists: readonly (readonly unknown[] | 'all' | 'definitions')[]): readonly unknown[] | string {
  if (lists.includes('all')) return 'all';
  if (lists.length === 1) return lists[0] ?? [];
  return lists.includes('definitions') ? 'all' : lists.flatMap((list) => list as readonly unknown[]);
}
