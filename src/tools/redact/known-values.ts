// Values that must not be in a recording, found wherever they stand in a text in one pass. They come one by one while a
// recording is made, so that nothing is built anew with each.

import type { Method } from './rules.ts';

export interface Known {
  readonly method: Method;
  /** Name of the rule that it belongs to. */
  readonly rule: string;
  /** The exchange in which it was met; 0 where a rule names it. */
  readonly exchange: number;
}

/** Shorter values are masked where their column is known, and not wherever they stand. */
const LEAST_CHARS = 4;
/** From here on also within longer texts. */
const LEAST_WITHIN = 6;

export class KnownValues {
  readonly #known = new Map<string, Known>();
  /** Those that are looked for within texts, longest first, by their first characters. */
  readonly #byStart = new Map<string, string[]>();

  add(text: string, known: Known): void {
    if (text === '' || this.#known.has(text)) return;
    this.#known.set(text, known);
    if (text.length < LEAST_WITHIN || /^\d+$/.test(text)) return;
    const start = text.slice(0, LEAST_WITHIN);
    const list = this.#byStart.get(start);
    if (list === undefined) this.#byStart.set(start, [text]);
    else {
      list.push(text);
      list.sort((a, b) => b.length - a.length);
    }
  }

  /** The text as a whole. */
  get(text: string): Known | undefined {
    return text.length < LEAST_CHARS ? undefined : this.#known.get(text);
  }

  /** Replaces those that stand within a text, the longest where several begin at the same place. */
  replace(text: string, replaced: (found: string, known: Known) => string | null): string {
    if (this.#byStart.size === 0) return text;
    let result = '';
    let from = 0;
    for (let at = 0; at + LEAST_WITHIN <= text.length; ) {
      const found = this.#byStart.get(text.slice(at, at + LEAST_WITHIN))?.find((each) => text.startsWith(each, at));
      const known = found === undefined ? undefined : this.#known.get(found);
      const other = found === undefined || known === undefined ? null : replaced(found, known);
      if (found === undefined || other === null) at++;
      else {
        result += text.slice(from, at) + other;
        at += found.length;
        from = at;
      }
    }
    return from === 0 ? text : result + text.slice(from);
  }
}
