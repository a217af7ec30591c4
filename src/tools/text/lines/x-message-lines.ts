// One message of a server in a text twin, of those that are no rows and no columns. Each has one form, by which it is
// written and read; one that its form cannot say byte for byte is a `frame` with its bytes.

import { frameMessage } from '../../../mysqlx/codec/framing.ts';
import { infoNotice, numberNotice } from '../../../mysqlx/codec/state-notice.ts';
import { ServerMessage } from '../../../mysqlx/constants/message-types.ts';
import { type Json, messageJson, messageOfJson } from '../../../mysqlx/messages/message-json.ts';
import { MalformedMessageError, MessageType, toBigInt } from '../../../mysqlx/messages/message-type.ts';
import { ErrorMessage, NoticeFrame, Ok, SessionStateChanged } from '../../../mysqlx/messages/messages.ts';
import {
  MysqlxErrorSeverity,
  type NoticeFrame as Notice,
  NoticeFrameType,
  type NoticeSessionStateChanged,
  NoticeSessionStateChangedParameter as Param,
} from '../../../mysqlx/messages/schema.ts';
import type { Line } from '../reading/scanner.ts';
import { bigint, bytes, type Field, integer, mark, nothing, optional, record, string } from './fields.ts';
import { formatJson, parseJson, reading } from './json-values.ts';

/** What stands behind a word, for messages of one type. */
interface Form {
  readonly type: number;
  /** Behind the word; null where this form cannot say the payload. @throws MalformedMessageError, RangeError */
  write(payload: Buffer): string | null;
  /** The payload. @throws TextError */
  read(line: Line): Buffer;
}

/** @param decode null where the form is not about such a payload @param encode its inverse, where the form says all */
function form<V>(
  type: number,
  field: Field<V>,
  decode: (payload: Buffer) => { readonly value: V } | null,
  encode: (value: V) => Buffer,
): Form {
  return {
    type,
    write: (payload) => {
      const decoded = decode(payload);
      return decoded !== null && encode(decoded.value).equals(payload) ? field.write(decoded.value) : null;
    },
    read: (line) => {
      const value = field.read(line);
      return reading(line, () => encode(value));
    },
  };
}

/** A message without content. */
function bare(type: number): Form {
  const decode = () => ({ value: null });
  return form(type, nothing(), decode, () => Buffer.alloc(0));
}

/** A change of the session's state by a number: one of those that come behind nearly every answer. */
function numberForm(param: NoticeSessionStateChanged['param']): Form {
  const decode = (payload: Buffer) => {
    const change = stateChangeOf(payload);
    return change?.param === param ? { value: toBigInt(change.value[0]?.vUnsignedInt) } : null;
  };
  return form(ServerMessage.NOTICE, bigint('a number'), decode, (value) => numberNotice(param, value));
}

const OK: Form = form(
  ServerMessage.OK,
  optional(string('a message')),
  (payload) => ({ value: payload.length === 0 ? null : (Ok.decode(payload).msg ?? '') }),
  (msg) => (msg === null ? Buffer.alloc(0) : Ok.encode({ msg })),
);

const ERROR: Form = form(
  ServerMessage.ERROR,
  record({
    code: integer('the code of an error', 0xffffffff),
    sqlState: string('an SQLSTATE'),
    msg: string('a message'),
    isFatal: mark('fatal'),
  }),
  (payload) => {
    const { severity, ...error } = ErrorMessage.decode(payload);
    return { value: { ...error, isFatal: severity === MysqlxErrorSeverity.FATAL } };
  },
  ({ isFatal, ...error }) => {
    const severity = isFatal ? MysqlxErrorSeverity.FATAL : MysqlxErrorSeverity.ERROR;
    return ErrorMessage.encode({ ...error, severity });
  },
);

const INFO: Form = form(
  ServerMessage.NOTICE,
  string('a message'),
  (payload) => {
    const change = stateChangeOf(payload);
    const text = change?.value[0]?.vString?.value.toString('utf8');
    return change?.param === Param.PRODUCED_MESSAGE && text !== undefined ? { value: text } : null;
  },
  infoNotice,
);

const NOTICE: Form = form(
  ServerMessage.NOTICE,
  { write: formatJson, read: parseJson },
  (payload) => ({ value: noticeJson(NoticeFrame.decode(payload)) }),
  encodeNotice,
);

