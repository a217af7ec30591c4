// What a replay has done, told exchange by exchange and scope by scope: the data of `--report`.

import type { CountedMiss, Uncertain } from '../replay/session/journal.ts';
import type { ReplayContext } from '../replay/session/replay-context.ts';
import type { Substitution } from '../replay/volatile/values/substitution.ts';
import type { ScopeStats } from '../store/counting/statistics-collector.ts';
import type { RecordingFileReader } from '../store/reading/reader.ts';
import { collectStats, DEFAULT_LIMITS } from '../tools/stats/collect.ts';

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

/** What was played and what was not. */
export interface ReplayTally {
  readonly scopes: readonly ScopeReport[];
  /** Ids of the exchanges that were never played and could have been. */
  readonly unused: readonly number[];
  /** The first of them, for people. */
  readonly firstUnused: readonly ReportedExchange[];
  /** What the recorded server took for what was played, in microseconds. */
  readonly serverUs: number;
}

export interface ReplayReport extends ReplayTally {
  readonly format: number;
  readonly recording: string;
  readonly connections: number;
  readonly played: number;
  readonly missCount: number;
  /** Distinct ones with how often they came. */
  readonly misses: readonly CountedMiss[];
  /** Exchanges that were given once more after their turn. */
  readonly repeated: readonly { readonly exchange: number; readonly times: number }[];
  /** Answers of which it is not certain that they fit: by place only, or recorded while a write ran. */
  readonly uncertain: readonly Uncertain[];
  /** Answers that the recording lacked and that were made. */
  readonly synthesised: readonly object[];
  /** What the overlay answered. */
  readonly scripted: readonly object[];
  /** Volatile values that were carried through. */
  readonly substituted: readonly Substitution[];
  readonly gapsCrossed: readonly (ReportedExchange & { readonly gap: string })[];
  /** Scopes in which more statements were executed than allowed; none where no budget was given. */
  readonly overBudget: readonly OverBudget[];
  /** Of what was played, as `mock stats` counts it: statements, and those that look like mistakes. */
  readonly statistics: readonly ScopeStats[];
}

export interface OverBudget {
  /** Empty for the unnamed one. */
  readonly scope: string;
  readonly statements: number;
  readonly budget: number;
}

export interface ReportOptions {
  /** Statements that a scope may execute; default: any number. */
  readonly maxQueries?: number;
}

const FIRST_UNUSED = 50;

/** Reads every exchange of the recording twice: some ten seconds for a million. */
export function replayReport(
  reader: RecordingFileReader,
  contexts: readonly ReplayContext[],
  { maxQueries }: ReportOptions = {},
): ReplayReport {
  const total = (count: (run: ReplayContext) => number) => contexts.reduce((sum, run) => sum + count(run), 0);
  return {
    format: FORMAT,
    recording: reader.path,
    connections: total((run) => run.connections.count),
    played: total((run) => run.scopes.playedCount),
    missCount: total((run) => run.missCount),
    misses: contexts.flatMap(({ journal }) => journal.misses),
    ...replayTally(reader, contexts),
    repeated: contexts.flatMap(({ journal }) =>
      [...journal.repeated].map(([exchange, times]) => ({ exchange, times })),
    ),
    uncertain: contexts.flatMap(({ journal }) => journal.uncertain),
    synthesised: contexts.flatMap(({ journal }) => journal.synthesised),
    scripted: contexts.flatMap(({ journal }) => journal.scripted),
    substituted: contexts.flatMap(({ journal }) => journal.substituted),
    gapsCrossed: contexts.flatMap(({ crossings }) => crossings.gaps.flatMap((id) => crossedGap(reader, id))),
    overBudget: overBudget(contexts, maxQueries),
    statistics: collectStats(reader, DEFAULT_LIMITS, (exchange) => hasPlayed(contexts, exchange)),
  };
}

/** Reads every exchange of the recording once: a few seconds for a million. */
export function replayTally(reader: RecordingFileReader, contexts: readonly ReplayContext[]): ReplayTally {
  const unused: number[] = [];
  const firstUnused: ReportedExchange[] = [];
  const scopes = new ScopeCounts();
  let serverUs = 0;
  for (const listed of reader.listExchanges()) {
    if (listed.fingerprint === null || listed.gap !== null) continue;
    const { id, scope, command, sql } = listed;
    if (hasPlayed(contexts, listed)) {
      scopes.of(scope).played++;
      serverUs += listed.lastByteUs;
      continue;
    }
    scopes.of(scope).unused++;
    unused.push(id);
    if (firstUnused.length < FIRST_UNUSED) firstUnused.push({ exchange: id, scope, command, sql });
  }
  for (const { journal, scopes: known } of contexts) {
    for (const { miss, count } of journal.misses) scopes.of(miss.scope).misses += count;
    for (const { name, statements } of known.entered) if (statements > 0) scopes.of(name).statements += statements;
  }
  return { scopes: scopes.sorted(), unused, firstUnused, serverUs };
}

/** Looks at counts only: it costs nothing. */
export function overBudget(contexts: readonly ReplayContext[], budget = Number.POSITIVE_INFINITY): OverBudget[] {
  return contexts.flatMap(({ scopes }) =>
    scopes.entered
      .filter(({ statements }) => statements > budget)
      .map(({ name, statements }) => ({ scope: name, statements, budget })),
  );
}

interface MutableCounts {
  played: number;
  misses: number;
  unused: number;
  statements: number;
}

class ScopeCounts {
  readonly #counts = new Map<string, MutableCounts>();

  of(name: string): MutableCounts {
    const known = this.#counts.get(name) ?? { played: 0, misses: 0, unused: 0, statements: 0 };
    this.#counts.set(name, known);
    return known;
  }

  sorted(): ScopeReport[] {
    return [...this.#counts].map(([name, one]) => ({ name, ...one })).sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

function hasPlayed(contexts: readonly ReplayContext[], { scope, id }: { readonly scope: string; readonly id: number }) {
  return contexts.some((run) => run.scopes.hasPlayed(scope, id));
}

function crossedGap(reader: RecordingFileReader, id: number): ReplayReport['gapsCrossed'] {
  const listed = reader.exchange(id);
  if (listed === null || listed.gap === null) return [];
  const { scope, command, sql, gap } = listed;
  return [{ exchange: id, scope, command, sql, gap }];
}
