// One connection's sessions on their way into a recording, of either protocol: which session is open, how many exchanges
// it has had, which scope they belong to. What is kept of a command is none of its business.

import type { ResponseFacts } from '../core/command.ts';
import type { Gap, RecordingWriter, SessionEnding, SessionFacts } from '../core/recording.ts';
import type { Backlog } from './backlog.ts';
import type { PassingExchange } from './passing-exchange.ts';

/** Where an exchange stands: its session, its place there, and the exchange that was complete when it was asked. */
export interface ExchangePlace {
  readonly session: number;
  readonly ordinal: number;
  readonly scope: string;
  readonly begunAfter: number;
}

export class SessionWriter {
  readonly recording: RecordingWriter;
  readonly #backlog: Backlog;
  /** 0 where none is open. */
  #session = 0;
  #ordinal = 0;
  #scope = '';

  constructor(recording: RecordingWriter, backlog: Backlog) {
    this.recording = recording;
    this.#backlog = backlog;
  }

  get isOpen(): boolean {
    return this.#session !== 0;
  }

  /** A login or a change of user has ended, well or not; it begins a session of the recording. */
  begin(facts: SessionFacts): void {
    this.end('change_user');
    this.#session = this.recording.beginSession(facts);
    this.#ordinal = 0;
    this.#scope = facts.scope;
  }

  /** What follows belongs to another scope. */
  enterScope(scope: string): void {
    this.#scope = scope;
  }

  end(ending: SessionEnding): void {
    if (this.#session === 0) return;
    this.recording.endSession(this.#session, ending, microsecondsNow());
    this.#session = 0;
  }

  /** The place of what is asked now. */
  nextPlace(): ExchangePlace {
    return {
      session: this.#session,
      ordinal: ++this.#ordinal,
      scope: this.#scope,
      begunAfter: this.recording.lastExchange,
    };
  }

  /**
   * Keeps the exchange, written soon, and returns its id.
   * @param gap why it cannot be served as a whole answer; null where nothing is wrong
   */
  keep(exchange: PassingExchange, facts: ResponseFacts, gap: Gap | null): number {
    const id = this.recording.nextExchange();
    exchange.finish(id, facts, gap);
    this.#backlog.push(exchange);
    return id;
  }
}

export function microsecondsNow(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1000);
}
