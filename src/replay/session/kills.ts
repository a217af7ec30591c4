// KILL on a replay: the ids are those of the replay's own connections, so what was recorded of it does not say who is meant.
// https://dev.mysql.com/doc/refman/9.7/en/kill.html

import type { Command } from '../../core/command.ts';
import { CommandCode } from '../../mysql/constants/commands.ts';
import { ServerErrors } from '../../mysql/constants/error-codes.ts';
import type { Flavour } from '../../mysql/constants/flavour.ts';
import { type ErrPacket, errOf } from '../../mysql/packets/err.ts';

export interface Kill {
  readonly connectionId: number;
  /** Only what the connection is doing is ended, not the connection. */
  readonly isQuery: boolean;
}

const STATEMENT = /^\s*kill\s+(?:(?:hard|soft)\s+)?(?:(connection|query)\s+)?(\d{1,10})\s*;?\s*$/i;
const STATEMENT_BYTES = 100;
const PROCESS_KILL_BYTES = 5;

/** Null for anything else, and where the id is no plain number. */
export function killOf({ code, payload, sql }: Command): Kill | null {
  if (code === CommandCode.COM_PROCESS_KILL && payload.length === PROCESS_KILL_BYTES) {
    return { connectionId: payload.readUInt32LE(1), isQuery: false };
  }
  if (code !== CommandCode.COM_QUERY || sql === null || sql.length > STATEMENT_BYTES) return null;
  return killIn(sql.toString('latin1'));
}

/** Null for any other statement. */
export function killIn(text: string): Kill | null {
  const match = text.length > STATEMENT_BYTES ? null : STATEMENT.exec(text);
  return match === null ? null : { connectionId: Number(match[2]), isQuery: match[1]?.toLowerCase() === 'query' };
}

export function unknownThread({ connectionId }: Kill): ErrPacket {
  return errOf(ServerErrors.ER_NO_SUCH_THREAD, connectionId);
}

/** What one hears who kills oneself. */
export function killedOneself({ isQuery }: Kill, { isMariadb }: Flavour): ErrPacket {
  if (isMariadb && !isQuery) return { code: 1927, sqlState: '70100', message: Buffer.from('Connection was killed') };
  return errOf(ServerErrors.ER_QUERY_INTERRUPTED);
}
