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

/** What an answer may show that is not to be kept. */
export interface Watch {
  /** Its rows may hold statements: `showsSecret` is asked for their cells. */
  readonly hasStatements: boolean;
  /** Secrets of what was asked, which an answer may say again: as a value, or as a column's name. */
  readonly secrets: readonly Buffer[];
}

/** Bytes of an answer that is looked at. */
const MOST_WATCHED = 8 * 1024 * 1024;
/** Of a longer answer it is asked on the way whether it is looked at, since it is in memory only for that. */
const UNDECIDED_BYTES = 64 * 1024;

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
  /** The answer's bytes, until it is known that nobody looks at them; what is too long is not kept whole. */
  #watched: Buffer[] | null = [];
  #watchedBytes = 0;
  #watch: Watch | null | undefined;

  /** @param commandBytes what the command takes in memory */
  constructor(writer: RecordingWriter, commandBytes: number, startedAt = performance.now()) {
    this.bytes = commandBytes;
    this.writer = writer;
    this.response = writer.openResponse();
    this.#startedAt = startedAt;
  }

  /** Takes the next bytes of the answer, which nobody changes afterwards. @param at when they came, of `performance.now()` */
  add(bytes: Buffer, at = 0): void {
    if (this.#firstByteAt === 0) this.#firstByteAt = at || performance.now();
    this.bytes += bytes.length;
    this.response.write(bytes);
    if (this.#watched === null) return;
    this.#watchedBytes += bytes.length;
    if (this.#watchedBytes > UNDECIDED_BYTES && this.#decided() === null) this.#watched = null;
    else if (this.#watchedBytes <= MOST_WATCHED) this.#watched.push(bytes);
  }

  /** What the next bytes should wait for. */
  get behind(): Promise<void> | undefined {
    return this.response.behind;
  }

  /** What its answer is looked at for; null for nothing. Asked behind the answer, since reading a statement takes time. */
  protected abstract watch(): Watch | null;

  #decided(): Watch | null {
    if (this.#watch === undefined) this.#watch = this.watch();
    return this.#watch;
  }

  /** The cells of an answer; what cannot be read throws. */
  protected abstract cells(chunks: readonly Buffer[]): Iterable<Buffer>;

  /** The answer with other names for its columns, which servers make of what was asked; null where that cannot be done. */
  protected renamed(_chunks: readonly Buffer[], _secrets: readonly Buffer[]): Buffer | null {
    return null;
  }

  /**
   * Whether the answer shows a secret: then what may be kept of it, or null. Undefined where it shows none. What is too long to
   * be looked at, or cannot be read, counts as secret.
   */
  #withoutSecrets(): Buffer | null | undefined {
    const chunks = this.#watched;
    const watch = chunks === null ? null : this.#decided();
    this.#watched = null;
    if (chunks === null || watch === null) return undefined;
    if (this.#watchedBytes > MOST_WATCHED) return null;
    const { secrets, hasStatements } = watch;
    const isClean = (bytes: Buffer) => !secrets.some((secret) => bytes.includes(secret));
    try {
      const isClear = isClean(Buffer.concat(chunks));
      const bytes = isClear ? null : this.renamed(chunks, secrets);
      if (!isClear && (bytes === null || !isClean(bytes))) return null;
      if (hasStatements) for (const cell of this.cells(chunks)) if (showsSecret(cell)) return null;
      return bytes ?? undefined;
    } catch (error) {
      if (error instanceof MalformedPacketError) return null;
      throw error;
    }
  }

  /** The answer is over. */
  finish(id: number, facts: ResponseFacts, gap: Gap | null, endedAt = performance.now()): void {
    this.#endedAt = endedAt;
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
    if (facts.outcome === 'resultset' && answersWithSecret()) return this.#withoutAnswer(facts);
    const clean = facts.outcome === 'error' ? undefined : this.#withoutSecrets();
    if (clean === null) return this.#withoutAnswer(facts);
    if (clean !== undefined) {
      const kept = this.#withoutAnswer(facts);
      kept.response.write(clean);
      return { ...kept, gap };
    }
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
