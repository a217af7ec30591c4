// Which message is read for which type, of those that clients send.

import { ClientMessage } from '../constants/message-types.ts';
import { MessageType } from './message-type.ts';
import * as messages from './messages.ts';

const TYPES: ReadonlyMap<number, MessageType<object>> = new Map<number, MessageType<object>>([
  [ClientMessage.CON_CAPABILITIES_GET, new MessageType('Connection.CapabilitiesGet')],
  [ClientMessage.CON_CAPABILITIES_SET, messages.CapabilitiesSet],
  [ClientMessage.CON_CLOSE, new MessageType('Connection.Close')],
  [ClientMessage.SESS_AUTHENTICATE_START, messages.AuthenticateStart],
  [ClientMessage.SESS_AUTHENTICATE_CONTINUE, messages.AuthenticateContinue],
  [ClientMessage.SESS_RESET, messages.Reset],
  [ClientMessage.SESS_CLOSE, new MessageType('Session.Close')],
  [ClientMessage.SQL_STMT_EXECUTE, messages.StmtExecute],
  [ClientMessage.CRUD_FIND, messages.Find],
  [ClientMessage.CRUD_INSERT, messages.Insert],
  [ClientMessage.CRUD_UPDATE, messages.Update],
  [ClientMessage.CRUD_DELETE, messages.Delete],
  [ClientMessage.EXPECT_OPEN, messages.ExpectOpen],
  [ClientMessage.EXPECT_CLOSE, new MessageType('Expect.Close')],
  [ClientMessage.CRUD_CREATE_VIEW, messages.CreateView],
  [ClientMessage.CRUD_MODIFY_VIEW, messages.ModifyView],
  [ClientMessage.CRUD_DROP_VIEW, messages.DropView],
  [ClientMessage.PREPARE_PREPARE, messages.Prepare],
  [ClientMessage.PREPARE_EXECUTE, messages.Execute],
  [ClientMessage.PREPARE_DEALLOCATE, messages.Deallocate],
  [ClientMessage.CURSOR_OPEN, messages.CursorOpen],
  [ClientMessage.CURSOR_CLOSE, messages.CursorClose],
  [ClientMessage.CURSOR_FETCH, messages.CursorFetch],
  [ClientMessage.COMPRESSION, messages.Compression],
]);

/** How a message of this type is read; undefined for one that nobody knows. */
export function messageTypeOf(type: number): MessageType<object> | undefined {
  return TYPES.get(type);
}

/** Whether a message's bytes are what its type says; true for a type that nobody knows. */
export function isReadable(type: number, payload: Buffer): boolean {
  try {
    TYPES.get(type)?.decode(payload);
    return true;
  } catch {
    return false;
  }
}
