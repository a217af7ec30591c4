// What `mock script` says while it serves and at the end.

import type { ScriptServing } from '../../serve/script.ts';
import { ExitCode } from '../exit-codes.ts';
import { formatDuration, plural } from '../format.ts';
import type { Summary } from '../serve.ts';

export function scriptProgress(run: Pick<ScriptServing, 'counts'>): string {
  const { connections, statements, failures } = run.counts();
  const done = `${plural(connections, 'connection')}  ${plural(statements, 'statement')}`;
  return failures === 0 ? done : `${done}  ${plural(failures, 'failure')}`;
}

/** @param ms since the command began */
export function scriptSummary(run: Pick<ScriptServing, 'counts'>, ms: number): Summary {
  const counts = run.counts();
  const { connections, statements, failures } = counts;
  const what = `${plural(connections, 'connection')}, ${plural(statements, 'statement')}`;
  const lines = [`answered ${what}, ${plural(failures, 'failure')} of the script in ${formatDuration(ms)}`];
  return { lines, facts: { ...counts, seconds: Math.round(ms) / 1000 }, exitCode: ExitCode.FINE };
}
