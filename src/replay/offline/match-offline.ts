// Which recorded exchanges answer a statement, with no connection that asks it: what `mock match` prints.

import {
  type Command,
  NO_CONTEXT,
  type ParameterValue,
  PLAIN_DIALECT,
  type StatementRules,
} from '../../core/command.ts';
import type { RecordedExchange, RecordingReader } from '../../core/recording.ts';
import { fingerprintOf } from '../../identity/fingerprint.ts';
import { CommandCode, commandName } from '../../mysql/constants/commands.ts';
import { otherFingerprints } from '../answers/cross-protocol.ts';
import { askedBy, describeMiss } from '../misses/describe-miss.ts';
import type { Miss } from '../misses/misses.ts';
import { matchXOffline } from './match-x-offline.ts';

const NOTHING_GIVEN: ReadonlyMap<string, string | null> = new Map();

export interface OfflineQuestion {
  readonly sql: string;
  /** What the parameters may be bound as, the likeliest first; null where the statement is sent as text. */
  readonly parameters: readonly (readonly ParameterValue[])[] | null;
  /** Null: any that the recording has for such a statement. */
  readonly database: string | null;
  readonly scope: string;
  /** The recording's own rules of identity; default none. */
  readonly rules?: StatementRules | null;
}

export type OfflineAnswer =
  | {
      readonly kind: 'found';
      readonly database: string;
      /** In the order of the recording. */
      readonly exchanges: readonly RecordedExchange[];
      /** Recorded as text where it is prepared here, or the reverse. */
      readonly isOtherProtocol: boolean;
    }
  | { readonly kind: 'miss'; readonly miss: Miss };

const MAX_EXCHANGES = 100;
const MAX_NEARBY = 20;
/** Behind the command byte: a statement id, no cursor, one iteration. */
const EXECUTE_BYTES = 10;

/** @param scope id of the question's scope */
export function matchOffline(reader: RecordingReader, question: OfflineQuestion, scope: number): OfflineAnswer {
  const databases = question.database === null ? likelyDatabases(reader, question.sql) : [question.database];
  const commands = databases.flatMap((database) => commandsOf(question, database));
  for (const isOtherProtocol of [false, true]) {
    for (const command of commands) {
      const own = fingerprintOf(command, command.dialect);
      const fingerprints = isOtherProtocol ? otherFingerprints(command, reader) : own === null ? [] : [own];
      const exchanges = fingerprints.flatMap((one) => reader.byFingerprintAfter(one, scope, 0, MAX_EXCHANGES));
      if (exchanges.length > 0) return { kind: 'found', database: command.database, exchanges, isOtherProtocol };
    }
  }
  for (const database of databases) {
    const { sql, parameters } = question;
    const exchanges = matchXOffline(reader, { sql, parameters: parameters ?? [[]], database, scope });
    if (exchanges.length > 0) return { kind: 'found', database, exchanges, isOtherProtocol: false };
  }
  const [first] = commands;
  if (first === undefined) throw new RangeError('a question has at least one database');
  return {
    kind: 'miss',
    miss: describeMiss(reader, askedBy(first, question.scope), { reason: 'unknown', near: null }),
  };
}

/** Those of statements like it, then that of the first session. */
function likelyDatabases(reader: RecordingReader, sql: string): readonly string[] {
  const nearby = reader.nearest(sql, MAX_NEARBY).map(({ database }) => database);
  return [...new Set([...nearby, reader.firstSession()?.facts.database ?? ''])];
}

function commandsOf({ sql, parameters, rules = null }: OfflineQuestion, database: string): Command[] {
  const text = Buffer.from(sql);
  const session = { database, rules };
  if (parameters === null) {
    const payload = Buffer.concat([Buffer.of(CommandCode.COM_QUERY), text]);
    return [commandOf(CommandCode.COM_QUERY, payload, text, session, null)];
  }
  const payload = Buffer.alloc(EXECUTE_BYTES);
  payload[0] = CommandCode.COM_STMT_EXECUTE;
  return parameters.map((values) => commandOf(CommandCode.COM_STMT_EXECUTE, payload, text, session, values));
}

function commandOf(
  code: number,
  payload: Buffer,
  sql: Buffer,
  { database, rules }: { readonly database: string; readonly rules: StatementRules | null },
  parameters: readonly ParameterValue[] | null,
): Command {
  const statement =
    parameters === null
      ? null
      : { id: 0, sql, parameterCount: parameters.length, columnCount: 0, database, exchange: null };
  const dialect = { ...PLAIN_DIALECT, rules };
  const state = { all: '', settings: '', isInTransaction: false, status: 0, given: NOTHING_GIVEN };
  const context = NO_CONTEXT;
  return { code, name: commandName(code), payload, sql, parameters, statement, database, dialect, state, context };
}
