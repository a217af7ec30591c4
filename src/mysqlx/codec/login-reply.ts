// The answer that ends a login: notices, among them the connection's id, and Mysqlx.Session.AuthenticateOk or an error.

import { ServerMessage } from '../constants/message-types.ts';
import { AuthenticateOk, NoticeFrame, SessionStateChanged } from '../messages/messages.ts';
import { type NoticeFrame as Notice, NoticeFrameType, NoticeSessionStateChangedParameter } from '../messages/schema.ts';
import { frameMessage, framesOf } from './framing.ts';
import { numberNotice } from './state-notice.ts';

/** A recorded reply with another connection id; a plain one where there is none. */
export function withClientId(reply: Buffer | null, id: number): Buffer {
  if (reply === null || reply.length === 0) {
    return Buffer.concat([
      clientIdNotice(id),
      frameMessage(ServerMessage.SESS_AUTHENTICATE_OK, AuthenticateOk.encode({ authData: Buffer.alloc(0) })),
    ]);
  }
  const frames = [...framesOf([reply])].map(({ type, payload }) =>
    type === ServerMessage.NOTICE && isClientId(NoticeFrame.decode(payload))
      ? clientIdNotice(id)
      : frameMessage(type, payload),
  );
  return Buffer.concat(frames);
}

function isClientId({ type, payload }: Notice): boolean {
  if (type !== NoticeFrameType.SESSION_STATE_CHANGED || !payload) return false;
  return SessionStateChanged.decode(payload).param === NoticeSessionStateChangedParameter.CLIENT_ID_ASSIGNED;
}

function clientIdNotice(id: number): Buffer {
  const payload = numberNotice(NoticeSessionStateChangedParameter.CLIENT_ID_ASSIGNED, BigInt(id));
  return frameMessage(ServerMessage.NOTICE, payload);
}
