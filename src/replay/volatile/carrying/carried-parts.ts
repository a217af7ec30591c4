// Values that stand for others wherever they are found within a longer text: in a document, in an error message, in what a server has
// put together. All are looked for in one pass, however many they are.

import { noteEntry, type UndoLog } from '../../../data/history/undo-log.ts';
import { isBytes } from '../values/volatile-kinds.ts';

/** Shorter ones are found in many texts by chance. */
const LEAST_CHARS = 8;
const FILTER_SIZE = 1 << 14;
const NONE = new Uint8Array(0);

export class CarriedParts {
  readonly #to = new Map<string, string>();
  /** By how they begin, the longest first. */
  readonly #byBeginning = new Map<string, string[]>();
  /** Whether some value may begin with what has this hash: most places of a text are passed by that alone. */
  #filter = NONE;
  readonly #undo: UndoLog | null;

  constructor(undo: UndoLog | null = null) {
    this.#undo = undo;
  }

  /** @param mayBeItself whether it is one of several that one may stand for, as times are: it counts also where it stands for itself */
  add(from: string, to: string, mayBeItself = false): void {
    const isNone = from === to && !mayBeItself;
    // it may have stood for another one before
    if (isNone) this.delete(from);
    if (from.length < LEAST_CHARS || isNone) return;
    const isNew = !this.#to.has(from);
    noteEntry(this.#to, from, this.#undo);
    this.#to.set(from, to);
    if (!isNew) return;
    const beginning = from.slice(0, LEAST_CHARS);
    const alike = [...(this.#byBeginning.get(beginning) ?? []), from].sort((a, b) => b.length - a.length);
    noteEntry(this.#byBeginning, beginning, this.#undo);
    this.#byBeginning.set(beginning, alike);
    if (this.#filter === NONE) this.#filter = new Uint8Array(FILTER_SIZE);
    this.#filter[hashAt(from, 0)] = 1;
  }

  delete(from: string): void {
    if (!this.#to.has(from)) return;
    const beginning = from.slice(0, LEAST_CHARS);
    noteEntry(this.#to, from, this.#undo);
    noteEntry(this.#byBeginning, beginning, this.#undo);
    this.#to.delete(from);
    const rest = (this.#byBeginning.get(beginning) ?? []).filter((one) => one !== from);
    if (rest.length > 0) this.#byBeginning.set(beginning, rest);
    else this.#byBeginning.delete(beginning);
  }

  clear(): void {
    this.#to.clear();
    this.#byBeginning.clear();
    this.#filter = NONE;
  }

  /**
   * The text with all of them carried over; null where it holds none.
   * @param text a character per byte @param first what counts before these, and holds nothing else
   */
  carry(text: string, first: CarriedParts = this): string | null {
    if (this.#to.size === 0) return null;
    let carried = '';
    let done = 0;
    const last = text.length - LEAST_CHARS;
    for (let at = 0; at <= last; at++) {
      if (this.#filter[hashAt(text, at)] === 0) continue;
      const found = this.#foundAt(text, at);
      if (found === undefined) continue;
      carried += text.slice(done, at) + (first.#to.get(found) ?? this.#to.get(found) ?? found);
      done = at + found.length;
      at = done - 1;
    }
    return done === 0 ? null : carried + text.slice(done);
  }

  /** The longest that stands there by itself. */
  #foundAt(text: string, at: number): string | undefined {
    const alike = this.#byBeginning.get(text.slice(at, at + LEAST_CHARS));
    return alike?.find((one) => text.startsWith(one, at) && (isBytes(one) || isByItself(text, at, at + one.length)));
  }
}

function hashAt(text: string, at: number): number {
  const head = (text.charCodeAt(at) << 8) ^ text.charCodeAt(at + 1);
  return ((head * 31) ^ (text.charCodeAt(at + 2) << 4) ^ text.charCodeAt(at + 3)) & (FILTER_SIZE - 1);
}

/** Whether it is no piece of a longer number or word. */
function isByItself(text: string, start: number, end: number): boolean {
  return !continues(text, start - 1, start) && !continues(text, end, end - 1);
}

/** Digits may stand beside letters: `ada1764403200123`. */
function continues(text: string, outside: number, inside: number): boolean {
  const [other, own] = [text.charAt(outside), text.charAt(inside)];
  if (!/[0-9a-z]/i.test(other) || !/[0-9a-z]/i.test(own)) return false;
  return /\d/.test(other) || !/\d/.test(own);
}
