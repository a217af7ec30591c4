// Answers that the recorded client did not get, or not before somebody else said so: the client gave up waiting and left, or the
// statement was ended by KILL QUERY. Nothing is said until this client leaves, or somebody kills it here.

import type { Command } from '../../core/command.ts';
import { pauseUnless } from '../../core/pause-unless.ts';
import type { RecordedExchange, RecordedResponse } from '../../core/recording.ts';
import type { Answer, MaybeLater, Reply } from '../../core/responder.ts';
import { ServerErrors } from '../../mysql/constants/error-codes.ts';
import { errOf } from '../../mysql/packets/err.ts';
import { type ClientView, FAILED } from './client-view.ts';
import type { ReplayContext } from './replay-context.ts';

export class Silence {
  readonly #run: ReplayContext;
  readonly #view: ClientView;
  /** Resolves when nobody waits for an answer any more. */
  clientGone: Promise<void> = Promise.resolve();

  constructor(run: ReplayContext, view: ClientView) {
    this.#run = run;
    this.#view = view;
  }

  /**
   * The recorded client left before it was answered: so may this one; else it hears what the server said then, if anything.
   * @param send the recorded answer
   */
  async play(
    command: Command,
    { id, responseId }: RecordedExchange,
    ownId: number | null,
    reply: Reply,
    send: (recorded: RecordedResponse) => MaybeLater<Answer>,
  ): Promise<Answer> {
    const recorded = responseId === null ? null : this.#run.reader.response(responseId);
    if (recorded === null || recorded.bytes === 0) return await this.keep(command, ownId, reply);
    const isKilled = await this.await(this.#run.reader.timesOf(id).firstByteUs / 1000, ownId);
    return isKilled ? await this.#view.sendErr(reply, errOf(ServerErrors.ER_QUERY_INTERRUPTED)) : await send(recorded);
  }

  /**
   * Says nothing, as the recorded server did, until the client leaves or its statement is killed; for `wait_timeout` at the
   * most, whose end ends the connection.
   * @param ownId of the connection
   */
  async keep({ state }: Command, ownId: number | null, reply: Reply): Promise<Answer> {
    const isKilled = await this.await(this.#run.waitTimeoutMs(state.given), ownId);
    if (isKilled) return await this.#view.sendErr(reply, errOf(ServerErrors.ER_QUERY_INTERRUPTED));
    return { ...FAILED, closes: true };
  }

  /** Milliseconds that a recorded statement went on until it was killed; 0 where that was not what ended it. */
  killedAfterMs(exchange: RecordedExchange, errorCode: number | null): number {
    if (errorCode !== ServerErrors.ER_QUERY_INTERRUPTED.code) return 0;
    return Math.round(this.#run.reader.timesOf(exchange.id).firstByteUs / 1000);
  }

  /** Waits until somebody kills the statement, the client leaves, or so many milliseconds. Returns whether it was killed. */
  async await(ms: number, ownId: number | null): Promise<boolean> {
    if (ownId === null) return false;
    let isKilled = false;
    let finish: () => void = () => undefined;
    const killed = new Promise<void>((resolve) => {
      finish = this.#run.connections.busy(ownId, () => {
        isKilled = true;
        resolve();
      });
    });
    await pauseUnless(ms, Promise.race([this.clientGone, killed]));
    finish();
    return isKilled;
  }
}
