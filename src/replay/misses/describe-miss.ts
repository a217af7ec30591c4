// Finds out why a command has no recorded answer: what was recorded that is most like it, and what differs.

import type { Command } from '../../core/command.ts';
import type { NearbyStatement, RecordedExchange, RecordingReader } from '../../core/recording.ts';
import { shownParameters } from '../../identity/execution-reading.ts';
import { type Difference, firstDifference } from '../../identity/explain-difference.ts';
import { differenceOfStates, differencesOfStates } from '../../identity/explain-state.ts';
import { shownValues } from '../../identity/secret-parameters.ts';
import { stateOf } from '../../identity/state-words.ts';
import { compareStatements } from '../../identity/token-difference.ts';
import { maskSecrets } from '../../sql/secrets/mask-secrets.ts';
import { isNear } from '../../sql/statement-shape.ts';
import type { OtherData } from '../matching/match-query.ts';
import type { Miss, MissReason, Nearest } from './misses.ts';

/** What was asked, as recordings show it: secrets masked, parameters as JSON. */
export type Asked = Pick<Miss, 'command' | 'sql' | 'parameters' | 'database' | 'scope' | 'state'>;

/** Where it was asked. */
export type AskedWhere = Pick<Miss, 'connection' | 'before'>;

/** By nobody who is connected. */
const NOWHERE: AskedWhere = { connection: null, before: [] };

/** What is known before the reason is looked for. */
export interface NotAnswered {
  readonly reason: MissReason;
  /** The recorded exchange that it was about; null where nothing has the fingerprint. */
  readonly near: RecordedExchange | null;
  /** Of `other data`. */
  readonly data?: OtherData | undefined;
  /** Of `new values`. */
  readonly why?: string;
}

/** Statements that are looked at for the one with the fewest other parameters. */
const COMPARED_STATEMENTS = 20;
/** Beside the nearest. */
const MAX_OTHERS = 4;
/** Of long statements fewer are looked at: nobody waits long for the explanation of a miss. */
const COMPARED_BYTES = 256 * 1024;

export function askedBy(command: Command, scope: string): Asked {
  return {
    command: command.name,
    sql: command.sql === null ? null : maskSecrets(command.sql, command.dialect).toString('utf8'),
    parameters: shownParameters(shownValues(command, command.dialect)),
    database: command.database,
    scope,
    state: stateOf(command),
  };
}

export function describeMiss(
  reader: RecordingReader,
  asked: Asked,
  { reason, near, data, why: because }: NotAnswered,
  where: AskedWhere = NOWHERE,
): Miss {
  const missOf = (why: MissReason, nearest: Nearest | null, others: readonly Nearest[] = []): Miss => ({
    time: new Date().toISOString(),
    ...where,
    reason: why,
    ...asked,
    nearest,
    others,
    nearestScopes: [],
  });
  if (near !== null)
    return missOf(
      reason,
      nearestOf(reader, asked, { reason, data, ...(because !== undefined && { why: because }) }, near),
    );
  const { sql } = asked;
  if (sql === null) return missOf(reason, null);
  const nearby = reader.nearest(sql, COMPARED_STATEMENTS).filter((one) => isNear(sql, one.sql));
  const found = mostAlike({ ...asked, sql }, nearby);
  if (found === undefined) return missOf(reason, null);
  const { statement, difference } = found;
  const nearest = detailed(reader, asked, statement, lineOf(found, asked));
  const others = within(COMPARED_BYTES - 2 * statement.sql.length, othersOf(nearby, statement)).map((one) => {
    const { line } = firstDifference({ ...asked, sql }, one);
    return detailed(reader, asked, one, line);
  });
  return missOf(reason === 'unknown' ? reasonOf(difference) : reason, nearest, others);
}

/** The first example of each other statement. */
function othersOf(nearby: readonly NearbyStatement[], nearest: NearbyStatement): NearbyStatement[] {
  const bySql = new Map<string, NearbyStatement>();
  for (const one of nearby) if (one.sql !== nearest.sql && !bySql.has(one.sql)) bySql.set(one.sql, one);
  return [...bySql.values()].slice(0, MAX_OTHERS);
}

function detailed(reader: RecordingReader, asked: Asked, near: NearbyStatement, difference: string): Nearest {
  const { exchange, command, parameters, database, scope } = near;
  // an older mock may have kept what is not to be told today
  const sql = maskSecrets(Buffer.from(near.sql)).toString('utf8');
  const state = reader.exchangeById(exchange)?.state ?? null;
  const differences = state === null ? [] : differencesOfStates(asked.state, reader.stateWords(state));
  // to prepare is recorded with less of the session: what it was not recorded with does not differ
  const isLess = command === 'COM_STMT_PREPARE' && asked.command !== command;
  return {
    exchange,
    command,
    sql,
    parameters,
    database,
    scope,
    difference,
    statements: compareStatements({ sql: asked.sql ?? '', parameters: asked.parameters }, { sql, parameters }),
    state: isLess ? differences.filter(({ recorded }) => recorded !== null) : differences,
    askedMs: reader.recordedStatement(exchange)?.askedMs ?? null,
  };
}

/** As many of the first ones as have no more bytes in all. */
function within(bytes: number, statements: readonly NearbyStatement[]): readonly NearbyStatement[] {
  let left = bytes;
  const tooMuch = statements.findIndex(({ sql, parameters }) => {
    left -= sql.length + (parameters?.length ?? 0);
    return left < 0;
  });
  return tooMuch < 0 ? statements : statements.slice(0, tooMuch);
}

