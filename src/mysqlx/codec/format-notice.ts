// A notice in a few words. https://dev.mysql.com/doc/dev/mysql-server/latest/mysqlx_protocol_notices.html

import {
  GroupReplicationStateChanged,
  NoticeFrame,
  SessionStateChanged,
  SessionVariableChanged,
  Warning,
} from '../messages/messages.ts';
import {
  NoticeFrameType,
  NoticeGroupReplicationStateChangedType,
  NoticeSessionStateChangedParameter,
  NoticeWarningLevel,
} from '../messages/schema.ts';
import { formatScalar } from './format-value.ts';

/**
 * `rows affected: 3`, `warning 1051: Unknown table 'x'`.
 * @param payload of Mysqlx.Notice.Frame
 * @throws MalformedMessageError
 */
export function formatNotice(payload: Buffer): string {
  const notice = NoticeFrame.decode(payload);
  const content = notice.payload ?? Buffer.alloc(0);
  switch (notice.type) {
    case NoticeFrameType.WARNING: {
      const { level, code, msg } = Warning.decode(content);
      return `${nameOf(NoticeWarningLevel, level ?? NoticeWarningLevel.WARNING)} ${code}: ${msg}`;
    }
    case NoticeFrameType.SESSION_VARIABLE_CHANGED: {
      const { param, value } = SessionVariableChanged.decode(content);
      return `${param} = ${value ? formatScalar(value) : 'null'}`;
    }
    case NoticeFrameType.SESSION_STATE_CHANGED: {
      const { param, value } = SessionStateChanged.decode(content);
      const values = value.map((each) => each.vOctets?.value.toString('utf8') ?? formatScalar(each));
      return `${nameOf(NoticeSessionStateChangedParameter, param)}: ${values.join(', ')}`;
    }
    case NoticeFrameType.GROUP_REPLICATION_STATE_CHANGED: {
      const { type, viewId } = GroupReplicationStateChanged.decode(content);
      return `group replication: ${nameOf(NoticeGroupReplicationStateChangedType, type)}${viewId ? `, view ${viewId}` : ''}`;
    }
    case NoticeFrameType.SERVER_HELLO:
      return 'server hello';
    default:
      return `notice of type ${notice.type}`;
  }
}

function nameOf(values: Readonly<Record<string, number>>, value: number): string {
  const name = Object.entries(values).find(([, each]) => each === value)?.[0];
  return name?.toLowerCase().replaceAll('_', ' ') ?? String(value);
}
