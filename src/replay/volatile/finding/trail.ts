// What was answered in a scope since a choice was made: which of several recorded rows that are alike in all but their identity
// a live one stands for shows only later. Where something then fits none of what was chosen, the choice is undone, another
// one is made, and all that was asked since is asked again: where every answer comes out as it was given, and the new
// statement is answered too, the other choice was the right one.

import type { Command } from '../../../core/command.ts';
import type { FindContext, Found } from '../../matching/find-answer.ts';
import type { Place } from '../../matching/place.ts';
import type { Mark } from '../../matching/taken.ts';

/** One command that was answered. */
export interface TrailStep {
  readonly command: Command;
  readonly context: FindContext;
  found: Found & { readonly kind: 'found' };
  /** What it was chosen among, where that was several; else null. */
  choice: Choice | null;
}

export interface Choice {
  mark: Mark;
  /** How many values were bound by then. */
  bound: number;
  /** Exchanges that may answer it, the likeliest first. @param near recorded exchanges that ask what is missed */
  readonly candidates: (near: readonly number[]) => readonly number[];
  /** The one that does. */
  chosen: number;
}

/** Commands that are asked again at most. */
const MOST_STEPS = 256;
/** Choices that are undone for one command, the latest first. */
const MOST_CHOICES = 32;

export class Trail {
  readonly #steps: TrailStep[] = [];
  #choices = 0;

  /** Takes a step; without a choice before it there is nothing to go back to. */
  add(step: TrailStep): void {
    if (step.choice === null && this.#choices === 0) return;
    this.#steps.push(step);
    if (step.choice !== null) this.#choices++;
    if (this.#steps.length <= MOST_STEPS) return;
    const first = this.#steps.shift();
    if (first?.choice !== null) this.#choices--;
    while (this.#steps.length > 0 && this.#steps[0]?.choice === null) this.#steps.shift();
  }

  /** Whether there is no choice to go back to. */
  get isEmpty(): boolean {
    return this.#choices === 0;
  }

  clear(): void {
    this.#steps.length = 0;
    this.#choices = 0;
  }

  /**
   * The steps from each choice on, the latest first: the very latest, then those of this connection and of the others in turn. A pool may
   * give each statement another connection, and other tests may have made many choices since this one's.
   */
  *sinceChoices(place: Place): Generator<readonly [first: TrailStep & { choice: Choice }, ...rest: TrailStep[]]> {
    const places = this.#steps.flatMap(({ choice }, at) => (choice === null ? [] : [at])).reverse();
    const isOwn = (at: number) => this.#steps[at]?.context.place === place;
    const own = places.filter(isOwn).slice(0, MOST_CHOICES);
    const others = places.filter((at) => !isOwn(at)).slice(0, MOST_CHOICES);
    const inTurn = places.flatMap((_, turn) => [own[turn] ?? [], others[turn] ?? []].flat());
    for (const at of new Set([...places.slice(0, 1), ...inTurn])) {
      const [step, ...rest] = this.#steps.slice(at);
      if (step === undefined || step.choice === null) continue;
      const { choice } = step;
      yield [Object.assign(step, { choice }), ...rest];
    }
  }
}
