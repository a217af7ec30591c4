// What `mock replay` says while it serves and at the end, and its exit code.

import type { ReplayRun } from '../../serve/replay.ts';
import type { ReplayTally } from '../../serve/replay-report.ts';
import { budgetLine } from '../budget-line.ts';
import type { ReplayFlags } from '../definitions/replay.ts';
import { ExitCode } from '../exit-codes.ts';
import { formatBytes, formatDuration, formatTls, plural } from '../format.ts';
import { shorten } from '../inspect/shorten.ts';
import type { Summary } from '../serve.ts';
import { oneLine } from '../visible.ts';

/** Of those that were never played, for people. */
const SHOWN_UNUSED = 10;
const STATEMENT_CHARS = 120;

/** What of a replay is told. */
export type ReplayFacts = Pick<ReplayRun, 'counts' | 'idleRules' | 'overBudget'>;

/** What is known of a replay when its listeners are about to go. */
export interface ReplayEnd {
  /** Null where it would have cost too much to count them. */
  readonly unused: number | null;
  /** Of a command that was run; null where it would have cost too much. */
  readonly tally: ReplayTally | null;
}

export function replayProgress(run: Pick<ReplayFacts, 'counts'>): string {
  const { connections, played, misses, bytes } = run.counts();
  const done = `${plural(connections, 'connection')}  ${played} played  ${formatBytes(bytes)}`;
  return misses === 0 ? done : `${done}  ${plural(misses, 'miss')}`;
}

type JudgedFlags = Pick<ReplayFlags, 'strict' | 'failOnUnused'>;

/**
 * @param ms since the command began
 * @param link where the page of the misses is; null without one
 */
export function replaySummary(
  run: ReplayFacts,
  { unused }: Pick<ReplayEnd, 'unused'>,
  flags: JudgedFlags & Pick<ReplayFlags, 'maxQueries'>,
  ms: number,
  link: string | null,
): Summary {
  const { connections, played, misses, synthesised, bytes, gapsCrossed, holes, substituted, tls } = run.counts();
  const left = unused === null ? '' : `, ${plural(unused, 'recorded exchange')} unused`;
  const what = `${plural(connections, 'connection')}${formatTls(tls)}, ${plural(played, 'exchange')} played (${formatBytes(bytes)})`;
  const lines = [`replayed ${what}, ${plural(misses, 'miss')}${left} in ${formatDuration(ms)}`];
  if (gapsCrossed > 0)
    lines.push(
      `went on where the recording has ${plural(gapsCrossed, 'gap')} (an answer that was not recorded whole): see the log`,
    );
  if (holes > 0) {
    lines.push(
      `${plural(holes, 'answer')} by place only, recorded with several for the same data: see --report, and mock check`,
    );
  }
  lines.push(...run.idleRules().map((rule) => `${rule} matched no value`));
  if (substituted > 0)
    lines.push(
      `${plural(substituted, 'value')} that differ at every run: this run's were put where the recorded ones stood`,
    );
  const isOver = run.overBudget(flags.maxQueries ?? Number.POSITIVE_INFINITY);
  lines.push(...isOver.map(budgetLine));
  const facts = {
    ...(link !== null && { page: link }),
    connections,
    played,
    bytes,
    misses,
    synthesised,
    gapsCrossed,
    holes,
    substituted,
    unused,
    overBudget: isOver,
    tls,
    seconds: Math.round(ms) / 1000,
  };
  const last = link === null ? [] : [link];
  return { lines, last, facts, exitCode: exitCode(flags, misses + holes, unused, isOver.length) };
}

/** @param misses with answers by place only */
function exitCode(flags: JudgedFlags, misses: number, unused: number | null, overBudget: number): number {
  if (flags.strict && misses > 0) return ExitCode.MISSES;
  if (flags.failOnUnused && unused !== 0) return ExitCode.UNUSED;
  if (overBudget > 0) return ExitCode.DIFFERS;
  return ExitCode.FINE;
}

/** What a command under test has left, and what was saved. */
export function tallyLines(
  run: Pick<ReplayFacts, 'counts'>,
  tally: ReplayTally | null,
  { latency }: Pick<ReplayFlags, 'latency'>,
): string[] {
  if (tally === null || run.counts().connections === 0) return [];
  const { unused, firstUnused, serverUs } = tally;
  const shown = firstUnused.slice(0, SHOWN_UNUSED).map(({ exchange, scope, command, sql }) => {
    const where = scope === '' ? '' : ` (${scope})`;
    return `unused: exchange ${exchange}${where}: ${shorten(oneLine(sql ?? command), STATEMENT_CHARS)}`;
  });
  const rest = unused.length - shown.length;
  const more = rest > 0 ? [`… and ${rest} more`] : [];
  const isSaved = latency === undefined && serverUs > 0;
  const saved = `saved ${formatDuration(serverUs / 1000)}, which the recorded server took for these answers`;
  return [...shown, ...more, ...(isSaved ? [saved] : [])];
}
