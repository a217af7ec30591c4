// One connection's sessions on their way into a recording, of either protocol: which session is open, how many exchanges
// it has had, which scope they belong to. What is kept of a command is none of its business.

import type { ResponseFacts } from '../core/command.ts';
import type { Gap, RecordingWriter, SessionEnding, SessionFacts } from '../core/recording.ts';
import type { UnnamedScope } from '../core/scope.ts';
import type { Backlog, Finished } from './backlog.ts';

/** Where an exchange stands: its session, its place there, and the exchange that was complete when it was asked. */
export interface ExchangePlace {
  readonly session: number;
  readonly ordinal: number;
  readonly scope: string;
  readonly begunAfter: number;
}

/** An exchange whose answer has passed. */
interface Passed extends Finished {
  finish(id: number, facts: ResponseFacts, gap: Gap | null): void;
}

export class SessionWriter {
  readonly recording: RecordingWriter;
  readonly #backlog: Backlog;
  /** 0 where none is open. */
  #session = 0;
  #ordinal = 0;
  #scope = '';
  readonly #unnamed: UnnamedScope;
  #namesScope = false;

  constructor(recording: RecordingWriter, backlog: Backlog, unnamed: UnnamedScope) {
    this.recording = recording;
    this.#backlog = backlog;
    this.#unnamed = unnamed;
  }

  get isOpen(): boolean {
    return this.#session !== 0;
  }

  /**
   * A login or a change of user has ended, well or not; it begins a session of the recording.
   * @param facts with the scope that it named, empty for none
   */
  begin(facts: SessionFacts): void {
    this.end('change_user');
    const kept = this.inScope(facts);
    this.#session = this.recording.beginSession(kept);
    this.#ordinal = 0;
    this.#scope = kept.scope;
  }

  /** The facts of a login with the scope that it is in. */
  inScope(facts: SessionFacts): SessionFacts {
    this.#namesScope = facts.scope !== '';
    return { ...facts, scope: facts.scope || this.#unnamed.current };
  }

  /** The client begins a scope; what has no name is the one that was begun last for all. */
  beginScope(name: string): void {
    this.#namesScope = name !== '';
    this.#scope = name || this.#unnamed.current;
  }

  /** Something is asked: a connection that names no scope is in the one that was begun last. */
  followScope(): void {
    if (!this.#namesScope) this.#scope = this.#unnamed.current;
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
  keep(exchange: Passed, facts: ResponseFacts, gap: Gap | null): number {
    const id = this.recording.nextExchange();
    exchange.finish(id, facts, gap);
    this.#backlog.push(exchange);
    return id;
  }
}

export function microsecondsNow(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1000);
}
