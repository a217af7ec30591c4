// KILL over the X Protocol on a replay. A session is told the recorded CONNECTION_ID(), not the id that its login was given (as
// at the server, where the two differ too): who was told an id is who is meant by it.

import type { RecordedResponse } from '../../core/recording.ts';
import type { XCommand } from '../../core/x-responder.ts';
import { decodeAnswer } from '../../mysqlx/codec/decode-answer.ts';
import { type Kill, killIn } from '../session/kills.ts';
import type { LiveConnections } from '../session/live-connections.ts';

type Asked = Pick<XCommand, 'message' | 'describe'>;

/** Takes note of the id that a session was told. */
export function noteToldId(
  command: Asked,
  response: RecordedResponse,
  own: number,
  connections: LiveConnections,
): void {
  const { payload } = command.message;
  if (!payload.includes('CONNECTION_ID') && !payload.includes('connection_id')) return;
  if (response.whole === null || response.outcome === 'error') return;
  for (const part of decodeAnswer([response.whole])) {
    const [cell] = part.kind === 'row' ? part.decode() : [];
    if (cell?.kind === 'number') connections.alsoKnownAs(Number(cell.text), own);
  }
}

/** Whom a statement kills; null for any other statement. */
export function xKillOf(command: Asked, connections: LiveConnections): Kill | null {
  const { payload } = command.message;
  if (!payload.includes('KILL') && !payload.includes('kill')) return null;
  const kill = killIn(command.describe().text ?? '');
  return kill === null ? null : { ...kill, connectionId: connections.idOf(kill.connectionId) };
}
