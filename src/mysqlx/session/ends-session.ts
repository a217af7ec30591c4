// Which messages end a session, or the connection, and what the client may send next.

import type { XCommand } from '../../core/x-responder.ts';
import { ClientMessage } from '../constants/message-types.ts';
import { Reset } from '../messages/messages.ts';

export function endsSession({ message, refusal, isFatal }: XCommand): boolean {
  if (refusal !== null) return isFatal;
  const { type, payload } = message;
  if (type === ClientMessage.CON_CLOSE || type === ClientMessage.SESS_CLOSE) return true;
  return type === ClientMessage.SESS_RESET && !Reset.decode(payload).keepOpen;
}
