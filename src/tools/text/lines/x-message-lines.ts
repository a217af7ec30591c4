// One message of a server in a text twin, of those that are no rows and no columns.

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
  NoticeSessionStateChangedParameter,
} from '../../../mysqlx/messages/schema.ts';
import type { Line } from '../reading/scanner.ts';
import { formatJson, parseJson, reading } from './json-values.ts';
import { formatHex, formatString } from './tokens.ts';

/** Messages without content. */
const BARE: Readonly<Record<string, number>> = {
  executed: ServerMessage.SQL_STMT_EXECUTE_OK,
  done: ServerMessage.RESULTSET_FETCH_DONE,
  suspended: ServerMessage.RESULTSET_FETCH_SUSPENDED,
  more_results: ServerMessage.RESULTSET_FETCH_DONE_MORE_RESULTSETS,
  more_out_params: ServerMessage.RESULTSET_FETCH_DONE_MORE_OUT_PARAMS,
};

/** What a notice holds, by its type. */
const NOTICES: Readonly<Record<number, string>> = {
  [NoticeFrameType.WARNING]: 'Notice.Warning',
  [NoticeFrameType.SESSION_VARIABLE_CHANGED]: 'Notice.SessionVariableChanged',
  [NoticeFrameType.SESSION_STATE_CHANGED]: 'Notice.SessionStateChanged',
  [NoticeFrameType.GROUP_REPLICATION_STATE_CHANGED]: 'Notice.GroupReplicationStateChanged',
};

export function formatXMessage(type: number, payload: Buffer): string {
  const bare = Object.entries(BARE).find(([, each]) => each === type)?.[0];
  if (bare !== undefined && payload.length === 0) return bare;
  return shortForm(type, payload) ?? `frame ${type} ${formatHex(payload)}`;
}

/** Null where it does not come to the same bytes. */
function shortForm(type: number, payload: Buffer): string | null {
  try {
    switch (type) {
      case ServerMessage.OK:
        return formatOk(payload);
      case ServerMessage.ERROR:
        return formatError(payload);
      case ServerMessage.NOTICE:
        return formatNotice(payload);
      default:
        return null;
    }
  } catch (error) {
    if (error instanceof MalformedMessageError || error instanceof RangeError) return null;
    throw error;
  }
}

function formatOk(payload: Buffer): string | null {
  const { msg } = Ok.decode(payload);
  if (payload.length === 0) return 'ok';
  return Ok.encode({ msg: msg ?? '' }).equals(payload) ? `ok ${formatString(msg ?? '')}` : null;
}

function formatError(payload: Buffer): string | null {
  const { severity, code, sqlState, msg } = ErrorMessage.decode(payload);
  if (!encodeError(code, sqlState, msg, severity === MysqlxErrorSeverity.FATAL).equals(payload)) return null;
  const fatal = severity === MysqlxErrorSeverity.FATAL ? ' fatal' : '';
  return `error ${code} ${formatString(sqlState)} ${formatString(msg)}${fatal}`;
}

function encodeError(code: number, sqlState: string, msg: string, isFatal: boolean): Buffer {
  const severity = isFatal ? MysqlxErrorSeverity.FATAL : MysqlxErrorSeverity.ERROR;
  return ErrorMessage.encode({ severity, code, msg, sqlState });
}

/** Those that come behind nearly every answer: the word, and which change of the session's state it is. */
const NUMBERS: Readonly<Record<string, number>> = {
  affected: NoticeSessionStateChangedParameter.ROWS_AFFECTED,
  insert_id: NoticeSessionStateChangedParameter.GENERATED_INSERT_ID,
};

function formatNotice(payload: Buffer): string | null {
  const notice = NoticeFrame.decode(payload);
  return formatChange(notice, payload) ?? formatAnyNotice(notice, payload);
}

function formatChange({ type, payload: content }: Notice, payload: Buffer): string | null {
  if (type !== NoticeFrameType.SESSION_STATE_CHANGED || !content) return null;
  const { param, value } = SessionStateChanged.decode(content);
  const [first] = value;
  const text = first?.vString?.value.toString('utf8');
  if (param === NoticeSessionStateChangedParameter.PRODUCED_MESSAGE && text !== undefined) {
    return infoNotice(text).equals(payload) ? `info ${formatString(text)}` : null;
  }
  const word = Object.entries(NUMBERS).find(([, each]) => each === param)?.[0];
  const number = toBigInt(first?.vUnsignedInt);
  return word !== undefined && numberNotice(param, number).equals(payload) ? `${word} ${number}` : null;
}

/** With what it holds in place of its payload. */
function formatAnyNotice(notice: Notice, payload: Buffer): string | null {
  const name = NOTICES[notice.type];
  const inner = name === undefined || !notice.payload ? null : innerJson(name, notice.payload);
  const { payload: _bytes, ...frame } = messageJson(NoticeFrame.name, notice) as Record<string, Json>;
  const json: Json = inner === null ? messageJson(NoticeFrame.name, notice) : { ...frame, holds: inner };
  return encodeNotice(json).equals(payload) ? `notice ${formatJson(json)}` : null;
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

/** The message that a line stands for, in its frame; null where it stands for none. @throws TextError */
export function parseXMessage(line: Line): Buffer | null {
  const bare = BARE[line.peek()];
  if (bare !== undefined) {
    line.word('a message');
    return frameMessage(bare);
  }
  if (line.takes('ok')) {
    const payload = line.isAtEnd ? Buffer.alloc(0) : Ok.encode({ msg: line.string('a message') });
    return frameMessage(ServerMessage.OK, payload);
  }
  if (line.takes('error')) return frameMessage(ServerMessage.ERROR, parseError(line));
  const param = NUMBERS[line.peek()];
  if (param !== undefined) {
    line.word('a notice');
    return frameMessage(ServerMessage.NOTICE, numberNotice(param, line.bigint('a number')));
  }
  if (line.takes('info')) return frameMessage(ServerMessage.NOTICE, infoNotice(line.string('a message')));
  if (line.takes('notice')) {
    const json = parseJson(line);
    return frameMessage(
      ServerMessage.NOTICE,
      reading(line, () => encodeNotice(json)),
    );
  }
  if (!line.takes('frame')) return null;
  const type = line.integer('the type of a message', 0xff);
  return frameMessage(type, line.bytes("the message's payload"));
}

function parseError(line: Line): Buffer {
  const code = line.integer('the code of an error', 0xffffffff);
  const sqlState = line.string('an SQLSTATE');
  const msg = line.string('a message');
  return encodeError(code, sqlState, msg, line.takes('fatal'));
}
