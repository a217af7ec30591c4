// What answers a message that ends a session, whoever serves it: nothing recorded or scripted is about that.

import { NO_FACTS, type ResponseFacts } from '../../core/command.ts';
import type { XCommand } from '../../core/x-responder.ts';
import { frameMessage } from '../codec/framing.ts';
import { ClientMessage, ServerMessage } from '../constants/message-types.ts';
import { Ok } from '../messages/messages.ts';

const GOODBYE = frameMessage(ServerMessage.OK, Ok.encode({ msg: 'bye!' }));
const OK = frameMessage(ServerMessage.OK);

/** The frames to send, and what they say. */
export function lastAnswer({ refusal, message }: XCommand): { readonly frames: Buffer; readonly facts: ResponseFacts } {
  if (refusal !== null) return { frames: refusal, facts: { ...NO_FACTS, outcome: 'error' } };
  const frames = message.type === ClientMessage.CON_CLOSE ? GOODBYE : OK;
  return { frames, facts: { ...NO_FACTS, outcome: 'ok' } };
}
