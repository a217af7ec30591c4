// Answers that did not come to their end when they were recorded: the client left in the middle of the rows, which may do so
// again, or the server ended the connection and said nothing (KILL, a shutdown).

import type { Command } from '../../core/command.ts';
import type { RecordedExchange, RecordedResponse } from '../../core/recording.ts';
import type { Answer, Reply } from '../../core/responder.ts';
import { answerSequenceId, packetsOf } from '../../mysql/codec/framing.ts';
import { CommandCode } from '../../mysql/constants/commands.ts';
import { transcoderFor } from '../answers/play-response.ts';
import { type ClientView, FAILED } from './client-view.ts';
import type { ReplayContext } from './replay-context.ts';
import type { Silence } from './silence.ts';

/** How much longer than the recorded client one may stay behind the last recorded row before it is told that there are no more. */
const PATIENCE = 2;
const LEAST_PATIENCE_MS = 10_000;

export class CutAnswers {
  readonly #run: ReplayContext;
  readonly #view: ClientView;
  readonly #silence: Silence;

  constructor(run: ReplayContext, view: ClientView, silence: Silence) {
    this.#run = run;
    this.#view = view;
    this.#silence = silence;
  }

  /** The recorded server ended the connection instead of answering. */
  isUnanswered(exchange: RecordedExchange): boolean {
    if (exchange.gap !== 'truncated') return false;
    const closing = this.#run.closingOf(exchange.session);
    return closing?.exchange === exchange.id && !closing.isAnswered;
  }

  /** The end of the connection, after as long as it took; or when somebody kills it here. */
  async end(exchange: RecordedExchange, ownId: number | null): Promise<Answer> {
    await this.#silence.await(this.#run.reader.timesOf(exchange.id).lastByteUs / 1000, ownId);
    return { ...FAILED, closes: true };
  }

  /** What the recorded client had got when it left in the middle of the rows; null where the answer was cut otherwise. */
  partOf({ code }: Command, exchange: RecordedExchange): RecordedResponse | null {
    if (exchange.gap !== 'truncated' || exchange.responseId === null) return null;
    if (code !== CommandCode.COM_QUERY && code !== CommandCode.COM_STMT_EXECUTE) return null;
    if (!this.#run.logins.isLeft(exchange.session)) return null;
    const response = this.#run.reader.response(exchange.responseId);
    return response.bytes > 0 && response.outcome !== 'local_infile' ? response : null;
  }

  /**
   * Sends that part, in whole packets, and waits for the client to leave as the recorded one did.
   * @param beyond tells one that stays that nothing more was recorded, with a packet of this sequence id
   */
  async playPart(
    command: Command,
    exchange: RecordedExchange,
    response: RecordedResponse,
    ownId: number | null,
    reply: Reply,
    beyond: (sequenceId: number) => Promise<Answer>,
  ): Promise<Answer> {
    const { capabilities, status } = this.#view;
    const playing = { command, exchange, response, reply, capabilities, status, statementId: null };
    const transcoder = transcoderFor(playing, this.#run.reader);
    let sent = 0;
    for (const { payload } of packetsOf(response.chunks())) {
      const bytes = transcoder.packet(payload);
      sent++;
      if (bytes !== null) await reply.write(bytes);
    }
    const rest = transcoder.flush();
    if (rest !== null) await reply.write(rest);
    this.#run.bytesPlayed += response.bytes;
    const { firstByteUs, lastByteUs } = this.#run.reader.timesOf(exchange.id);
    const patienceMs = Math.max((PATIENCE * (lastByteUs - firstByteUs)) / 1000, LEAST_PATIENCE_MS);
    const how = await this.#silence.until(patienceMs, ownId);
    if (how === 'left') return { ...FAILED, closes: true };
    const sequenceId = sent === 0 ? answerSequenceId(command.payload.length) : transcoder.sequenceId;
    return how === 'killed' ? await this.#silence.tellKilled(reply, sequenceId) : await beyond(sequenceId);
  }
}
