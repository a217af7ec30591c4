// Answers that the recorded client did not get, or not before somebody else said so: the client gave up waiting and left, or the
// statement was ended by KILL QUERY. Nothing is said until this client leaves, or somebody kills it here.

import type { Command } from '../../core/command.ts';
import { pauseUnless } from '../../core/pause-unless.ts';
import type { RecordedExchange, RecordedResponse } from '../../core/recording.ts';
import type { Answer, ClientLink, MaybeLater, Reply } from '../../core/responder.ts';
import { packetsOf } from '../../mysql/codec/framing.ts';
import { ServerErrors } from '../../mysql/constants/error-codes.ts';
import { errOf } from '../../mysql/packets/err.ts';
import { type ClientView, FAILED } from './client-view.ts';
import type { ReplayContext } from './replay-context.ts';

export class Silence {
  readonly #run: ReplayContext;
  readonly #view: ClientView;
  /** Who waits for an answer; null: nobody does. */
  client: ClientLink | null = null;

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
    return isKilled ? await this.tellKilled(reply) : await send(recorded);
  }

  /**
   * Says nothing, as the recorded server did, until the client leaves or its statement is killed; for `wait_timeout` at the
   * most, whose end ends the connection.
   * @param ownId of the connection
   */
  async keep({ state }: Command, ownId: number | null, reply: Reply): Promise<Answer> {
    const isKilled = await this.await(this.#run.waitTimeoutMs(state.given), ownId);
    if (isKilled) return await this.tellKilled(reply);
    return { ...FAILED, closes: true };
  }

  /** Milliseconds that a recorded statement went on until it was killed; 0 where that was not what ended it. */
  killedAfterMs(command: Command, exchange: RecordedExchange, recorded: RecordedResponse): number {
    const isKilled = recorded.errorCode === ServerErrors.ER_QUERY_INTERRUPTED.code || isCutSleep(command, recorded);
    return isKilled ? Math.round(this.#run.reader.timesOf(exchange.id).firstByteUs / 1000) : 0;
  }

  /** Waits until somebody kills the statement, the client leaves, or so many milliseconds. Returns whether it was killed. */
  async await(ms: number, ownId: number | null): Promise<boolean> {
    return (await this.until(ms, ownId)) === 'killed';
  }

  /** Likewise; returns which of them it was, `waited` for the time. */
  async until(ms: number, ownId: number | null): Promise<'killed' | 'left' | 'waited'> {
    if (ownId === null) return 'waited';
    let how: 'killed' | 'left' | 'waited' = 'waited';
    let finish: () => void = () => undefined;
    const killed = new Promise<void>((resolve) => {
      finish = this.#run.connections.busy(ownId, () => {
        how = 'killed';
        resolve();
      });
    });
    const left = (this.client?.left ?? Promise.resolve()).then(() => {
      if (how === 'waited') how = 'left';
    });
    await pauseUnless(ms, Promise.race([left, killed]));
    finish();
    return how;
  }

  /** @param sequenceId of the packet */
  tellKilled(reply: Reply, sequenceId?: number): Promise<Answer> {
    return this.#view.sendErr(reply, errOf(ServerErrors.ER_QUERY_INTERRUPTED), sequenceId);
  }
}

/**
 * MySQL's `SELECT SLEEP(n)` says 1 where KILL QUERY or max_execution_time ended it, else 0.
 * https://dev.mysql.com/doc/refman/9.7/en/miscellaneous-functions.html#function_sleep
 */
function isCutSleep({ sql, statement }: Command, { rows, bytes, whole }: RecordedResponse): boolean {
  if (rows !== 1 || bytes > SLEEP_BYTES || whole === null) return false;
  const text = sql ?? statement?.sql ?? null;
  if (text === null || !SLEEP.test(text.toString('latin1', 0, SLEEP_BYTES))) return false;
  return [...packetsOf([whole])].some(({ payload }) => payload.equals(TEXT_OF_ONE) || payload.equals(BINARY_OF_ONE));
}

const SLEEP_BYTES = 512;
const SLEEP = /^\s*select\s+(?:\/\*.*?\*\/\s*)?sleep\s*\(/i;
/** Rows of one column that is 1, a BIGINT where it is binary. */
const TEXT_OF_ONE = Buffer.from('\x011');
const BINARY_OF_ONE = Buffer.from('000001000000', 'hex');
