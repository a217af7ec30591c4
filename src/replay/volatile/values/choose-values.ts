// Which values of a statement are not the same at every run: those that the user's rules cover, and those that look fresh
// where the statement brings them into the world. A value that is only read is never one of the latter: it was written
// before, and is known by then, or it is ordinary.

import type { Dialect } from '../../../core/command.ts';
import { type BroughtIn, type NameToken, readBroughtIn, readSavepoint } from '../../../sql/values/brought-in.ts';
import { type NamedToken, readNamed } from '../../../sql/values/named.ts';
import { readValueColumns } from '../../../sql/values/value-columns.ts';
import { readValueUses } from '../../../sql/values/value-uses.ts';
import { DOT } from '../../../sql/words/ascii.ts';
import { type FreshValue, freshNameShape, readFresh, shortNameShape } from './fresh-values.ts';
import type { Choose, Chosen, ValueAt } from './masked-statement.ts';
import { isOfKind, type VolatileKind, withoutUuids } from './volatile-kinds.ts';
import { ActiveRule, BY_DEFAULT } from './volatile-rules.ts';

/** What is told of as the rule of a value that no rule of the user covers. */
const FRESH = {
  clock: new ActiveRule({ kind: 'timestamp' }, 'the clock', BY_DEFAULT),
  uuid: new ActiveRule({ kind: 'uuid' }, 'a fresh UUID', BY_DEFAULT),
  token: new ActiveRule({ kind: 'token' }, 'a fresh value', BY_DEFAULT),
  name: new ActiveRule({ kind: 'any' }, 'a fresh name', BY_DEFAULT),
  // what is only read stands for nothing further on
  now: new ActiveRule({ kind: 'timestamp' }, 'the clock', BY_DEFAULT, false),
  savepoint: new ActiveRule({ kind: 'any' }, 'the name of a savepoint', BY_DEFAULT, false),
  told: new ActiveRule({ kind: 'timestamp' }, 'a time that was told', BY_DEFAULT, false),
  // a small number may be anything elsewhere
  duration: new ActiveRule({ kind: 'any' }, 'how long it took', BY_DEFAULT, false),
} as const;

export interface Choosing {
  /** In its normal form. */
  readonly sql: Buffer;
  readonly dialect: Dialect;
  /** Those that cover the statement; of two that cover a value the first counts. */
  readonly rules: readonly ActiveRule[];
  /** When it was asked, in ms since 1970; null where that is not known. */
  readonly askedMs: number | null;
  readonly isFreshCarried: boolean;
  /** Whether a fresh value may be one that is asked for before it is stored; absent where none may. */
  readonly isAskedFirst?: ((content: string) => boolean) | undefined;
  /**
   * Of times that a statement stores: when it was the clock's, in ms since 1970, of one that is sent back as it was told; `kept` of one that
   * is not to count as fresh.
   */
  readonly times?: ((content: string) => { readonly toldMs: number } | 'kept' | undefined) | undefined;
  /** Whether tables that a statement makes, or drops if they are there, may be called otherwise by a short number. */
  readonly hasShortNames?: boolean | undefined;
  /** Hears of two rules that contradict each other. */
  readonly warn: (message: string) => void;
}

/** What Doctrine's, Flyway's and others' migrations note of themselves; in a table of a program's own it is data. */
const DURATION = 'execution_time';
const MIGRATIONS = /migration|schema_(?:history|version)/;
const shortNumber = /^\d{1,9}(?:\.\d{1,9})?$/;

/** What makes a table, or leaves none: what is told of it then comes from this run. */
const ofTables = /^(?:create (?:temporary )?table|drop (?:temporary )?table if exists) /i;
const headOf = (sql: Buffer) => sql.toString('latin1', 0, 64);

export function chooseValues(choosing: Choosing): Choose {
  let brought: BroughtIn | null = null;
  let savepoint: NameToken | null | undefined;
  const namedSavepoint = () => {
    if (savepoint === undefined) savepoint = readSavepoint(choosing.sql, choosing.dialect);
    return savepoint;
  };
  const broughtIn = () => {
    brought ??= readBroughtIn(choosing.sql, choosing.dialect);
    return brought;
  };
  let named: readonly NamedToken[] | null = null;
  const namesOfStatement = () => {
    named ??= readNamed(choosing.sql, choosing.dialect);
    return named;
  };
  let durations: ReadonlySet<number> | null = null;
  const isDuration: IsAt = (start) => {
    durations ??= readDurations(choosing);
    return durations.has(start) && broughtIn().stores(start);
  };
  let compared: ReadonlySet<number> | null = null;
  const isCompared: IsAt = (start) => {
    compared ??= readCompared(choosing);
    return compared.has(start);
  };
  const nameRules = choosing.rules.filter(({ names }) => names !== null);
  const nameByRule = ({ position, start }: ValueAt): Chosen | undefined => {
    if (position > 0 || nameRules.length === 0) return undefined;
    const name = namesOfStatement().find((one) => one.start === start);
    const rule = name === undefined ? undefined : nameRules.find((one) => one.coversName(name.kind));
    return rule === undefined ? undefined : { rule, shape: `name of ${name?.kind}` };
  };
  const isOfTables = choosing.hasShortNames === true && choosing.isFreshCarried && ofTables.test(headOf(choosing.sql));
  const nameWithNumber = ({ position, start, content }: ValueAt): Chosen | undefined => {
    // of another database it is not looked at
    const isOwn = position < 0 && isOfTables && choosing.sql[start - 1] !== DOT;
    const shape = isOwn ? shortNameShape(content) : null;
    const isTable = shape !== null && namesOfStatement().some((one) => one.start === start && one.kind === 'table');
    return isTable ? { rule: FRESH.name, shape } : undefined;
  };
  return (value) =>
    nameByRule(value) ??
    byRule(value, choosing, broughtIn) ??
    nameWithNumber(value) ??
    (choosing.isFreshCarried ? fresh(value, choosing, broughtIn, namedSavepoint, isDuration, isCompared) : undefined);
}

