// A command as a session decodes it, of a client that has done nothing yet.

import type { Command } from '../../src/core/command.ts';
import { SessionState } from '../../src/mysql/session/session-state.ts';

export function commandOf(payload: Buffer, database = ''): Command {
  return new SessionState({ capabilities: 0n, user: '', database, charset: 45, status: 2 }).decode(payload);
}

export function queryOf(sql: string, database = ''): Command {
  return commandOf(Buffer.from(`\x03${sql}`), database);
}
