// What `mock record` says while it serves and at the end, and its exit code.

import { existsSync } from 'node:fs';
import type { RecordingRun } from '../../serve/record.ts';
import { ExitCode } from '../exit-codes.ts';
import { formatBytes, formatDuration, formatTls, plural, shellWord } from '../format.ts';
import type { Summary } from '../serve.ts';

export function recordProgress(run: Pick<RecordingRun, 'counts'>): string {
  const { sessions, exchanges, responseBytes } = run.counts();
  return `${plural(sessions, 'session')}  ${plural(exchanges, 'exchange')}  ${formatBytes(responseBytes)}`;
}

/**
 * @param ms since the command began
 * @param isCommand a command was run: that nothing came of it is a failure
 * @param isFailed not all of it could be written
 */
export function recordSummary(
  run: Pick<RecordingRun, 'counts' | 'idleRules'>,
  output: string,
  ms: number,
  isCommand: boolean,
  isFailed = false,
): Summary {
  const { sessions, exchanges, gaps, responseBytes, tls } = run.counts();
  const facts = { sessions, exchanges, gaps, responseBytes, tls, seconds: Math.round(ms) / 1000 };
  if (sessions === 0) {
    const file = existsSync(output) ? `${output} is as it was` : `${output} was not made`;
    const lines = [`recorded nothing in ${formatDuration(ms)}: no client logged in; ${file}`];
    return { lines, facts, exitCode: isCommand ? ExitCode.FAILED : ExitCode.FINE };
  }
  const what = `${plural(sessions, 'session')}${formatTls(tls)}, ${plural(exchanges, 'exchange')}, ${formatBytes(responseBytes)}`;
  if (isFailed) {
    const kept = existsSync(output)
      ? `what was written before is in ${output}, if that is still it`
      : 'nothing is kept';
    return { lines: [`saw ${what} in ${formatDuration(ms)}; ${kept}`], facts, exitCode: ExitCode.FAILED };
  }
  const lines = [`recorded ${what} in ${formatDuration(ms)} to ${output}`];
  lines.push(...run.idleRules().map((rule) => `${rule} matched no statement`));
  if (gaps > 0)
    lines.push(`${plural(gaps, 'gap')}, which replay cannot answer from: mock inspect ${shellWord(output)}`);
  lines.push(`next: mock replay ${shellWord(output)}`);
  return { lines, facts, exitCode: ExitCode.FINE };
}
