// Stands between who records and the file: what is written is masked before it gets there.

import type { ResponseFacts, StatementRules } from '../../core/command.ts';
import { RecentMap } from '../../core/recent-map.ts';
import type {
  ExchangeFacts,
  RecordingWriter,
  ResponseWriter,
  SessionEnding,
  SessionFacts,
} from '../../core/recording.ts';
import { HeldAnswer } from './held-answer.ts';
import type { Masker } from './masker.ts';
import { SessionMasker } from './session-masker.ts';
import { XSessionMasker } from './x-session-masker.ts';

/** Sessions that have ended; their last exchanges are written some milliseconds later. */
const ENDED_SESSIONS = 10_000;

export class MaskingWriter implements RecordingWriter {
  readonly #writer: RecordingWriter;
  readonly #masker: Masker;
  readonly #rules: StatementRules | null;
  readonly #sessions = new Map<number, SessionMasker | XSessionMasker>();
  readonly #ended = new RecentMap<number, SessionMasker | XSessionMasker>(ENDED_SESSIONS);

  /** @param rules the recording's own rules of identity */
  constructor(writer: RecordingWriter, masker: Masker, rules: StatementRules | null) {
    this.#writer = writer;
    this.#rules = rules;
    this.#masker = masker;
  }

  beginSession(facts: SessionFacts): number {
    const id = this.#writer.beginSession(facts);
    const isX = facts.protocol === 'x';
    const masker = isX ? new XSessionMasker(facts, this.#masker) : new SessionMasker(facts, this.#masker, this.#rules);
    this.#sessions.set(id, masker);
    return id;
  }

  endSession(session: number, ending: SessionEnding, endedAtUs: number): void {
    const masker = this.#sessions.get(session);
    if (masker !== undefined) this.#ended.set(session, masker);
    this.#sessions.delete(session);
    this.#writer.endSession(session, ending, endedAtUs);
  }

  openResponse(): ResponseWriter {
    return new HeldAnswer();
  }

  get lastExchange(): number {
    return this.#writer.lastExchange;
  }

  nextExchange(): number {
    return this.#writer.nextExchange();
  }

  putExchange(exchange: ExchangeFacts, held: ResponseWriter | null, facts: ResponseFacts, encoding: bigint): number {
    if (held !== null && !(held instanceof HeldAnswer)) throw new TypeError('not a response of this writer');
    const id = exchange.id ?? this.nextExchange();
    try {
      return this.#putMasked({ ...exchange, id }, held, facts, encoding);
    } finally {
      held?.discard();
    }
  }

  flush(): void {
    this.#writer.flush();
  }

  fail(error: unknown): void {
    this.#writer.fail(error);
  }

  close(): void {
    this.#writer.close();
  }

  #putMasked(
    exchange: ExchangeFacts & { readonly id: number },
    held: HeldAnswer | null,
    facts: ResponseFacts,
    encoding: bigint,
  ): number {
    const { id, session } = exchange;
    const following = this.#sessions.get(session) ?? this.#ended.get(session);
    if (following === undefined) throw new Error(`session ${session} is not known any more`);
    this.#masker.exchange = id;
    if (following instanceof XSessionMasker) return this.#putX(exchange, held, facts, following);
    const told = { answer: held === null ? null : { encoding, chunks: () => held.chunks() }, facts };
    const command = following.read(exchange);
    following.learn(command, told.answer);
    const response = held === null ? null : this.#writer.openResponse();
    const masked = following.mask(exchange, command, told, (bytes) => response?.write(bytes));
    const { command: _command, facts: maskedFacts, isAnswerKept, ...derived } = masked;
    if (!isAnswerKept) response?.discard();
    const kept = isAnswerKept || response === null ? response : this.#writer.openResponse();
    this.#writer.putExchange({ ...exchange, ...derived }, kept, maskedFacts, encoding);
    following.note(command, masked, told, id);
    return id;
  }

  /** Of the X Protocol. */
  #putX(
    exchange: ExchangeFacts & { readonly id: number },
    held: HeldAnswer | null,
    facts: ResponseFacts,
    following: XSessionMasker,
  ): number {
    const answer = held === null ? null : Buffer.concat([...held.chunks()]);
    following.learn(exchange, answer);
    const masked = following.mask(exchange, answer, facts);
    const { bytes, facts: maskedFacts, message: _message, ...derived } = masked;
    const response = held === null ? null : this.#writer.openResponse();
    if (bytes !== null) response?.write(bytes);
    this.#writer.putExchange({ ...exchange, ...derived }, response, maskedFacts, 0n);
    following.note(exchange, answer, masked, exchange.id);
    return exchange.id;
  }
}
