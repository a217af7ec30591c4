// KILL on a replay: the ids are those of the replay's own connections, so what was recorded of it does not say who is meant.
// https://dev.mysql.com/doc/refman/9.7/en/kill.html

import type { Command } from '../../core/command.ts';
import { CommandCode } from '../../mysql/constants/commands.ts';
import { ServerErrors } from '../../mysql/constants/error-codes.ts';
import type { Flavour } from '../../mysql/constants/flavour.ts';
import { type ErrPacket, errOf } from '../../mysql/packets/err.ts';
import { parameterContent } from '../../sql/values/statement-values.ts';

export interface Kill {
  readonly connectionId: number;
  /** Only what the connection is doing is ended, not the connection. */
  readonly isQuery: boolean;
}

const STATEMENT = /^\s*kill\s+(?:(?:hard|soft)\s+)?(?:(connection|query)\s+)?(\d{1,10}|@`?\w+`?|\?)\s*;?\s*$/i;
const PLAIN_ID = /^\d{1,10}$/;
const STATEMENT_BYTES = 100;
const PROCESS_KILL_BYTES = 5;

/** Null for anything else, and where nobody but a server knows the id. */
export function killOf(command: Command): Kill | null {
  const { code, payload, sql } = command;
  if (code === CommandCode.COM_PROCESS_KILL && payload.length === PROCESS_KILL_BYTES) {
    return { connectionId: payload.readUInt32LE(1), isQuery: false };
  }
  const isExecute = code === CommandCode.COM_STMT_EXECUTE;
  if ((code !== CommandCode.COM_QUERY && !isExecute) || sql === null || sql.length > STATEMENT_BYTES) return null;
  return killIn(sql.toString('latin1'), (id) => (isExecute && id === '?' ? boundId(command) : heldId(id, command)));
}

/** Null for any other statement. @param known the number that stands for a variable or a parameter; null where it is not known */
export function killIn(text: string, known: (id: string) => number | null = () => null): Kill | null {
  const match = text.length > STATEMENT_BYTES ? null : STATEMENT.exec(text);
  if (match === null) return null;
  const [, what, id = ''] = match;
  const connectionId = PLAIN_ID.test(id) ? Number(id) : known(id);
  return connectionId === null ? null : { connectionId, isQuery: what?.toLowerCase() === 'query' };
}

/** MariaDB's prepared `KILL ?`. */
function boundId({ parameters }: Command): number | null {
  const [only] = parameters ?? [];
  const content = only === undefined ? null : parameterContent(only);
  return content !== null && PLAIN_ID.test(content) ? Number(content) : null;
}

/** `KILL @v`, where the session gave it a number; one that was never set is 0. */
function heldId(id: string, { context }: Command): number | null {
  const { userVariables, unknown, written } = context;
  const held = userVariables.get(id.slice(1).replaceAll('`', '').toLowerCase());
  if (held === undefined) return id.startsWith('@') && unknown === null && written === null ? 0 : null;
  return PLAIN_ID.test(held) ? Number(held) : null;
}

export function unknownThread({ connectionId }: Kill): ErrPacket {
  return errOf(ServerErrors.ER_NO_SUCH_THREAD, connectionId);
}

/** What one hears who kills oneself. */
export function killedOneself({ isQuery }: Kill, { isMariadb }: Flavour): ErrPacket {
  if (isMariadb && !isQuery) return { code: 1927, sqlState: '70100', message: Buffer.from('Connection was killed') };
  return errOf(ServerErrors.ER_QUERY_INTERRUPTED);
}
