// A recorded session read again command by command: what each command meant when it was asked, and what its answer said.
// The same code follows it as while recording and replaying, so fingerprints and parameters come out the same.

import { ResponseTracker } from '../classic/codec/response-tracker.ts';
import { CommandCode, commandName } from '../classic/constants/commands.ts';
import { encodeComQuery } from '../classic/packets/com-query.ts';
import { SessionState } from '../classic/session/session-state.ts';
import { type Command, NO_FACTS, type ResponseFacts } from '../domain/command.ts';
import { MalformedPacketError } from '../domain/errors.ts';
import type { SessionFacts } from '../domain/recording.ts';

/** Follows one session; exchanges are handed in in their order. */
export class SessionFollower {
  readonly #state: SessionState;
  readonly #tracker = new ResponseTracker();

  constructor({ capabilities, database, charset }: Pick<SessionFacts, 'capabilities' | 'database' | 'charset'>) {
    this.#state = new SessionState(capabilities, database, charset);
  }

  /** What a command means now. */
  decode(payload: Buffer): Command {
    return this.#state.decode(payload);
  }

  /**
   * Reads the answer to the command decoded last and takes note of what it changed.
   * @param chunks the response's bytes, packet headers included; null where there is none
   * @param exchange the id that later executes are to name as their prepare
   */
  answer(command: Command, chunks: Iterable<Buffer> | null, encoding: bigint, exchange: number): ResponseFacts {
    const facts = chunks === null ? NO_FACTS : this.#read(command, chunks, encoding);
    this.#state.apply(command, facts, exchange);
    return facts;
  }

  #read(command: Command, chunks: Iterable<Buffer>, encoding: bigint): ResponseFacts {
    this.#tracker.begin(command.code, encoding);
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

/** What of a recorded exchange says how it was asked. */
export interface Asked {
  readonly command: string;
  readonly sql: string | null;
  readonly request: Buffer | null;
}

/** The command's payload: as it was recorded, or put together from the statement that says it all. */
export function payloadOf({ command, sql, request }: Asked, capabilities: bigint): Buffer {
  if (request !== null) return request;
  const text = Buffer.from(sql ?? '');
  if (command === 'COM_QUERY') return encodeComQuery({ sql: text, attributes: [] }, capabilities);
  return Buffer.concat([Buffer.of(commandCode(command)), text]);
}

/** The code of a command by the manual's name, or of one that is named `COM_0x7F`. */
export function commandCode(name: string): number {
  const known = Object.entries(CommandCode).find(([each]) => each === name)?.[1];
  return known ?? Number(/^COM_(0x[0-9A-F]{2})$/.exec(name)?.[1] ?? Number.NaN);
}

/** Whether a name is that of a command. */
export function isCommandName(name: string): boolean {
  const code = commandCode(name);
  return !Number.isNaN(code) && commandName(code) === name;
}
