// Statements that may be told another number of rows than was recorded (`as-cleared.ts`), and their answers.

import type { Command } from '../../core/command.ts';
import type { RecordedResponse, RecordingReader } from '../../core/recording.ts';
import { CommandCode } from '../../mysql/constants/commands.ts';
import { readStatement } from '../../sql/statement-reading.ts';
import { withRows } from '../answers/found-rows.ts';
import type { Match, MatchQuery } from './match-query.ts';

/** The query of a command, with whether it is one of them. */
export function mayTellRows({ code, sql, dialect }: Command, query: MatchQuery): MatchQuery {
  const isAsked = code === CommandCode.COM_QUERY || code === CommandCode.COM_STMT_EXECUTE;
  const isOne = isAsked && sql !== null && !query.isRead && readStatement(sql, dialect).keyword === 'DELETE';
  return isOne ? { ...query, isCounted: true } : query;
}

/** The answer, where it is told another number than was recorded; else null. */
export function toldRows(match: Match & { kind: 'played' }, reader: RecordingReader): RecordedResponse | null {
  const { exchange, rows } = match;
  if (rows === undefined || exchange.responseId === null) return null;
  const recorded = reader.response(exchange.responseId);
  return Number(recorded.affectedRows ?? 0) === rows ? null : withRows(recorded, rows);
}
