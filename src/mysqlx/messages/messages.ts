// Every message of the X Protocol that is read or written here, by the name that its definition in proto/ has.

import { MessageType } from './message-type.ts';
import type * as schema from './schema.ts';

export const Ok = new MessageType<schema.MysqlxOk>('Ok');
export const ErrorMessage = new MessageType<schema.MysqlxError>('Error');
export const Capabilities = new MessageType<schema.ConnectionCapabilities>('Connection.Capabilities');
export const CapabilitiesSet = new MessageType<schema.ConnectionCapabilitiesSet>('Connection.CapabilitiesSet');
export const Compression = new MessageType<schema.ConnectionCompression>('Connection.Compression');
export const AuthenticateStart = new MessageType<schema.SessionAuthenticateStart>('Session.AuthenticateStart');
export const AuthenticateContinue = new MessageType<schema.SessionAuthenticateContinue>('Session.AuthenticateContinue');
export const AuthenticateOk = new MessageType<schema.SessionAuthenticateOk>('Session.AuthenticateOk');
export const Reset = new MessageType<schema.SessionReset>('Session.Reset');
export const StmtExecute = new MessageType<schema.SqlStmtExecute>('Sql.StmtExecute');
export const Find = new MessageType<schema.CrudFind>('Crud.Find');
export const Insert = new MessageType<schema.CrudInsert>('Crud.Insert');
export const Update = new MessageType<schema.CrudUpdate>('Crud.Update');
export const Delete = new MessageType<schema.CrudDelete>('Crud.Delete');
export const CreateView = new MessageType<schema.CrudCreateView>('Crud.CreateView');
export const ModifyView = new MessageType<schema.CrudModifyView>('Crud.ModifyView');
export const DropView = new MessageType<schema.CrudDropView>('Crud.DropView');
export const ExpectOpen = new MessageType<schema.ExpectOpen>('Expect.Open');
export const Prepare = new MessageType<schema.PreparePrepare>('Prepare.Prepare');
export const Execute = new MessageType<schema.PrepareExecute>('Prepare.Execute');
export const Deallocate = new MessageType<schema.PrepareDeallocate>('Prepare.Deallocate');
export const CursorOpen = new MessageType<schema.CursorOpen>('Cursor.Open');
export const CursorFetch = new MessageType<schema.CursorFetch>('Cursor.Fetch');
export const CursorClose = new MessageType<schema.CursorClose>('Cursor.Close');
export const ColumnMetaData = new MessageType<schema.ResultsetColumnMetaData>('Resultset.ColumnMetaData');
export const Row = new MessageType<schema.ResultsetRow>('Resultset.Row');
export const NoticeFrame = new MessageType<schema.NoticeFrame>('Notice.Frame');
export const Warning = new MessageType<schema.NoticeWarning>('Notice.Warning');
export const SessionVariableChanged = new MessageType<schema.NoticeSessionVariableChanged>(
  'Notice.SessionVariableChanged',
);
export const SessionStateChanged = new MessageType<schema.NoticeSessionStateChanged>('Notice.SessionStateChanged');
export const GroupReplicationStateChanged = new MessageType<schema.NoticeGroupReplicationStateChanged>(
  'Notice.GroupReplicationStateChanged',
);
export const AnyValue = new MessageType<schema.DatatypesAny>('Datatypes.Any');
