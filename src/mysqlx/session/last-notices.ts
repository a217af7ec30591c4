// What the X plugin says to a client whose session it ends by itself: a notice of level ERROR, and the connection ends.
// https://dev.mysql.com/doc/dev/mysql-server/latest/mysqlx_protocol_notices.html

import { frameMessage } from '../codec/framing.ts';
import { ServerMessage } from '../constants/message-types.ts';
import { NoticeFrame, Warning } from '../messages/messages.ts';
import { NoticeFrameType, NoticeWarningLevel } from '../messages/schema.ts';

/** KILL came from another session. */
export const KILLED = lastNotice(3169, 'Session was killed');
/** It has asked nothing for as long as it may (mysqlx_wait_timeout), or stopped within a message (mysqlx_read_timeout). */
export const TIMED_OUT = lastNotice(1810, 'IO Read error: read_timeout exceeded');

function lastNotice(code: number, msg: string): Buffer {
  const warning = Warning.encode({ level: NoticeWarningLevel.ERROR, code, msg });
  return frameMessage(ServerMessage.NOTICE, NoticeFrame.encode({ type: NoticeFrameType.WARNING, payload: warning }));
}
