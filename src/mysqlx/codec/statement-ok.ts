// What a server says to a statement without rows that changed none, such as SET.

import { ServerMessage } from '../constants/message-types.ts';
import { NoticeSessionStateChangedParameter } from '../messages/schema.ts';
import { frameMessage } from './framing.ts';
import { numberNotice } from './state-notice.ts';

/** The number of affected rows as a notice, then Mysqlx.Sql.StmtExecuteOk. */
export function statementOk(): Buffer {
  return Buffer.concat([
    frameMessage(ServerMessage.NOTICE, numberNotice(NoticeSessionStateChangedParameter.ROWS_AFFECTED, 0n)),
    frameMessage(ServerMessage.SQL_STMT_EXECUTE_OK),
  ]);
}
