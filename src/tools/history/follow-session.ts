// A recorded session read again command by command: what each command meant when it was asked, and what its answer said.
// The same code follows it as while recording and replaying, so fingerprints and parameters come out the same.

import { type Command, NO_FACTS, type ResponseFacts, SERVER_CLOSE, type StatementRules } from '../../core/command.ts';
import { MalformedPacketError } from '../../core/errors.ts';
import type { SessionFacts } from '../../core/recording.ts';
import { ResponseTracker } from '../../mysql/codec/response-tracker.ts';
import { commandCode } from '../../mysql/constants/commands.ts';
import { transactionAfter } from '../../mysql/constants/status.ts';
import { encodeComQuery } from '../../mysql/packets/com-query.ts';
import { asksCursor } from '../../mysql/packets/com-stmt-execute.ts';
import { decodeOk } from '../../mysql/packets/ok.ts';
import { SessionState } from '../../mysql/session/session-state.ts';

/** Exchanges that none who plays a recorded session asks again by themselves: the session's own ends. */
export const NEVER_ASKED: ReadonlySet<string> = new Set(['COM_QUIT', 'COM_CHANGE_USER', SERVER_CLOSE.name]);

/** Follows one session; exchanges are handed in in their order. */
export class SessionFollower {
  readonly #state: SessionState;
  readonly #tracker = new ResponseTracker();
  #transaction: number | null = null;

  /** @param rules the recording's own rules of identity */
  constructor(
    facts: Pick<SessionFacts, 'capabilities' | 'user' | 'database' | 'charset' | 'loginReply'>,
    rules: StatementRules | null,
  ) {
    const { capabilities, user, database, charset, loginReply } = facts;
    const status = statusOf(loginReply, capabilities);
    this.#state = new SessionState({ capabilities, user, database, charset, status }, rules);
  }

  /** The exchange that began the transaction which is open. */
  get transaction(): number | null {
    return this.#transaction;
  }

  /** What a command means now. */
  decode(name: string, payload: Buffer): Command {
    const command = this.#state.decode(payload);
    return name === SERVER_CLOSE.name ? { ...command, ...SERVER_CLOSE } : command;
  }

  /**
   * Reads the answer to the command decoded last and takes note of what it changed.
   * @param chunks the response's bytes, packet headers included; null where there is none
   * @param exchange the id that later executes are to name as their prepare
   */
  answer(command: Command, chunks: Iterable<Buffer> | null, encoding: bigint, exchange: number): ResponseFacts {
    const facts = chunks === null ? NO_FACTS : this.#read(command, chunks, encoding);
    this.note(command, facts, exchange);
    return facts;
  }

  /** Takes note of what an answered command changed. */
  note(command: Command, facts: ResponseFacts, exchange: number): void {
    this.#state.apply(command, facts, exchange);
    this.#transaction = transactionAfter(this.#transaction, exchange, facts.status);
  }

  #read(command: Command, chunks: Iterable<Buffer>, encoding: bigint): ResponseFacts {
    this.#tracker.begin(command.code, encoding, asksCursor(command));
    try {
      for (const chunk of chunks) {
        for (let rest = chunk; rest.length > 0; ) {
          const taken = this.#tracker.scan(rest);
          if (this.#tracker.isClientTurn) this.#tracker.resume();
          else if (taken === 0 || this.#tracker.isDone) break;
          rest = rest.subarray(taken);
        }
      }
    } catch (error) {
      if (!(error instanceof MalformedPacketError)) throw error;
    }
    return this.#tracker.facts();
  }
}

function statusOf(loginReply: Buffer, capabilities: bigint): number {
  try {
    return loginReply[0] === 0x00 ? decodeOk(loginReply, capabilities).status : 0;
  } catch (error) {
    if (error instanceof MalformedPacketError) return 0;
    throw error;
  }
}

/** What of a recorded exchange says how it was asked. */
export interface Asked {
  readonly command: string;
  readonly sql: string | null;
  readonly request: Buffer | null;
}

/**
 * The command's payload: as it was recorded, or put together from the statement that says it all; no more than its code
 * where neither is there, as of an execute with secrets.
 */
export function payloadOf({ command, sql, request }: Asked, capabilities: bigint): Buffer {
  if (request !== null || command === SERVER_CLOSE.name) return request ?? Buffer.alloc(0);
  const text = Buffer.from(sql ?? '');
  if (command === 'COM_QUERY') return encodeComQuery({ sql: text, attributes: [] }, capabilities);
  const code = Buffer.of(commandCode(command));
  return command === 'COM_STMT_PREPARE' ? Buffer.concat([code, text]) : code;
}
