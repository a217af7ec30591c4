// How a server ended a session: looked for at the session's end, by index.

import { SERVER_CLOSE } from '../../core/command.ts';
import type { SessionEnding } from '../../core/recording.ts';
import { numberOrNull, type ReadStatements } from './read-statements.ts';

export interface ClosingRow {
  readonly exchange: number;
  readonly isAnswered: boolean;
  readonly idleUs: number;
  readonly responseId: number | null;
}

interface LastRow {
  readonly id: bigint;
  readonly command: string;
  readonly gap: string | null;
  readonly last_byte_us: bigint;
  readonly response_id: bigint | null;
  readonly bytes: bigint;
}

const LAST = `SELECT e.id, e.command, e.gap, e.last_byte_us, e.response_id, coalesce(r.bytes, 0) AS bytes
  FROM exchange e LEFT JOIN response r ON r.id = e.response_id WHERE e.session_id = ? ORDER BY e.id DESC LIMIT 1`;
/** Housekeeping is answered without the recording, so nobody's place is at it. */
const LAST_MATCHED = `SELECT id FROM exchange WHERE session_id = ? AND fingerprint IS NOT NULL AND gap IS NULL
  ORDER BY id DESC LIMIT 1`;

/** Undefined where it was not the server, or where it said half of an answer. */
export function findClosing(read: ReadStatements, session: number): ClosingRow | undefined {
  const ending = read.get<[number], { ending: SessionEnding }>('SELECT ending FROM session WHERE id = ?', session);
  if (ending?.ending !== 'server_closed') return undefined;
  const last = read.get<[number], LastRow>(LAST, session);
  if (last?.command === SERVER_CLOSE.name) {
    const matched = read.get<[number], { id: bigint }>(LAST_MATCHED, session);
    const responseId = numberOrNull(last.response_id);
    return { exchange: Number(matched?.id ?? 0), isAnswered: true, idleUs: Number(last.last_byte_us), responseId };
  }
  const isUnanswered = last?.gap === 'truncated' && last.bytes === 0n;
  return isUnanswered ? { exchange: Number(last.id), isAnswered: false, idleUs: 0, responseId: null } : undefined;
}
