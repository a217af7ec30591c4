// The scopes of a replayed recording: each has a matcher of its own, so each begins at its own beginning.

import { MockError } from '../../core/errors.ts';
import type { RecordingReader } from '../../core/recording.ts';
import { flavourOf } from '../../mysql/constants/flavour.ts';
import { CarriedValues } from '../volatile/carrying/carried-values.ts';
import type { Matcher } from './matcher.ts';

export interface Scope {
  /** Empty for the unnamed one. */
  readonly name: string;
  readonly id: number;
  readonly matcher: Matcher;
  /** What its clients say now for what was recorded. */
  readonly values: CarriedValues;
  /** How many statements were executed in it so far, answered or not. */
  statements: number;
}

/** How many names are told of those that resemble a wrong one. */
const TOLD_NAMES = 3;

export class Scopes {
  readonly #reader: RecordingReader;
  readonly #makeMatcher: (scope: number) => Matcher;
  readonly #scopes = new Map<string, Scope>();
  #current: Scope | null = null;

  constructor(reader: RecordingReader, makeMatcher: (scope: number) => Matcher) {
    this.#reader = reader;
    this.#makeMatcher = makeMatcher;
  }

  /** The scope of this name; undefined where the recording has none. */
  named(name: string): Scope | undefined {
    const known = this.#scopes.get(name);
    if (known !== undefined) return known;
    const id = this.#reader.scopeId(name);
    if (id === null) return undefined;
    const values = new CarriedValues(this.#roundsFractions(), (table) => this.#reader.hasTable(table));
    const scope = { name, id, matcher: this.#makeMatcher(id), values, statements: 0 };
    this.#scopes.set(name, scope);
    return scope;
  }

  /**
   * Lets a scope begin again: what was played of it counts as unplayed, and connections that are in it stand at its
   * beginning. False where the recording has no such scope.
   */
  restart(name: string): boolean {
    const scope = this.named(name);
    scope?.matcher.restart();
    scope?.values.clear();
    return scope !== undefined;
  }

  /** What every connection is in that names no scope: the one that was begun, else the unnamed one, which is always there. */
  get current(): Scope {
    this.#current ??= this.named('') ?? null;
    if (this.#current === null) {
      const what = 'the recording is damaged: it lacks its unnamed scope; fetch it again, or record it again';
      throw new MockError('RECORDING_UNUSABLE', what);
    }
    return this.#current;
  }

  /** The scope that a client asks for. */
  asked(name: string): Scope | undefined {
    return name === '' ? this.current : this.named(name);
  }

  /**
   * Lets a scope begin: from its beginning, and for all connections that name none, also those that are open. False where
   * the recording has no such scope.
   */
  begin(name: string): boolean {
    if (!this.restart(name)) return false;
    this.#current = this.named(name) ?? null;
    return true;
  }

  /** Connections that name no scope are in the unnamed one again. False where this one was not begun. */
  end(name: string): boolean {
    if (name === '' || this.current.name !== name) return false;
    this.#current = null;
    return true;
  }

  /** As at the beginning: nothing was played, nothing was begun. */
  reset(): void {
    this.#current = null;
    for (const [name, scope] of this.#scopes) {
      this.restart(name);
      scope.statements = 0;
    }
  }

  #roundsFractions(): boolean {
    return flavourOf(this.#reader.firstSession()?.facts.serverVersion ?? '').roundsFractions;
  }

  /** Names of the recording's scopes that resemble this one, most alike first. */
  nearest(name: string): readonly string[] {
    return this.#reader
      .scopeNames()
      .map((other) => ({ other, distance: editDistance(name, other) }))
      .sort((a, b) => a.distance - b.distance)
      .slice(0, TOLD_NAMES)
      .map(({ other }) => other);
  }

  /** The scopes that a client has been in. */
  get entered(): readonly Scope[] {
    return [...this.#scopes.values()];
  }

  /** Statements executed in a scope so far, answered or not; 0 where nobody was in it. */
  statementsIn(name: string): number {
    return this.#scopes.get(name)?.statements ?? 0;
  }

  /** Whether an exchange of a scope was played. */
  hasPlayed(name: string, exchange: number): boolean {
    return this.#scopes.get(name)?.matcher.played.has(exchange) ?? false;
  }

  /** Whole exchanges played in all scopes, each counted once. */
  get playedCount(): number {
    return [...this.#scopes.values()].reduce((sum, { matcher }) => sum + matcher.playedCount, 0);
  }
}

/** Levenshtein: characters to be put in, taken out or changed. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
