// Notices: what a session is told beside its answers, or unasked.
// https://dev.mysql.com/doc/dev/mysql-server/latest/mysqlx_protocol_notices.html

import { frameMessage } from '../../mysqlx/codec/framing.ts';
import { ServerMessage } from '../../mysqlx/constants/message-types.ts';
import {
  GroupReplicationStateChanged,
  NoticeFrame,
  SessionStateChanged,
  SessionVariableChanged,
  Warning as WarningMessage,
} from '../../mysqlx/messages/messages.ts';
import {
  type DatatypesScalar,
  DatatypesScalarType,
  NoticeFrameScope,
  NoticeFrameType,
  NoticeWarningLevel,
  NoticeSessionStateChangedParameter as Parameter,
} from '../../mysqlx/messages/schema.ts';
import type { Completion, Warning } from '../answer.ts';
import type { NoticePlan } from '../script.ts';

const LEVELS = {
  note: NoticeWarningLevel.NOTE,
  warning: NoticeWarningLevel.WARNING,
  error: NoticeWarningLevel.ERROR,
} as const;

/** What a server says first. */
export const SERVER_HELLO = notice(NoticeFrameType.SERVER_HELLO, Buffer.alloc(0), null);

/** @param saysRows whether the number of rows affected is told though it is zero */
export function completionNotices(completion: Completion, warnings: readonly Warning[], saysRows: boolean): Buffer[] {
  const { affectedRows, lastInsertId, message, trackers, documentIds } = completion;
  const notices = warnings.map(warningNotice);
  if (saysRows || affectedRows > 0n) notices.push(stateNotice(Parameter.ROWS_AFFECTED, [unsigned(affectedRows)]));
  if (lastInsertId > 0n) notices.push(stateNotice(Parameter.GENERATED_INSERT_ID, [unsigned(lastInsertId)]));
  if (message !== '') notices.push(stateNotice(Parameter.PRODUCED_MESSAGE, [text(message)]));
  for (const change of trackers) {
    if (change.type === 'schema') notices.push(stateNotice(Parameter.CURRENT_SCHEMA, [text(change.name)]));
    if (change.type !== 'system_variables') continue;
    for (const { name, value } of change.variables) notices.push(variableNotice(name.toString('utf8'), value));
  }
  if (documentIds.length > 0) notices.push(stateNotice(Parameter.GENERATED_DOCUMENT_IDS, documentIds.map(octets)));
  return notices;
}

/** A notice that the script sends unasked; null for one that no client could read. */
export function plannedNotice({ type, scope, payload }: NoticePlan): Buffer | null {
  const content = type === null ? null : contentOf(type, payload);
  if (type === null || content === null) return null;
  const scopes = { LOCAL: NoticeFrameScope.LOCAL, GLOBAL: NoticeFrameScope.GLOBAL };
  return notice(type, content, scope === null ? null : scopes[scope]);
}

function contentOf(type: number, payload: NoticePlan['payload']): Buffer | null {
  switch (type) {
    case NoticeFrameType.WARNING: {
      const level = LEVELS[String(payload['level'] ?? 'warning') as keyof typeof LEVELS] ?? NoticeWarningLevel.WARNING;
      return WarningMessage.encode({ level, code: numberOf(payload['code']), msg: textOf(payload['message']) });
    }
    case NoticeFrameType.SESSION_VARIABLE_CHANGED:
      return SessionVariableChanged.encode({ param: textOf(payload['name']), value: text(textOf(payload['value'])) });
    case NoticeFrameType.SESSION_STATE_CHANGED: {
      const value = [text(textOf(payload['schema']))];
      return SessionStateChanged.encode({ param: Parameter.CURRENT_SCHEMA, value });
    }
    case NoticeFrameType.GROUP_REPLICATION_STATE_CHANGED: {
      const viewId = payload['view-id'];
      return GroupReplicationStateChanged.encode({
        type: numberOf(payload['type']),
        ...(viewId !== undefined && { viewId: textOf(viewId) }),
      });
    }
    case NoticeFrameType.SERVER_HELLO:
      return Buffer.alloc(0);
    default:
      return null;
  }
}

function warningNotice({ level, code, message }: Warning): Buffer {
  return notice(NoticeFrameType.WARNING, WarningMessage.encode({ level: LEVELS[level], code, msg: message }));
}

function variableNotice(param: string, value: Buffer): Buffer {
  const payload = SessionVariableChanged.encode({ param, value: text(value) });
  return notice(NoticeFrameType.SESSION_VARIABLE_CHANGED, payload);
}

function stateNotice(param: number, value: readonly DatatypesScalar[]): Buffer {
  return notice(NoticeFrameType.SESSION_STATE_CHANGED, SessionStateChanged.encode({ param, value }));
}

function notice(type: number, payload: Buffer, scope: number | null = NoticeFrameScope.LOCAL): Buffer {
  const frame = NoticeFrame.encode({ type, ...(scope !== null && { scope }), payload });
  return frameMessage(ServerMessage.NOTICE, frame);
}

function unsigned(value: bigint): DatatypesScalar {
  const low = Number(BigInt.asIntN(32, value));
  const high = Number(BigInt.asIntN(32, value >> 32n));
  return { type: DatatypesScalarType.V_UINT, vUnsignedInt: { low, high, unsigned: true } };
}

function text(value: string | Buffer): DatatypesScalar {
  return { type: DatatypesScalarType.V_STRING, vString: { value: Buffer.from(value) } };
}

function octets(value: string): DatatypesScalar {
  return { type: DatatypesScalarType.V_OCTETS, vOctets: { value: Buffer.from(value) } };
}

function textOf(value: unknown): string {
  return value === undefined ? '' : String(value);
}

function numberOf(value: unknown): number {
  return Math.trunc(Number(value)) >>> 0 || 0;
}