/** By their words; the first that can say a message does. */
const FORMS: Readonly<Record<string, Form>> = {
  executed: bare(ServerMessage.SQL_STMT_EXECUTE_OK),
  done: bare(ServerMessage.RESULTSET_FETCH_DONE),
  suspended: bare(ServerMessage.RESULTSET_FETCH_SUSPENDED),
  more_results: bare(ServerMessage.RESULTSET_FETCH_DONE_MORE_RESULTSETS),
  more_out_params: bare(ServerMessage.RESULTSET_FETCH_DONE_MORE_OUT_PARAMS),
  ok: OK,
  error: ERROR,
  info: INFO,
  affected: numberForm(Param.ROWS_AFFECTED),
  insert_id: numberForm(Param.GENERATED_INSERT_ID),
  notice: NOTICE,
};

const FRAME = record({ type: integer('the type of a message', 0xff), payload: bytes("the message's payload", 'hex') });

export function formatXMessage(type: number, payload: Buffer): string {
  for (const [word, each] of Object.entries(FORMS)) {
    const text = each.type === type ? written(each, payload) : null;
    if (text !== null) return text === '' ? word : `${word} ${text}`;
  }
  return formatFrame(type, payload);
}

export function formatFrame(type: number, payload: Buffer): string {
  return `frame ${FRAME.write({ type, payload })}`;
}

function written(each: Form, payload: Buffer): string | null {
  try {
    return each.write(payload);
  } catch (error) {
    if (error instanceof MalformedMessageError || error instanceof RangeError) return null;
    throw error;
  }
}

/** The message that a line stands for, in its frame; null where it stands for none. @throws TextError */
export function parseXMessage(line: Line): Buffer | null {
  const word = line.peek();
  const known = Object.hasOwn(FORMS, word) ? FORMS[word] : undefined;
  if (known === undefined && word !== 'frame') return null;
  line.expect(word);
  if (known !== undefined) return frameMessage(known.type, known.read(line));
  const { type, payload } = FRAME.read(line);
  return frameMessage(type, payload);
}

function stateChangeOf(payload: Buffer): NoticeSessionStateChanged | null {
  const { type, payload: content } = NoticeFrame.decode(payload);
  return type === NoticeFrameType.SESSION_STATE_CHANGED && content ? SessionStateChanged.decode(content) : null;
}

/** What a notice holds, by its type. */
const NOTICES: Readonly<Record<number, string>> = {
  [NoticeFrameType.WARNING]: 'Notice.Warning',
  [NoticeFrameType.SESSION_VARIABLE_CHANGED]: 'Notice.SessionVariableChanged',
  [NoticeFrameType.SESSION_STATE_CHANGED]: 'Notice.SessionStateChanged',
  [NoticeFrameType.GROUP_REPLICATION_STATE_CHANGED]: 'Notice.GroupReplicationStateChanged',
};

/** With what it holds in place of its payload, where that says it all. */
function noticeJson(notice: Notice): Json {
  const name = NOTICES[notice.type];
  const whole = messageJson(NoticeFrame.name, notice);
  const inner = name === undefined || !notice.payload ? null : innerJson(name, notice.payload);
  const { payload: _bytes, ...frame } = whole as Record<string, Json>;
  return inner === null ? whole : { ...frame, holds: inner };
}

function innerJson(name: string, payload: Buffer): Json | null {
  const type = new MessageType<object>(name);
  const json = messageJson(name, type.decode(payload));
  return type.encode(messageOfJson(name, json)).equals(payload) ? json : null;
}

/** @throws RangeError */
function encodeNotice(json: Json): Buffer {
  if (json === null || typeof json !== 'object' || Array.isArray(json)) throw new RangeError('a notice is an object');
  const { holds, ...frame } = json as Record<string, Json>;
  const notice = messageOfJson(NoticeFrame.name, frame) as Notice;
  if (holds === undefined) return NoticeFrame.encode(notice);
  const name = NOTICES[notice.type];
  if (name === undefined) throw new RangeError(`a notice of type ${notice.type} holds nothing that is known`);
  const payload = new MessageType<object>(name).encode(messageOfJson(name, holds));
  return NoticeFrame.encode({ ...notice, payload });
}
