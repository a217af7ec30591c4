// Sends what was found, in the turn in which it was asked: a recorded answer that fits the client as it is, the usual case, is one
// write. What has to be waited for (latency, a slow client, the client's file) or made anew for the client is another way.

import { type Command, NO_FACTS, type ResponseFacts } from '../../core/command.ts';
import { pauseUnless } from '../../core/pause-unless.ts';
import type { RecordedExchange, RecordedResponse } from '../../core/recording.ts';
import type { Answer, ClientLink, MaybeLater, Reply } from '../../core/responder.ts';
import { ENCODING_BITS } from '../../mysql/constants/capability-sets.ts';
import { CommandCode } from '../../mysql/constants/commands.ts';
import { decodeColumnDefinition } from '../../mysql/packets/column-definition.ts';
import { withConnectionId } from '../answers/own-connection-id.ts';
import {
  type Playing,
  playInfile,
  playRecorded,
  playTranscoded,
  preparedBy,
  preparedDefinitions,
} from '../answers/play-response.ts';
import type { Remembered } from '../matching/remembered-answers.ts';
import type { NotAnswered } from '../misses/describe-miss.ts';
import type { CarriedValues } from '../volatile/carrying/carried-values.ts';
import type { ClientView } from './client-view.ts';
import type { ReplayContext } from './replay-context.ts';

/** An answer on its way: to what, which, and what is carried into it. */
export interface Sending {
  readonly command: Command;
  readonly exchange: RecordedExchange;
  readonly recorded: RecordedResponse;
  readonly reply: Reply;
  readonly values: CarriedValues;
}

/** The client's file was not the recorded one. @param sequenceId of the packet that says so */
export type OtherFile = (command: Command, reply: Reply, why: NotAnswered, sequenceId: number) => Promise<Answer>;

export class AnswerSender {
  readonly #run: ReplayContext;
  readonly #view: ClientView;
  readonly #otherFile: OtherFile;
  /** Of this connection: what was prepared last. */
  lastStatementId = 0;
  /** Who waits for an answer; null: nobody does. */
  client: ClientLink | null = null;
  /** Whether answers of an encoding fit a client's capabilities: of those asked for last. */
  #fit = { encoding: -1n, capabilities: -1n, isFit: false };

  constructor(run: ReplayContext, view: ClientView, otherFile: OtherFile) {
    this.#run = run;
    this.#view = view;
    this.#otherFile = otherFile;
  }

  send(sending: Sending): MaybeLater<Answer> {
    const waitMs = this.#run.latencyBefore(sending.exchange);
    return waitMs > 0 ? this.#sendAfter(waitMs, sending) : this.#sendNow(sending);
  }

  /** An answer that was sent before and `fits`. */
  sendAgain({ response, answer }: Remembered, reply: Reply): MaybeLater<Answer> {
    this.#run.bytesPlayed += response.bytes;
    this.#view.note(response);
    const full = reply.write(response.whole as Buffer);
    return full === undefined ? answer : full.then(() => answer);
  }

  /** Whether a recorded answer's bytes are what this client understands. */
  fits({ encoding }: RecordedResponse): boolean {
    return this.#fits(encoding, this.#view.capabilities);
  }

  async #sendAfter(ms: number, sending: Sending): Promise<Answer> {
    await pauseUnless(ms, this.client?.closed ?? Promise.resolve());
    return await this.#sendNow(sending);
  }

  #sendNow({ command, exchange, recorded, reply, values }: Sending): MaybeLater<Answer> {
    const carried = this.#run.volatile.carry(command, exchange, recorded, values);
    const known = () =>
      preparedDefinitions(exchange, this.#run.reader).map((one) => decodeColumnDefinition(one, carried.encoding));
    const response = withConnectionId(command, carried, this.#view.connectionId, known);
    this.#run.bytesPlayed += response.bytes;
    this.#view.note(response);
    const { capabilities, status } = this.#view;
    const playing: Playing = { command, exchange, response, reply, capabilities, status, statementId: null };
    if (response.outcome === 'local_infile') return this.#sendWithFile(playing);
    if (command.code === CommandCode.COM_STMT_PREPARE) {
      // MySQL counts those that it refuses too
      const id = ++this.lastStatementId;
      if (response.outcome !== 'error') playing.statementId = id;
    }
    const full = this.#fits(response.encoding, capabilities)
      ? playRecorded(playing)
      : playTranscoded(playing, this.#run.reader);
    return full === undefined ? sent(playing) : full.then(() => sent(playing));
  }

  async #sendWithFile(playing: Playing): Promise<Answer> {
    const { command, exchange, reply } = playing;
    const isSame = await playInfile(playing, this.#run.reader);
    const why = { reason: 'other file', near: exchange } as const;
    return isSame.matches ? sent(playing) : await this.#otherFile(command, reply, why, isSame.sequenceId);
  }

  #fits(encoding: bigint, capabilities: bigint): boolean {
    const known = this.#fit;
    if (known.encoding === encoding && known.capabilities === capabilities) return known.isFit;
    const isFit = ((encoding ^ capabilities) & ENCODING_BITS) === 0n;
    this.#fit = { encoding, capabilities, isFit };
    return isFit;
  }
}

function sent(playing: Playing): Answer {
  const prepared = playing.statementId === null ? null : preparedBy(playing);
  return { facts: factsOf(playing.response, prepared), exchange: playing.exchange.id, closes: false };
}

/** What comes of a command that gets this answer and prepares nothing. */
export function answerOf({ id }: RecordedExchange, response: RecordedResponse): Answer {
  return { facts: factsOf(response, null), exchange: id, closes: false };
}

/** Every field by name: for each answer, so without the copying that a spread does. */
function factsOf(response: RecordedResponse, prepared: ResponseFacts['prepared']): ResponseFacts {
  return {
    outcome: response.outcome,
    errorCode: response.errorCode,
    sqlState: NO_FACTS.sqlState,
    errorMessage: NO_FACTS.errorMessage,
    affectedRows: response.affectedRows,
    lastInsertId: response.lastInsertId,
    warnings: response.warnings,
    status: response.status,
    columns: NO_FACTS.columns,
    rows: response.rows,
    prepared,
    skippedMetadata: NO_FACTS.skippedMetadata,
  };
}
