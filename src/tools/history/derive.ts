// What a recording keeps of a command, worked out from the command alone, as the recorder does it.

import type { Command } from '../../core/command.ts';
import type { ExchangeFacts } from '../../core/recording.ts';
import { fingerprintOf } from '../../identity/fingerprint.ts';
import { formatParameters } from '../../identity/format-parameters.ts';
import { stateOf } from '../../identity/state-words.ts';
import { CommandCode } from '../../mysql/constants/commands.ts';

/** The part of an exchange that follows from its command. */
export type Derived = Pick<
  ExchangeFacts,
  'command' | 'sql' | 'parameters' | 'request' | 'fingerprint' | 'prepareExchange' | 'database' | 'state'
>;

export function derive(command: Command): Derived {
  const { sql, statement, parameters, database } = command;
  const text = sql === null || statement !== null ? null : sql.toString('utf8');
  return {
    command: command.name,
    sql: text,
    parameters: parameters === null || parameters.length === 0 ? null : formatParameters(parameters),
    request: requestToKeep(command, text),
    fingerprint: fingerprintOf(command, command.dialect),
    prepareExchange: statement?.exchange ?? null,
    database,
    state: stateOf(command),
  };
}

/** Null where the statement's text says it all: the command byte and then exactly its bytes. */
function requestToKeep({ code, payload, sql }: Command, text: string | null): Buffer | null {
  const isText = code === CommandCode.COM_QUERY || code === CommandCode.COM_STMT_PREPARE;
  if (!isText || text === null || sql === null) return payload;
  const isExact = payload.length === sql.length + 1 && Buffer.byteLength(text) === sql.length;
  return isExact && !text.includes('\ufffd') ? null : payload;
}
