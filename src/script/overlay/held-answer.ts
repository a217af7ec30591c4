// The recorded answer to one command, asked for by an overlay: kept, and sent only where the overlay leaves it as it is.

import type { Command } from '../../core/command.ts';
import type { Answer, Reply, Responder } from '../../core/responder.ts';
import { decodeResponse } from '../../mysql/codec/decode-response.ts';
import type { RecordedResult } from '../modern/define-overlay.ts';
import { ScriptFailure } from '../script-failure.ts';
import { recordedResults } from './recorded-result.ts';

export class HeldAnswer {
  readonly #responder: Responder;
  readonly #command: Command;
  readonly #capabilities: bigint;
  readonly #chunks: Buffer[] = [];
  #answer: Promise<Answer> | null = null;

  constructor(responder: Responder, command: Command, capabilities: bigint) {
    this.#responder = responder;
    this.#command = command;
    this.#capabilities = capabilities;
  }

  get isAsked(): boolean {
    return this.#answer !== null;
  }

  /** What overlays call; each time anew, so that what one call has changed the next has not. */
  readonly recorded = (): Promise<RecordedResult[]> => {
    const results = this.#ask().then(() => this.#decode());
    // one who does not wait for it does not hear of it
    results.catch(() => undefined);
    return results;
  };

  /** Sends it as it is. */
  async pass(reply: Reply): Promise<Answer> {
    const answer = await this.#ask();
    for (const chunk of this.#chunks) await reply.write(chunk);
    return answer;
  }

  #ask(): Promise<Answer> {
    const keep: Reply = {
      write: (bytes) => {
        this.#chunks.push(Buffer.from(bytes));
        return undefined;
      },
      readClientPacket: async () => {
        throw new ScriptFailure('recorded(): LOCAL INFILE cannot be had, the client is not asked for its file');
      },
    };
    this.#answer ??= Promise.resolve(this.#responder.respond(this.#command, keep));
    return this.#answer;
  }

  #decode(): RecordedResult[] {
    const { code } = this.#command;
    const context = { command: code, encoding: this.#capabilities, knownColumns: () => [] };
    return recordedResults(decodeResponse(this.#chunks, context));
  }
}
