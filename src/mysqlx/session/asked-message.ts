// What a message finds of its session, and what it changes there once it is answered. A client may send many messages before
// it reads: so while recording, what one finds is worked out when all before it are answered, and not when it is asked.

import type { ResponseFacts } from '../../core/command.ts';
import type { XSessionFacts } from '../../core/x-responder.ts';

export class AskedMessage {
  #facts: XSessionFacts | null = null;
  readonly #find: () => XSessionFacts;
  readonly #note: ((facts: ResponseFacts, found: XSessionFacts) => void) | null;

  /** @param note what it changes; null for nothing */
  constructor(find: () => XSessionFacts, note: ((facts: ResponseFacts, found: XSessionFacts) => void) | null) {
    this.#find = find;
    this.#note = note;
  }

  /** Worked out once, when it is asked for first. */
  get facts(): XSessionFacts {
    this.#facts ??= this.#find();
    return this.#facts;
  }

  /** As XCommand has it. */
  answered(facts: ResponseFacts): void {
    const found = this.facts;
    this.#note?.(facts, found);
  }
}
