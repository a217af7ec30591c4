// What a recording keeps of a message, worked out from the message, those before it, and the code of the error that
// answered it.

import type { ExchangeFacts } from '../../core/recording.ts';
import type { XCommand } from '../../core/x-responder.ts';
import { FIELD_EXISTS_FAILED, XErrors } from '../constants/errors.ts';
import { ClientMessage } from '../constants/message-types.ts';

/** The part of an exchange that follows from its message. */
export type KeptMessage = Pick<
  ExchangeFacts,
  | 'command'
  | 'sql'
  | 'parameters'
  | 'request'
  | 'fingerprint'
  | 'prepareExchange'
  | 'database'
  | 'state'
  | 'transaction'
>;

/** @param errorCode null where the answer was none */
export function keptMessage(command: XCommand, errorCode: number | null): KeptMessage {
  const { text, parameters, isSecret } = command.describe();
  const { prepared, message, session, name, database } = command;
  return {
    command: name,
    sql: text,
    parameters,
    // what cannot be read, or comes too late, may be a login
    request: isSecret || command.refusal !== null ? null : message.payload,
    fingerprint: isRefusedByBlock(command, errorCode) ? null : command.fingerprint,
    prepareExchange: prepared === null || message.type === ClientMessage.PREPARE_PREPARE ? null : prepared.exchange,
    database,
    state: session.state,
    transaction: session.transaction?.exchange ?? null,
  };
}

/** What a failed expectation refuses has no answer of its own: the block's failure says it all, on replay too. */
function isRefusedByBlock({ message }: XCommand, errorCode: number | null): boolean {
  if (errorCode === XErrors.noErrorFailed.code) return true;
  return errorCode === FIELD_EXISTS_FAILED && message.type !== ClientMessage.EXPECT_OPEN;
}
