// The quick way through a script for one connection: a text whose answer lasts (answer.ts) is answered by its packet, before
// anything of it is read.

import type { Dialect } from '../core/command.ts';
import { RecentMap } from '../core/recent-map.ts';
import type { Answer, AskingSession } from '../core/responder.ts';
import { CommandCode } from '../mysql/constants/commands.ts';
import { COMMAND_AT, notedAgain } from '../mysql/session/asked-again.ts';
import type { StatementAnswer } from './answer.ts';
import type { ScriptRun } from './script.ts';

/** Of texts and answers together. */
const MOST_BYTES = 32 * 1024;
const MOST_PACKET_BYTES = 8 * 1024;

interface Known {
  readonly statement: string;
  readonly answer: StatementAnswer;
  readonly bytes: Buffer;
  readonly dialect: Dialect;
}

export class QuickAnswers {
  readonly #known = new RecentMap<string, Known>(
    MOST_BYTES,
    ({ statement, bytes }) => 2 * statement.length + bytes.length,
  );

  /** The bytes of the answer that still holds; undefined where there is none. */
  find(packet: Buffer, session: AskingSession, run: ScriptRun): Buffer | undefined {
    if (packet[COMMAND_AT] !== CommandCode.COM_QUERY || packet.length > MOST_PACKET_BYTES) return undefined;
    const start = session.textAt(packet);
    const known = start < 0 ? undefined : this.#known.get(packet.toString('latin1', start));
    if (known === undefined || known.dialect !== session.dialect) return undefined;
    return run.known?.(known.statement) === known.answer ? known.bytes : undefined;
  }

  /** @param bytes that were sent @param facts of what leaves nothing behind in the session, else it is not kept */
  note(sql: Buffer, dialect: Dialect, { facts }: Answer, kept: Omit<Known, 'dialect'>): void {
    const noted = facts.status === null ? { ...facts, status: 0 } : facts;
    if (sql.length < MOST_PACKET_BYTES && notedAgain(sql, dialect, noted) !== null)
      this.#known.set(sql.toString('latin1'), { ...kept, dialect });
  }
}
