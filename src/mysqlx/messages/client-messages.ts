// Which message is read for which type, of those that clients send.

import type protobuf from 'protobufjs/light.js';
import { ClientMessage } from '../constants/message-types.ts';
import { MalformedMessageError, MessageType, reflect } from './message-type.ts';
import * as messages from './messages.ts';
import { protobufjs } from './protobuf.ts';

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

/** Why a message's bytes are not what its type says; null where they are, and for a type that nobody knows. */
export function malformationOf(type: number, payload: Buffer): MalformedMessageError | null {
  try {
    TYPES.get(type)?.decode(payload);
    return null;
  } catch (error) {
    if (error instanceof MalformedMessageError) return error;
    throw error;
  }
}

/** Whether clients may send such a field: a message's type, then tags, such as `17.12` for the lock of a Crud.Find. */
export function hasClientField(path: string): boolean {
  if (path === '') return true;
  const [type = '', ...tags] = path.split('.');
  const known = TYPES.get(numberOf(type));
  if (known === undefined) return false;
  let message: protobuf.Type | null = reflect(known.name);
  for (const tag of tags) {
    const field: protobuf.Field | undefined = message?.fieldsById[numberOf(tag)];
    if (field === undefined) return false;
    const { resolvedType } = field.resolve();
    message = resolvedType instanceof protobufjs().Type ? resolvedType : null;
  }
  return true;
}

function numberOf(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}