type IsAt = (start: number) => boolean;

/** Where constants stand that columns are compared with by size. */
function readCompared({ sql, dialect }: Choosing): ReadonlySet<number> {
  const { uses } = readValueUses(sql, dialect);
  return new Set(uses.flatMap(({ how, name, beside }) => (how === 'compared' && name !== null ? beside : [])));
}

/** Where values of such a column stand. */
function readDurations({ sql, dialect }: Choosing): ReadonlySet<number> {
  if (!sql.includes(DURATION) && !sql.includes(DURATION.toUpperCase())) return new Set();
  const { columns, tables } = readValueColumns(sql, dialect);
  if (![...tables.values()].every((table) => MIGRATIONS.test(table))) return new Set();
  return new Set([...columns].filter(([, { column }]) => column === DURATION).map(([start]) => start));
}

function byRule(value: ValueAt, { rules, warn, askedMs }: Choosing, broughtIn: () => BroughtIn): Chosen | undefined {
  const { position, start } = value;
  if (position < 0 || rules.length === 0) return undefined;
  const covering = rules.filter((rule) => rule.coversValue(position) && isCovered(rule.kind, value, askedMs));
  const [first, ...others] = covering.filter(({ isAnywhere }) => isAnywhere || broughtIn().stores(start));
  if (first === undefined) return undefined;
  const other = others.find(({ kind, carries }) => carries && kind !== first.kind);
  if (other !== undefined) {
    const counts = `${first.name} (${first.where}) counts`;
    warn(`${other.where}: ${other.name} contradicts: value ${position} is ${other.kind} and ${first.kind}; ${counts}`);
  }
  return { rule: first, ...shapeBy(first.kind, value, askedMs) };
}

function isCovered(kind: VolatileKind, { content, isBinary }: ValueAt, askedMs: number | null): boolean {
  if (kind !== 'clock' && kind !== 'token') return isOfKind(kind, content);
  const found = readFresh(content, { askedMs, isBinary });
  return found !== null && found.kind !== 'uuid' && isClock(found) === (kind === 'clock');
}

const PRECISE = /^epoch (?:ms|us|ns) 0$/;

function isClock({ kind, shape }: FreshValue): boolean {
  return kind === 'clock' || shape.startsWith('epoch');
}

function shapeBy(
  kind: VolatileKind,
  { content, isBinary }: ValueAt,
  askedMs: number | null,
): Pick<Chosen, 'shape' | 'aheadMs'> {
  // around a UUID everything counts
  if (kind === 'uuid') return { shape: `uuid ${withoutUuids(content)}` };
  if (kind !== 'clock' && kind !== 'token') return { shape: kind };
  const found = readFresh(content, { askedMs, isBinary });
  return { shape: `${kind} ${found?.shape}`, aheadMs: found?.aheadMs };
}

function fresh(
  value: ValueAt,
  { askedMs, isAskedFirst, times }: Choosing,
  broughtIn: () => BroughtIn,
  savepoint: () => NameToken | null,
  isDuration: IsAt,
  isCompared: IsAt,
): Chosen | undefined {
  const { position, content, start, isBinary } = value;
  if (position < 0) {
    // whatever a savepoint is called, it is the one of that name on this connection
    if (savepoint()?.start === start) return { rule: FRESH.savepoint, shape: 'savepoint' };
    const shape = freshNameShape(content);
    const isDefined = shape !== null && broughtIn().names.some((name) => name.text === content);
    return isDefined ? { rule: FRESH.name, shape: `name ${shape}` } : undefined;
  }
  if (shortNumber.test(content)) {
    return isDuration(start) ? { rule: FRESH.duration, shape: 'duration' } : undefined;
  }
  const time = times?.(content);
  if (typeof time === 'object') {
    const told = broughtIn().stores(start) ? readFresh(content, { askedMs: time.toldMs, isBinary }) : null;
    return told === null ? undefined : { rule: FRESH.told, shape: `fresh ${told.shape}`, isTold: true };
  }
  const found = time === 'kept' ? null : readFresh(content, { askedMs, isBinary });
  if (found === null) return undefined;
  const { aheadMs } = found;
  if (broughtIn().stores(start)) return { rule: FRESH[found.kind], shape: `fresh ${found.shape}`, aheadMs };
  if (isClock(found) && isCompared(start))
    return { rule: FRESH.now, shape: `now ${found.shape}`, aheadMs, isNow: true };
  // many rows may have one time, though not of a thousandth of a second
  const isOfMany = isClock(found) && !PRECISE.test(found.shape);
  if (isAskedFirst === undefined || isOfMany || !isAskedFirst(content)) return undefined;
  return { rule: FRESH[found.kind], shape: `asked ${found.shape}`, aheadMs, isAsked: true };
}
