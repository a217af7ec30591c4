// Which protocol an exchange is of.

import type { ListedExchange } from '../../store/reading/listing.ts';

/** Messages of the X Protocol are named as in proto/, such as `Sql.StmtExecute`. */
export function isOfX({ command }: Pick<ListedExchange, 'command'>): boolean {
  return /^[A-Z][a-z]+\./.test(command);
}
