// What the page asks of a recording, and what it is answered: the types of the page, the server and its thread.

import type { PageExchange, PageMiss, PageResult } from '../page-data.ts';
import type { Shape } from '../shapes.ts';
import type { PagePacket } from './packets.ts';

export interface DataQuestion {
  readonly maxExchanges: number;
  readonly hasValues: boolean;
}

export interface TailQuestion {
  /** Id of the last exchange that is known. */
  readonly after: number;
  readonly most: number;
}

export interface FindQuestion {
  /** In the filter's grammar; empty for all. */
  readonly q: string;
  /** As `ms`, `-ms`; default: the order of the recording. */
  readonly sort?: string;
  /** Place of the first row that is wanted, among those found. */
  readonly from: number;
  readonly most: number;
}

export type PlaceQuestion = Pick<FindQuestion, 'q' | 'sort'> & { readonly id: number };

/** How far a search through everything has come; it goes on when it is asked again. */
export interface Progress {
  readonly isDone: boolean;
  readonly scanned: number;
  /** Another one where the file was replaced by another recording. */
  readonly version: number;
}

export interface FoundPage extends Progress {
  /** So far. */
  readonly total: number;
  readonly rows: readonly PageExchange[];
}

export interface PageFacets extends Progress {
  /** Parts of a filter with how many they find, most first. */
  readonly counts: readonly (readonly [string, number])[];
}

export interface PageOverview {
  /** Exchanges that began in each of 60 spans of the same length. */
  readonly density: readonly number[];
  readonly slowest: readonly PageExchange[];
  readonly failed: readonly PageExchange[];
}

export interface PageShapes extends Progress {
  readonly shapes: readonly Shape[];
  readonly size: number;
  readonly executions: number;
}

/** All that is one form of statement. */
export interface PageStatement extends Progress {
  readonly shape: Shape;
  /** The first of its exchanges. */
  readonly exchanges: readonly PageExchange[];
}

export interface PageDetail {
  readonly exchange: PageExchange;
  readonly results: readonly PageResult[];
}

export interface PageMatch {
  readonly exchanges: readonly {
    readonly exchange: number;
    readonly session: number;
    readonly transaction: number | null;
    readonly gap: string | null;
    /** In words; null where any will do. */
    readonly state: string | null;
  }[];
  /** Where nothing answers. */
  readonly miss: PageMiss | null;
}

export interface PageTables {
  readonly tables: readonly { readonly schema: string; readonly table: string; readonly definition: string }[];
  /** Scopes that have a name. */
  readonly scopes: readonly string[];
}

export interface PageRedaction {
  /** What seems to be a secret. */
  readonly scan: readonly {
    readonly what: string;
    readonly where: string;
    readonly exchange: number;
    readonly count: number;
  }[];
  readonly isScanWhole: boolean;
  readonly touched: readonly {
    readonly rule: string;
    readonly cells: number;
    readonly literals: number;
    readonly parameters: number;
    readonly messages: number;
  }[];
  /** The first of what each rule changes. */
  readonly changes: readonly MaskedValue[];
}

export interface MaskedValue {
  /** Null where it is not known which. */
  readonly rule: string | null;
  readonly exchange: number;
  /** As `column customer`, `literal`. */
  readonly where: string;
  readonly from: string;
  readonly to: string;
}

/** Rows of a person's own SQL. */
export interface PageTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  readonly ms: number;
  /** The bound that was met; null where it was none. */
  readonly remark: string | null;
}

export interface SpanQuestion {
  /** Microseconds behind the recording's beginning. */
  readonly fromUs: number;
  readonly toUs: number;
  readonly most: number;
}

/** Each question with its answer. */
export interface Questions {
  /** PageData as JSON, gzip. */
  readonly data: { readonly ask: DataQuestion; readonly answer: Uint8Array };
  /** The exchanges that follow, oldest first. */
  readonly tail: { readonly ask: TailQuestion; readonly answer: readonly PageExchange[] };
  readonly find: { readonly ask: FindQuestion; readonly answer: FoundPage };
  /** Of what a filter finds. */
  readonly facets: { readonly ask: { readonly q: string }; readonly answer: PageFacets };
  /** The place of an exchange among those found; -1 where it is not one of them. */
  readonly place: { readonly ask: PlaceQuestion; readonly answer: number };
  readonly exchange: { readonly ask: { readonly id: number }; readonly answer: PageDetail | null };
  readonly overview: { readonly ask: object; readonly answer: PageOverview };
  readonly statements: { readonly ask: object; readonly answer: PageShapes };
  /** Of the form that an exchange's statement has; null where it has none. */
  readonly statement: { readonly ask: { readonly id: number }; readonly answer: PageStatement | null };
  readonly packets: { readonly ask: { readonly id: number }; readonly answer: readonly PagePacket[] };
  /** Exchanges about one, with their rows: what its values came from and went to. */
  readonly around: { readonly ask: { readonly id: number }; readonly answer: readonly PageDetail[] };
  /** What ran within a span of time, the first of it. */
  readonly span: { readonly ask: SpanQuestion; readonly answer: readonly PageExchange[] };
  readonly schema: { readonly ask: object; readonly answer: PageTables };
  readonly match: { readonly ask: { readonly sql: string; readonly scope: string }; readonly answer: PageMatch };
  /** Rules as `mock redact` has them; empty for the scan only. */
  readonly redact: { readonly ask: { readonly rules: string }; readonly answer: PageRedaction };
}

export type QuestionName = keyof Questions;

/** Those that a browser may ask by their name. */
export const ASKED: readonly QuestionName[] = [
  ...(['tail', 'find', 'facets', 'place', 'exchange', 'overview', 'statements', 'statement'] as const),
  ...(['packets', 'around', 'span', 'schema', 'match', 'redact'] as const),
];

/** Of the file as the last answer found it. */
export interface RecordingState {
  /** Another number for each recording that stood there; 0 before the first answer. */
  readonly version: number;
  /** It was removed: what was open is read on. */
  readonly isGone: boolean;
}

/** Whoever answers: in this thread, or in one of its own. */
export interface PageReading {
  readonly state: RecordingState;
  /**
   * @param isWanted false where nobody waits for the answer any more
   * @throws MockError RECORDING_MISSING, RECORDING_UNUSABLE
   */
  ask<Name extends QuestionName>(
    name: Name,
    question: Questions[Name]['ask'],
    isWanted?: () => boolean,
  ): Promise<Questions[Name]['answer']>;
  /** Closes the recording; the same promise for every call. */
  close(): Promise<void>;
}