interface Compared {
  readonly statement: NearbyStatement;
  readonly difference: Difference;
}

/** Of those with the most alike statement the one that differs latest: in no statement, in a parameter far behind … */
function mostAlike(asked: Asked & { sql: string }, nearby: readonly NearbyStatement[]): Compared | undefined {
  const [first] = nearby;
  if (first === undefined) return undefined;
  const same = [first, ...within(COMPARED_BYTES - first.sql.length, nearby.slice(1))].filter(
    ({ sql }) => sql === first.sql,
  );
  const compared = same.map((statement) => ({ statement, difference: firstDifference(asked, statement) }));
  const closeness = ({ statement, difference }: Compared) =>
    ORDER.indexOf(difference.part) * 1000 -
    Math.min(otherTokens(asked, statement), 99) * 10 +
    (statement.command === asked.command ? 4 : 0) +
    (statement.scope === asked.scope ? 2 : 0) +
    (statement.database === asked.database ? 1 : 0);
  return compared.map((one) => ({ one, close: closeness(one) })).sort((a, b) => b.close - a.close)[0]?.one;
}

/** Places that differ in more than how a value is given. */
function otherTokens(asked: Asked & { sql: string }, recorded: NearbyStatement): number {
  return compareStatements(asked, recorded).differences.filter(({ kind }) => kind !== 'binding').length;
}

const ORDER: readonly Difference['part'][] = ['statement', 'parameters', 'database', 'command', 'nothing'];

function reasonOf({ part }: Difference): MissReason {
  if (part === 'parameters') return 'parameter differs';
  return part === 'database' ? 'other state' : 'unknown';
}

function lineOf({ statement, difference }: Compared, asked: Asked): string {
  if (isInClear(statement.sql)) return MASKED_SINCE;
  if (difference.part !== 'nothing') return difference.line;
  if (statement.scope === asked.scope) return 'recorded with another layout of the command';
  return statement.scope === '' ? 'recorded outside of every scope' : `recorded in scope '${statement.scope}'`;
}

const MASKED_SINCE =
  'recorded by an older mock, which kept in clear what is masked today: record it anew, or mock merge FILE -o NEW.db';

/** Whether a recorded statement says what we would not keep: its fingerprint is another than ours is, then. */
function isInClear(sql: string): boolean {
  const bytes = Buffer.from(sql);
  return !maskSecrets(bytes).equals(bytes);
}

function nearestOf(
  reader: RecordingReader,
  asked: Asked,
  { reason, data, why }: Omit<NotAnswered, 'near'>,
  near: RecordedExchange,
): Nearest {
  const { id: exchange, command, database } = near;
  const sql = reader.statementOf(exchange) ?? command;
  const parameters = reader.parametersOf(exchange);
  // of what has the same fingerprint the scope is the asked one
  const statement = { exchange, command, sql, parameters, database, scope: asked.scope };
  const difference =
    data === undefined ? (why ?? differenceFrom(reader, asked, reason, near)) : differenceOfData(reader, data);
  return detailed(reader, asked, statement, difference);
}

function differenceFrom(reader: RecordingReader, asked: Asked, reason: MissReason, near: RecordedExchange): string {
  const { transaction, session, gap, state } = near;
  switch (reason) {
    case 'other state': {
      const recorded = state === null ? '' : reader.stateWords(state);
      return differenceOfStates(asked.state, recorded) ?? 'the state differs';
    }
    case 'exhausted':
      return 'its last recorded answer was given already';
    case 'out of order':
      return transaction === null
        ? `it stands at another place, of session ${session}`
        : `it is part of the transaction that exchange ${transaction} began, of session ${session}`;
    case 'other file':
      return "the file's SHA-256 differs";
    default:
      return gap === null ? 'it has no answer' : `it is a gap: ${gap}`;
  }
}

/** Names the write that makes the difference. */
function differenceOfData(
  reader: RecordingReader,
  { missing, isMissingGone, isMissingOwn, extra, swapped, named: locks }: OtherData,
): string {
  if (locks !== undefined && missing === 0 && extra === 0) {
    return locks.length === 0
      ? 'another connection held its lock when it was recorded, and none does here'
      : `another connection holds its lock ${locks.join(', ')} here, and none did when it was recorded`;
  }
  const named = (exchange: number) => {
    const sql = (reader.statementOf(exchange) ?? reader.exchangeById(exchange)?.command ?? '')
      .replace(/\s+/g, ' ')
      .trim();
    return `exchange ${exchange} ${sql.length > SHOWN_CHARS ? `${sql.slice(0, SHOWN_CHARS - 1)}…` : sql}`;
  };
  const asked = extra === 0 ? '' : `asked behind ${named(extra)}, behind which it was not recorded`;
  if (missing !== 0) {
    const how = isMissingGone
      ? 'has been taken back or thrown away here since'
      : isMissingOwn
        ? 'this connection has not asked'
        : 'was not asked here';
    const recorded = `recorded behind ${named(missing)}, which ${how}`;
    return asked === '' ? recorded : `${recorded}, and ${asked}`;
  }
  if (asked !== '') return asked;
  if (swapped === null) return 'recorded with the same writes in other transactions, or further back';
  const [before, after] = swapped;
  return `asked behind ${named(before)} and then ${named(after)}, which were recorded in the other order`;
}

const SHOWN_CHARS = 120;
