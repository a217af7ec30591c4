// The answer that ends a login: notices, among them the connection's id, and Mysqlx.Session.AuthenticateOk or an error.

import type { XErrorFacts } from '../constants/errors.ts';
import { ServerMessage } from '../constants/message-types.ts';
import { AuthenticateOk, ErrorMessage, NoticeFrame, SessionStateChanged } from '../messages/messages.ts';
import {
  MysqlxErrorSeverity,
  type NoticeFrame as Notice,
  NoticeFrameType,
  NoticeSessionStateChangedParameter,
} from '../messages/schema.ts';
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

/** The error that refuses a login; null where nothing does. */
export function loginRefusal(reply: Buffer): XErrorFacts | null {
  const last = [...framesOf([reply])].at(-1);
  if (last?.type !== ServerMessage.ERROR) return null;
  const { code, sqlState, msg, severity } = ErrorMessage.decode(last.payload);
  return { code, sqlState, message: msg, isFatal: severity === MysqlxErrorSeverity.FATAL };
}

function isClientId({ type, payload }: Notice): boolean {
  if (type !== NoticeFrameType.SESSION_STATE_CHANGED || !payload) return false;
  return SessionStateChanged.decode(payload).param === NoticeSessionStateChangedParameter.CLIENT_ID_ASSIGNED;
}

function clientIdNotice(id: number): Buffer {
  const payload = numberNotice(NoticeSessionStateChangedParameter.CLIENT_ID_ASSIGNED, BigInt(id));
  return frameMessage(ServerMessage.NOTICE, payload);
}
