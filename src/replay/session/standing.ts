// Where a connection stands in the recording: in which scope, and at which place of it. The same for both protocols.

import type { Command } from '../../core/command.ts';
import type { RecordedExchange } from '../../core/recording.ts';
import { transactionEnd } from '../../sql/session/transaction-end.ts';
import type { Matcher } from '../matching/matcher.ts';
import { type Place, startPlace } from '../matching/place.ts';
import type { Scope } from '../matching/scopes.ts';
import type { ReplayContext } from './replay-context.ts';

/** Exchanges played last that a miss names. */
const REMEMBERED = 5;

export class Standing {
  readonly #run: ReplayContext;
  #place = startPlace();
  #scope: Scope;
  #namesScope = false;
  /** The last of them, in a ring. */
  readonly #before: number[] = [];
  #beforeCount = 0;

  constructor(run: ReplayContext) {
    this.#run = run;
    this.#scope = run.unnamedScope;
  }

  get place(): Place {
    return this.#place;
  }

  get scope(): Scope {
    return this.#scope;
  }

  get matcher(): Matcher {
    return this.#scope.matcher;
  }

  /** What the connection was answered with, the latest last; some. */
  get before(): readonly number[] {
    const from = this.#beforeCount <= REMEMBERED ? 0 : this.#beforeCount % REMEMBERED;
    return [...this.#before.slice(from), ...this.#before.slice(0, from)];
  }

  notePlayed({ id }: RecordedExchange): void {
    this.#before[this.#beforeCount++ % REMEMBERED] = id;
  }

  /** The scope that a login asks for, with an empty name for none; undefined where the recording has no such scope. */
  asked(name: string): Scope | undefined {
    this.#namesScope = name !== '';
    return this.#run.scopes.asked(name);
  }

  /** The client goes to a scope by a statement. False where the recording has none of this name: it stays where it is. */
  goTo(name: string): boolean {
    const scope = this.#run.scopes.asked(name);
    if (scope === undefined) return false;
    this.#namesScope = name !== '';
    this.enter(scope);
    return true;
  }

  /** A connection that names no scope is in the one that was begun last. */
  follow(): void {
    const { unnamedScope } = this.#run;
    if (!this.#namesScope) this.enter(unnamedScope);
  }

  /** Goes to the beginning of another scope; one that it is in already goes on. */
  enter(scope: Scope): void {
    if (scope !== this.#scope) this.begin(scope, startPlace());
  }

  /** The connection begins anew, at a place of a scope. */
  begin(scope: Scope, place: Place): void {
    this.leave();
    this.#scope = scope;
    this.#place = place;
    this.matcher.places.add(place);
  }

  /**
   * The client ends its transaction where the recorded one goes on.
   * @param isOver whether none is open behind what was asked, as behind `SET autocommit = 1`, which commits
   */
  noteEnd({ sql, dialect }: Pick<Command, 'sql' | 'dialect'>, isOver = false): void {
    const end = sql === null ? null : transactionEnd(sql, dialect);
    if (end !== null || isOver) this.matcher.abandon(this.#place, end?.isCommit ?? true);
  }

  /** The connection's session begins anew. */
  reset(): void {
    this.matcher.endSession(this.#place);
  }

  /** The connection is nowhere any more. */
  leave(): void {
    this.matcher.endSession(this.#place);
    this.matcher.places.delete(this.#place);
  }
}
