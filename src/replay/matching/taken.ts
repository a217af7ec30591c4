// What was played by the strategy `data`, in order, so that it can be taken back to a point: a choice that proves wrong later
// is undone with all that followed it.

import type { RecordedData, RecordedExchange } from '../../core/recording.ts';
import type { Place } from './place.ts';

/** One exchange that was played. */
export interface Taken {
  readonly exchange: RecordedExchange;
  readonly data: RecordedData | undefined;
  readonly place: Place;
  /** It had not been played before. */
  readonly isNew: boolean;
}

/** A point to go back to. */
export interface Mark {
  /** How much was taken by then. */
  readonly length: number;
  /** Of the list: another one where that is not kept any more. */
  readonly list: object;
  readonly places: ReadonlyMap<Place, Pick<Place, 'after' | 'session' | 'last'>>;
}

/** A replay of more goes on without a way back. */
const MOST = 20_000;

export class TakenList {
  #list: Taken[] = [];
  #isKept = true;

  add(exchange: RecordedExchange, data: RecordedData | undefined, place: Place, isNew: boolean): void {
    if (!this.#isKept) return;
    if (this.#list.length < MOST) this.#list.push({ exchange, data, place, isNew });
    else this.forget();
  }

  /** What was taken last was not. */
  drop(exchange: RecordedExchange): void {
    if (this.#list.at(-1)?.exchange.id === exchange.id) this.#list.pop();
  }

  /** There is no way back from here on: a connection took its own writes along. */
  forget(): void {
    this.#isKept = false;
    this.#list = [];
  }

  mark(places: ReadonlySet<Place>): Mark | null {
    if (!this.#isKept) return null;
    const saved = [...places].map((place) => {
      const { after, session, last } = place;
      return [place, { after, session, last }] as const;
    });
    return { length: this.#list.length, list: this.#list, places: new Map(saved) };
  }

  /** All that is left, in order, and what is taken back; null where there is no way. */
  cut({ length, list }: Mark): { readonly kept: readonly Taken[]; readonly gone: readonly Taken[] } | null {
    if (!this.#isKept || list !== this.#list) return null;
    const gone = this.#list.splice(length);
    return { kept: this.#list, gone };
  }
}
