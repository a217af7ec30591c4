// What a recording keeps of a command of the classic protocol, worked out from the command alone. The recorder, and all that
// read a recording again (text twins, redact, merge), ask this one rule. Its twin for the X Protocol, where the answer has
// a word in it too, is `mysqlx/session/kept-message.ts`.

import type { Command } from '../core/command.ts';
import { CommandCode, hasTrait, Trait } from '../core/command-table.ts';
import type { ExchangeFacts } from '../core/recording.ts';
import { readExecution, shownParameters } from './execution-reading.ts';
import { fingerprintOf } from './fingerprint.ts';
import { payloadWithoutSecrets, shownValues } from './secret-parameters.ts';
import { stateOf } from './state-words.ts';

/** The part of an exchange that follows from its command. */
export type KeptCommand = Pick<
  ExchangeFacts,
  'command' | 'sql' | 'parameters' | 'request' | 'fingerprint' | 'prepareExchange' | 'database' | 'state'
>;

/** @param masked the statement without its secrets; the command's own where nothing in it is to be masked any more */
export function keptCommand(command: Command, masked: Buffer | null = command.sql): KeptCommand {
  const { code, name, sql, statement, database } = command;
  const isMasked = masked !== null && sql !== null && masked !== sql && !masked.equals(sql);
  const text = masked === null || statement !== null ? null : masked.toString('utf8');
  const execution = code === CommandCode.COM_STMT_EXECUTE ? readExecution(command) : null;
  return {
    command: name,
    sql: text,
    parameters: execution === null ? shownParameters(shownValues(command, command.dialect)) : execution.shown,
    request: isMasked ? null : requestToKeep(command, text),
    fingerprint: execution === null ? fingerprintOf(command, command.dialect) : execution.fingerprint,
    prepareExchange: statement?.exchange ?? null,
    database,
    state: stateOf(command),
  };
}

/** Null where the statement's text says it all: the command byte and then exactly its bytes. */
function requestToKeep(command: Command, text: string | null): Buffer | null {
  const { code, payload, sql } = command;
  if (!hasTrait(code, Trait.TEXT) || text === null || sql === null)
    return payloadWithoutSecrets(command, command.dialect);
  const isExact = payload.length === sql.length + 1 && Buffer.byteLength(text) === sql.length;
  return isExact && !text.includes('\ufffd') ? null : payload;
}
