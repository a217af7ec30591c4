// Finds out why a command has no recorded answer: what was recorded that is most like it, and what differs.

import type { Command } from '../../core/command.ts';
import type { NearbyStatement, RecordedExchange, RecordingReader } from '../../core/recording.ts';
import { type Difference, firstDifference } from '../../identity/explain-difference.ts';
import { differenceOfStates } from '../../identity/explain-state.ts';
import { formatParameters } from '../../identity/format-parameters.ts';
import { stateOf } from '../../identity/state-words.ts';
import { maskSecrets } from '../../sql/mask-secrets.ts';
import type { OtherData } from '../matching/match-query.ts';
import type { Miss, MissReason, Nearest } from './misses.ts';

/** What was asked, as recordings show it: secrets masked, parameters as JSON. */
export type Asked = Pick<Miss, 'command' | 'sql' | 'parameters' | 'database' | 'scope' | 'state'>;

/** What is known before the reason is looked for. */
export interface NotAnswered {
  readonly reason: MissReason;
  /** The recorded exchange that it was about; null where nothing has the fingerprint. */
  readonly near: RecordedExchange | null;
  /** Of `other data`. */
  readonly data?: OtherData;
}

/** Statements that are looked at for the one with the fewest other parameters. */
const COMPARED_STATEMENTS = 20;

export function askedBy(command: Command, scope: string): Asked {
  return {
    command: command.name,
    sql: command.sql === null ? null : maskSecrets(command.sql, command.dialect).toString('utf8'),
    parameters:
      command.parameters === null || command.parameters.length === 0 ? null : formatParameters(command.parameters),
    database: command.database,
    scope,
    state: stateOf(command),
  };
}

export function describeMiss(reader: RecordingReader, asked: Asked, { reason, near, data }: NotAnswered): Miss {
  if (near !== null) return missOf(asked, reason, nearestOf(reader, asked, reason, near, data));
  const { sql } = asked;
  if (sql === null) return missOf(asked, reason, null);
  const found = mostAlike({ ...asked, sql }, reader.nearest(sql, COMPARED_STATEMENTS));
  if (found === undefined) return missOf(asked, reason, null);
  const { statement, difference } = found;
  const { exchange, sql: recorded, parameters } = statement;
  const nearest = { exchange, sql: recorded, parameters, difference: lineOf(found, asked) };
  return missOf(asked, reason === 'unknown' ? reasonOf(difference) : reason, nearest);
}

function missOf(asked: Asked, reason: MissReason, nearest: Nearest | null): Miss {
  return { reason, ...asked, nearest, nearestScopes: [] };
}

interface Compared {
  readonly statement: NearbyStatement;
  readonly difference: Difference;
}

/** Of those with the most alike statement the one that differs latest: in no statement, in a parameter far behind … */
function mostAlike(asked: Asked & { sql: string }, nearby: readonly NearbyStatement[]): Compared | undefined {
  const [first] = nearby;
  if (first === undefined) return undefined;
  const same = nearby.filter(({ sql }) => sql === first.sql);
  const compared = same.map((statement) => ({ statement, difference: firstDifference(asked, statement) }));
  const closeness = ({ statement, difference }: Compared) =>
    ORDER.indexOf(difference.part) * 10 +
    (statement.command === asked.command ? 4 : 0) +
    (statement.scope === asked.scope ? 2 : 0) +
    (statement.database === asked.database ? 1 : 0);
  return compared.sort((a, b) => closeness(b) - closeness(a))[0];
}

const ORDER: readonly Difference['part'][] = ['statement', 'parameters', 'database', 'command', 'nothing'];

function reasonOf({ part }: Difference): MissReason {
  if (part === 'parameters') return 'parameter differs';
  return part === 'database' ? 'other state' : 'unknown';
}

function lineOf({ statement, difference }: Compared, asked: Asked): string {
  if (difference.part !== 'nothing') return difference.line;
  if (statement.scope === asked.scope) return 'recorded with another layout of the command';
  return statement.scope === '' ? 'recorded outside of every scope' : `recorded in scope '${statement.scope}'`;
}

function nearestOf(
  reader: RecordingReader,
  asked: Asked,
  reason: MissReason,
  near: RecordedExchange,
  data: OtherData | undefined,
): Nearest {
  const sql = reader.statementOf(near.id) ?? near.command;
  const difference = data === undefined ? differenceFrom(reader, asked, reason, near) : differenceOfData(reader, data);
  return { exchange: near.id, sql, parameters: reader.parametersOf(near.id), difference };
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
function differenceOfData(reader: RecordingReader, { missing, recordedBehind, askedBehind }: OtherData): string {
  const named = (exchange: number) => {
    const sql = (reader.statementOf(exchange) ?? reader.exchangeById(exchange)?.command ?? '')
      .replace(/\s+/g, ' ')
      .trim();
    return `exchange ${exchange} ${sql.length > SHOWN_CHARS ? `${sql.slice(0, SHOWN_CHARS - 1)}…` : sql}`;
  };
  if (missing !== 0) return `recorded behind ${named(missing)}, which was not asked here`;
  if (askedBehind !== 0 && askedBehind !== recordedBehind) {
    return `asked behind ${named(askedBehind)}, behind which it was never recorded`;
  }
  if (recordedBehind === 0) return 'recorded with the data of the beginning, asked behind other writes';
  return `recorded behind ${named(recordedBehind)}, asked behind other writes before that, or in another order`;
}

const SHOWN_CHARS = 120;
