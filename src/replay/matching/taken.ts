// What was played last by the strategy `data`, in order, so that it can be taken back to a point: a choice that proves wrong later
// is undone with all that followed it.

import type { RecordedExchange } from '../../core/recording.ts';
import type { Place } from './place.ts';

/** One exchange that was played. */
export interface Taken {
  readonly exchange: RecordedExchange;
  /** It had not been played before. */
  readonly isNew: boolean;
}

/** What ended a transaction and is no exchange of the recording. */
const ENDING = 'ending';

/** A point to go back to. */
export interface Mark {
  /** Of which list. */
  readonly of: object;
  /** How much was taken by then. */
  readonly length: number;
  /** How many changes of data were noted by then. */
  readonly changes: number;
  readonly places: ReadonlyMap<Place, Pick<Place, 'after' | 'session' | 'last'>>;
}

/** There is no way back of more than so many, nor twice as many. */
const MOST = 10_000;

export class TakenList {
  #list: (Taken | typeof ENDING)[] = [];
  /** How many of the first are not kept any more. */
  #forgotten = 0;

  get #length(): number {
    return this.#forgotten + this.#list.length;
  }

  add(exchange: RecordedExchange, isNew: boolean): void {
    this.#push({ exchange, isNew });
  }

  /** A transaction ended by itself. */
  end(): void {
    this.#push(ENDING);
  }

  #push(one: Taken | typeof ENDING): void {
    this.#list.push(one);
    if (this.#list.length < 2 * MOST) return;
    this.#list = this.#list.slice(-MOST);
    this.#forgotten += MOST;
  }

  /** What was taken last was not. */
  drop(exchange: RecordedExchange): void {
    const last = this.#list.at(-1);
    if (last !== undefined && last !== ENDING && last.exchange.id === exchange.id) this.#list.pop();
  }

  /** @param changes how many changes of data were noted so far */
  mark(places: ReadonlySet<Place>, changes: number): Mark {
    const saved = [...places].map((place) => {
      const { after, session, last } = place;
      return [place, { after, session, last }] as const;
    });
    return { of: this, length: this.#length, changes, places: new Map(saved) };
  }

  /** What is taken back, which is not in the list any more; null where there is no way. */
  cut({ of, length }: Pick<Mark, 'of' | 'length'>): readonly Taken[] | null {
    if (of !== this || length < this.#forgotten || length > this.#length) return null;
    const gone = this.#list.slice(length - this.#forgotten);
    const exchanges = gone.flatMap((one) => (one === ENDING ? [] : [one]));
    // what is no exchange is not asked again
    if (exchanges.length < gone.length) return null;
    this.#list.length = length - this.#forgotten;
    return exchanges;
  }
}
