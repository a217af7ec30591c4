// What the notices beside an answer told of it, as a trace says it.

import { toBigInt } from '../../mysqlx/messages/message-type.ts';
import { NoticeFrame, SessionStateChanged, SessionVariableChanged, Warning } from '../../mysqlx/messages/messages.ts';
import {
  NoticeFrameType,
  NoticeWarningLevel,
  NoticeSessionStateChangedParameter as Parameter,
} from '../../mysqlx/messages/schema.ts';
import type { TraceOk, TraceWarning } from '../trace/trace.ts';

export type ToldCompletion = { -readonly [K in keyof TraceOk]: TraceOk[K] };

/** Takes note of a notice. @param payload of Mysqlx.Notice.Frame */
export function tellNotice(payload: Buffer, told: ToldCompletion): void {
  const notice = NoticeFrame.decode(payload);
  const content = notice.payload ?? Buffer.alloc(0);
  switch (notice.type) {
    case NoticeFrameType.WARNING:
      told.warnings = [...(told.warnings ?? []), warningOf(content)];
      break;
    case NoticeFrameType.SESSION_VARIABLE_CHANGED: {
      const { param: name, value } = SessionVariableChanged.decode(content);
      track(told, { type: 'system_variable', name, value: String(value?.vString?.value ?? '') });
      break;
    }
    case NoticeFrameType.SESSION_STATE_CHANGED:
      tellState(content, told);
      break;
  }
}

function tellState(content: Buffer, told: ToldCompletion): void {
  const { param, value } = SessionStateChanged.decode(content);
  const [first] = value;
  const number = numberOf(toBigInt(first?.vUnsignedInt));
  const text = String(first?.vString?.value ?? '');
  switch (Number(param)) {
    case Parameter.ROWS_AFFECTED:
      if (number !== 0) told.affected_rows = number;
      break;
    case Parameter.GENERATED_INSERT_ID:
      told.last_insert_id = number;
      break;
    case Parameter.PRODUCED_MESSAGE:
      told.message = text;
      break;
    case Parameter.CURRENT_SCHEMA:
      track(told, { type: 'schema', schema: text });
      break;
    case Parameter.GENERATED_DOCUMENT_IDS:
      told.document_ids = value.map(({ vOctets }) => String(vOctets?.value ?? ''));
      break;
  }
}

function track(told: ToldCompletion, tracker: Readonly<Record<string, unknown>>): void {
  told.session_trackers = [...(told.session_trackers ?? []), tracker];
}

function warningOf(content: Buffer): TraceWarning {
  const { level, code, msg: message } = Warning.decode(content);
  switch (Number(level ?? NoticeWarningLevel.WARNING)) {
    case NoticeWarningLevel.NOTE:
      return { level: 'note', code, message };
    case NoticeWarningLevel.ERROR:
      return { level: 'error', code, message };
    default:
      return { code, message };
  }
}

function numberOf(value: bigint): number | string {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : String(value);
}
