// A recorded session of the X Protocol read again message by message, with the same code as while recording and replaying.

import type { ResponseFacts } from '../../core/command.ts';
import type { SessionFacts } from '../../core/recording.ts';
import type { XCommand, XSessionFacts } from '../../core/x-responder.ts';
import { frameMessage } from '../../mysqlx/codec/framing.ts';
import { ClientMessage, clientMessageType } from '../../mysqlx/constants/message-types.ts';
import { XSessionState } from '../../mysqlx/session/session-state.ts';

export class XSessionFollower {
  readonly #state: XSessionState;
  #database: string;

  constructor({ database }: Pick<SessionFacts, 'database'>) {
    this.#state = new XSessionState(database);
    this.#database = database;
  }

  /** The current schema. */
  get database(): string {
    return this.#database;
  }

  /** What the next message finds. */
  get facts(): XSessionFacts {
    return this.#state.facts;
  }

  /**
   * What a message means now; null where the recording has not kept it.
   * @param name as in `Sql.StmtExecute`
   */
  decode(name: string, payload: Buffer | null): XCommand | null {
    const type = clientMessageType(name);
    if (type === null || payload === null) return null;
    const command = this.#state.decode({ type, payload, frame: frameMessage(type, payload) });
    this.#database = command.database;
    return command;
  }

  /** Takes note of what a message was answered with. @param exchange the id that later messages are to name */
  note(command: XCommand, facts: ResponseFacts, exchange: number): void {
    const { prepared, message, session } = command;
    if (prepared !== null && message.type === ClientMessage.PREPARE_PREPARE) prepared.exchange = exchange;
    if (session.begins !== null && facts.outcome !== 'error') session.begins.exchange = exchange;
    command.answered(facts);
  }
}
