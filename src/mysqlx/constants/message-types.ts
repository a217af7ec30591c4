// The byte behind a frame's length: which message follows.
// https://dev.mysql.com/doc/dev/mysql-server/latest/structMysqlx_1_1ClientMessages.html

import { MysqlxClientMessagesType, MysqlxServerMessagesType } from '../messages/schema.ts';

export const ClientMessage = MysqlxClientMessagesType;
export const ServerMessage = MysqlxServerMessagesType;

const CLIENT_NAMES: ReadonlyMap<number, string> = new Map([
  [ClientMessage.CON_CAPABILITIES_GET, 'Connection.CapabilitiesGet'],
  [ClientMessage.CON_CAPABILITIES_SET, 'Connection.CapabilitiesSet'],
  [ClientMessage.CON_CLOSE, 'Connection.Close'],
  [ClientMessage.SESS_AUTHENTICATE_START, 'Session.AuthenticateStart'],
  [ClientMessage.SESS_AUTHENTICATE_CONTINUE, 'Session.AuthenticateContinue'],
  [ClientMessage.SESS_RESET, 'Session.Reset'],
  [ClientMessage.SESS_CLOSE, 'Session.Close'],
  [ClientMessage.SQL_STMT_EXECUTE, 'Sql.StmtExecute'],
  [ClientMessage.CRUD_FIND, 'Crud.Find'],
  [ClientMessage.CRUD_INSERT, 'Crud.Insert'],
  [ClientMessage.CRUD_UPDATE, 'Crud.Update'],
  [ClientMessage.CRUD_DELETE, 'Crud.Delete'],
  [ClientMessage.EXPECT_OPEN, 'Expect.Open'],
  [ClientMessage.EXPECT_CLOSE, 'Expect.Close'],
  [ClientMessage.CRUD_CREATE_VIEW, 'Crud.CreateView'],
  [ClientMessage.CRUD_MODIFY_VIEW, 'Crud.ModifyView'],
  [ClientMessage.CRUD_DROP_VIEW, 'Crud.DropView'],
  [ClientMessage.PREPARE_PREPARE, 'Prepare.Prepare'],
  [ClientMessage.PREPARE_EXECUTE, 'Prepare.Execute'],
  [ClientMessage.PREPARE_DEALLOCATE, 'Prepare.Deallocate'],
  [ClientMessage.CURSOR_OPEN, 'Cursor.Open'],
  [ClientMessage.CURSOR_CLOSE, 'Cursor.Close'],
  [ClientMessage.CURSOR_FETCH, 'Cursor.Fetch'],
  [ClientMessage.COMPRESSION, 'Connection.Compression'],
]);

/** The message's name in proto/, `Message.0x63` for a type that no definition has. */
export function clientMessageName(type: number): string {
  return CLIENT_NAMES.get(type) ?? `Message.0x${type.toString(16).padStart(2, '0').toUpperCase()}`;
}

/** The type of a message by its name as `clientMessageName` has it; null where there is none. */
export function clientMessageType(name: string): number | null {
  for (const [type, each] of CLIENT_NAMES) if (each === name) return type;
  const hex = /^Message\.0x([0-9A-F]{2})$/.exec(name)?.[1];
  return hex === undefined ? null : Number.parseInt(hex, 16);
}

/** Whether a client may send it at all, in whatever state. */
export function isClientMessage(type: number): boolean {
  return CLIENT_NAMES.has(type);
}

/** The message that ends the answer to any message of a client; what stands before it belongs to the answer. */
export function endsAnswer(type: number): boolean {
  return type <= ServerMessage.SESS_AUTHENTICATE_OK || type === ServerMessage.SQL_STMT_EXECUTE_OK;
}
