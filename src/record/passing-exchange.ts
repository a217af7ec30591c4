// One exchange while its answer passes, of either protocol: the answer's bytes go on to the recording, times are taken, and
// what is to be written of it waits in the backlog.

import { NO_FACTS, type ResponseFacts } from '../core/command.ts';
import { MalformedPacketError } from '../core/errors.ts';
import type { Gap, RecordingWriter, ResponseWriter } from '../core/recording.ts';
import { showsSecret } from '../sql/secrets/secret-answers.ts';
import type { Finished } from './backlog.ts';
import { withoutQuote } from './quoted-secrets.ts';

/** What is kept of an answer. */
export interface KeptAnswer {
  readonly response: ResponseWriter;
  readonly facts: ResponseFacts;
  readonly gap: Gap | null;
}

/** Bytes of an answer with statements in its rows. */
const MOST_WATCHED = 8 * 1024 * 1024;

export abstract class PassingExchange implements Finished {
  /** What it keeps in memory, in bytes. */
  bytes: number;
  protected readonly writer: RecordingWriter;
  protected readonly response: ResponseWriter;
  protected id = 0;
  protected facts: ResponseFacts = NO_FACTS;
  protected gap: Gap | null = null;
  /** Times are of `performance.now()`, in ms. */
  readonly #startedAt: number;
  #firstByteAt = 0;
  #endedAt = 0;
  /** The answer's bytes, where its rows are looked at behind its end. */
  #watched: Buffer[] | null = null;
  #watchedBytes = 0;

  /** @param commandBytes what the command takes in memory */
  constructor(writer: RecordingWriter, commandBytes: number, startedAt = performance.now()) {
    this.bytes = commandBytes;
    this.writer = writer;
    this.response = writer.openResponse();
    this.#startedAt = startedAt;
  }

  /** Takes the next bytes of the answer, which nobody changes afterwards. */
  add(bytes: Buffer): void {
    if (this.#firstByteAt === 0) this.#firstByteAt = performance.now();
    this.bytes += bytes.length;
    this.response.write(bytes);
    if (this.#watched === null) return;
    this.#watchedBytes += bytes.length;
    if (this.#watchedBytes <= MOST_WATCHED) this.#watched.push(bytes);
  }

  /** Its rows may hold statements: `showsSecret` is asked for their cells. */
  protected watch(): void {
    this.#watched = [];
  }

  /** The cells of an answer; what cannot be read throws. */
  protected abstract cells(chunks: readonly Buffer[]): Iterable<Buffer>;

  /** What is too long to be looked at, or cannot be read, counts as secret. */
  #showsSecret(): boolean {
    const chunks = this.#watched;
    if (chunks === null) return false;
    this.#watched = null;
    if (this.#watchedBytes > MOST_WATCHED) return true;
    try {
      for (const cell of this.cells(chunks)) if (showsSecret(cell)) return true;
      return false;
    } catch (error) {
      if (error instanceof MalformedPacketError) return true;
      throw error;
    }
  }

  /** The answer is over. */
  finish(id: number, facts: ResponseFacts, gap: Gap | null): void {
    this.#endedAt = performance.now();
    this.id = id;
    this.facts = facts;
    this.gap = gap;
  }

  abstract write(): void;

  /** The response that is nothing but the error of these facts; null where other results stand before it. */
  protected abstract errorAlone(facts: ResponseFacts): Buffer | null;

  /**
   * The answer without the secrets in it: rows with passwords or hashes are left out, an error that quotes a statement
   * with secrets is cut.
   * @param isMasked whether the statement has secrets
   * @param answersWithSecret whether its rows would show some
   */
  protected keptAnswer(isMasked: boolean, answersWithSecret: () => boolean): KeptAnswer {
    const { response, facts, gap } = this;
    // what a prepare tells has no rows
    if (facts.outcome === 'resultset' && (answersWithSecret() || this.#showsSecret()))
      return this.#withoutAnswer(facts);
    const cut = isMasked ? withoutQuote(facts) : null;
    if (cut === null) return { response, facts, gap };
    const bytes = this.errorAlone(cut);
    const kept = this.#withoutAnswer(cut);
    if (bytes === null) return kept;
    kept.response.write(bytes);
    return { ...kept, gap };
  }

  #withoutAnswer(facts: ResponseFacts): KeptAnswer {
    this.response.discard();
    return { response: this.writer.openResponse(), facts, gap: 'secret' };
  }

  /** As in ExchangeFacts. */
  protected get startedAtUs(): number {
    return Math.round((performance.timeOrigin + this.#startedAt) * 1000);
  }

  /** Whether anything of its answer has come. */
  get hasBegun(): boolean {
    return this.#firstByteAt !== 0;
  }

  protected get firstByteUs(): number {
    return this.#microseconds(this.#firstByteAt);
  }

  protected get lastByteUs(): number {
    return this.#microseconds(this.#endedAt);
  }

  #microseconds(at: number): number {
    return at === 0 ? 0 : Math.round((at - this.#startedAt) * 1000);
  }
}
