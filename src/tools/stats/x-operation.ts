// Operations of the X Protocol among statements, which recordings show as one would write them.

import { operationShape } from '../../mysqlx/codec/operation-shape.ts';
import type { CountedExchange } from '../../store/reading/statistics.ts';

/** Messages that ask for something each time; a prepare does not. */
export const X_EXECUTIONS: readonly string[] = [
  ...['Sql.StmtExecute', 'Crud.Find', 'Crud.Insert', 'Crud.Update', 'Crud.Delete', 'Prepare.Execute', 'Cursor.Open'],
];

const OPERATION = /^[^\s()]+\.(?:find|select|add|addOrReplace|insert|modify|update|remove|delete)\(/;

/** The operation but for its values; null for what is none. @param sql as the recording shows it */
export function operationText(
  { command, request }: Pick<CountedExchange, 'command' | 'request'>,
  sql: string,
): string | null {
  if (request !== null && command.startsWith('Crud.')) return operationShape(command, request);
  // what was prepared has placeholders
  return command.includes('.') && OPERATION.test(sql) ? sql : null;
}
