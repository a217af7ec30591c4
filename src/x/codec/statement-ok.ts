// What a server says to a statement without rows that changed none, such as SET.

import { ServerMessage } from '../constants/message-types.ts';
import { NoticeFrame, SessionStateChanged } from '../messages/messages.ts';
import {
  DatatypesScalarType,
  NoticeFrameScope,
  NoticeFrameType,
  NoticeSessionStateChangedParameter,
} from '../messages/schema.ts';
import { frameMessage } from './framing.ts';

/** The number of affected rows as a notice, then Mysqlx.Sql.StmtExecuteOk. */
export function statementOk(): Buffer {
  const none = { type: DatatypesScalarType.V_UINT, vUnsignedInt: { low: 0, high: 0, unsigned: true } };
  const param = NoticeSessionStateChangedParameter.ROWS_AFFECTED;
  const payload = SessionStateChanged.encode({ param, value: [none] });
  const notice = { type: NoticeFrameType.SESSION_STATE_CHANGED, scope: NoticeFrameScope.LOCAL, payload };
  return Buffer.concat([
    frameMessage(ServerMessage.NOTICE, NoticeFrame.encode(notice)),
    frameMessage(ServerMessage.SQL_STMT_EXECUTE_OK),
  ]);
}
