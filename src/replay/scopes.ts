// The scopes of a replayed recording: each has a matcher of its own, so each begins at its own beginning.

import type { RecordingReader } from '../domain/recording.ts';
import { CarriedValues } from './carried-values.ts';
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
    const values = new CarriedValues(this.#roundsFractions());
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

  #roundsFractions(): boolean {
    return this.#reader.firstSession()?.facts.serverVersion.includes('MariaDB') !== true;
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
