// What the page asks of a recording, and what it is answered: the types of the page, the server and its worker.

import type { PageExchange } from '../page-data.ts';

export interface DataQuestion {
  readonly maxExchanges: number;
  readonly hasValues: boolean;
}

export interface TailQuestion {
  /** Id of the last exchange that is known. */
  readonly after: number;
  readonly most: number;
}

/** Each question with its answer. */
export interface Questions {
  /** PageData as JSON, gzip. */
  readonly data: { readonly ask: DataQuestion; readonly answer: Uint8Array };
  /** The exchanges that follow, oldest first. */
  readonly tail: { readonly ask: TailQuestion; readonly answer: readonly PageExchange[] };
}

export type QuestionName = keyof Questions;

/** Whoever answers: in this thread, or in one of its own. */
export interface PageReading {
  /** @throws MockError RECORDING_MISSING, RECORDING_UNUSABLE */
  ask<Name extends QuestionName>(name: Name, question: Questions[Name]['ask']): Promise<Questions[Name]['answer']>;
  /** Closes the recording; the same promise for every call. */
  close(): Promise<void>;
}
