// What can be read of a recording's file beyond what a replay asks of it: for the tools.

import type { ResponseFacts } from '../../core/command.ts';
import type {
  RecordedExchange,
  RecordedSession,
  RecordingReader,
  ServerVariable,
  TableSchema,
} from '../../core/recording.ts';
import type { ExchangeContent } from '../reading/contents.ts';
import type { ListedExchange, ListedSession, ListOptions, RecordingSummary } from '../reading/listing.ts';
import type { Scans } from '../reading/scan.ts';
import type { SealedStatistics } from '../reading/sealed-statistics.ts';
import type { CountedExchange } from '../reading/statistics.ts';
import type { HoleCandidate } from '../sealing/holes.ts';
import type { Preparation } from './open-identified.ts';

export interface RecordingFileReader extends RecordingReader {
  readonly path: string;
  readonly preparation: Preparation;
  /** See `meta` in docs/recording.md. */
  readonly meta: ReadonlyMap<string, string>;
  sessions(): readonly RecordedSession[];
  /** All exchanges with this fingerprint in the order of the recording. */
  byFingerprint(fingerprint: string): readonly RecordedExchange[];
  summary(): RecordingSummary;
  listSessions(): readonly ListedSession[];
  /** Statements that may have several answers for the same data; none of a recording that does not know its data. */
  listHoles(): readonly HoleCandidate[];
  /** Exchanges in the order of the recording, read in pages while it is iterated. */
  listExchanges(options?: ListOptions): Iterable<ListedExchange>;
  /** The few columns that a search through everything needs, in pages while it is iterated. */
  contents(): Iterable<ExchangeContent>;
  /** All exchanges with what counting them takes. */
  countedExchanges(): Iterable<CountedExchange>;
  /** For reading everything, a few columns of it. */
  readonly scans: Scans;
  /** What was counted when it was sealed. */
  readonly sealed: SealedStatistics;
  exchange(id: number): ListedExchange | null;
  /** The last execute before an exchange of the same statement; null where there is none. */
  executeBefore(exchange: Pick<ListedExchange, 'id' | 'prepareExchange'>): RecordedExchange | null;
  /** What the recorder read of the server's variables, by name. */
  serverVariables(): readonly ServerVariable[];
  /** The server's tables as they were described when the recording ended; none where nobody could ask. */
  tables(): readonly TableSchema[];
  /** What a response said, as it was recorded. @throws RangeError where there is no such response */
  responseFacts(id: number): ResponseFacts;
}
