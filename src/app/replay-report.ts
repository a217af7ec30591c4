// What a replay has done, told exchange by exchange and scope by scope: the data of `--report`.

import type { RecordingFileReader } from '../recording/reader.ts';
import type { CountedMiss } from '../replay/journal.ts';
import type { Library } from '../replay/library.ts';

/** The form of reports; rises where a field changes its meaning. */
const FORMAT = 1;

export interface ReportedExchange {
  readonly exchange: number;
  readonly scope: string;
  readonly command: string;
  readonly sql: string | null;
}

export interface ScopeReport {
  /** Empty for the unnamed one. */
  readonly name: string;
  /** Recorded exchanges that were played, each counted once. */
  readonly played: number;
  readonly misses: number;
  readonly unused: number;
  /** Statements that clients executed, answered or not. */
  readonly statements: number;
}

export interface ReplayReport {
  readonly format: number;
  readonly recording: string;
  readonly connections: number;
  readonly played: number;
  readonly missCount: number;
  /** Distinct ones with how often they came. */
  readonly misses: readonly CountedMiss[];
  /** Ids of the exchanges that were never played and could have been. */
  readonly unused: readonly number[];
  /** The first of them, for people. */
  readonly firstUnused: readonly ReportedExchange[];
  /** Exchanges that were given once more after their turn. */
  readonly repeated: readonly { readonly exchange: number; readonly times: number }[];
  /** Answers that the recording lacked and that were made. */
  readonly synthesised: readonly object[];
  /** What the overlay answered. */
  readonly scripted: readonly object[];
  /** Volatile values that were carried through. */
  readonly substituted: readonly object[];
  readonly gapsCrossed: readonly (ReportedExchange & { readonly gap: string })[];
  readonly scopes: readonly ScopeReport[];
}

const FIRST_UNUSED = 50;

/** Reads every exchange of the recording once: a few seconds for a million. */
export function replayReport(reader: RecordingFileReader, libraries: readonly Library[]): ReplayReport {
  const unused: number[] = [];
  const firstUnused: ReportedExchange[] = [];
  const scopes = new Map<string, { played: number; misses: number; unused: number; statements: number }>();
  const counts = (name: string) => {
    const known = scopes.get(name) ?? { played: 0, misses: 0, unused: 0, statements: 0 };
    scopes.set(name, known);
    return known;
  };
  for (const listed of reader.listExchanges()) {
    if (listed.fingerprint === null || listed.gap !== null) continue;
    const { id, scope, command, sql } = listed;
    if (libraries.some((library) => library.scopes.hasPlayed(scope, id))) counts(scope).played++;
    else {
      counts(scope).unused++;
      unused.push(id);
      if (firstUnused.length < FIRST_UNUSED) firstUnused.push({ exchange: id, scope, command, sql });
    }
  }
  const misses = libraries.flatMap(({ journal }) => journal.misses);
  for (const { miss, count } of misses) counts(miss.scope).misses += count;
  for (const { scopes: entered } of libraries)
    for (const { name, statements } of entered.entered) counts(name).statements += statements;
  const total = (count: (library: Library) => number) => libraries.reduce((sum, library) => sum + count(library), 0);
  return {
    format: FORMAT,
    recording: reader.path,
    connections: total((library) => library.connectionCount),
    played: total((library) => library.scopes.playedCount),
    missCount: total((library) => library.missCount),
    misses,
    unused,
    firstUnused,
    repeated: libraries.flatMap(({ journal }) =>
      [...journal.repeated].map(([exchange, times]) => ({ exchange, times })),
    ),
    synthesised: libraries.flatMap(({ journal }) => journal.synthesised),
    scripted: libraries.flatMap(({ journal }) => journal.scripted),
    substituted: libraries.flatMap(({ journal }) => journal.substituted),
    gapsCrossed: libraries.flatMap(({ crossings }) => crossings.gaps.flatMap((id) => crossedGap(reader, id))),
    scopes: [...scopes].map(([name, one]) => ({ name, ...one })).sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

function crossedGap(reader: RecordingFileReader, id: number): ReplayReport['gapsCrossed'] {
  const listed = reader.exchange(id);
  if (listed === null || listed.gap === null) return [];
  const { scope, command, sql, gap } = listed;
  return [{ exchange: id, scope, command, sql, gap }];
}
