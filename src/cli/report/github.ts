// What GitHub Actions shows of a failing run: an annotation per miss, and a summary of the step.
// https://docs.github.com/actions/reference/workflow-commands-for-github-actions

import { appendFileSync } from 'node:fs';
import { missMessage } from '../../replay/misses/misses.ts';
import type { ReplayReport } from '../../serve/replay-report.ts';
import type { Environment } from '../../testing/run/environment.ts';
import { markdownReport } from './markdown.ts';

/** GitHub shows ten of a step. */
const MOST_ANNOTATIONS = 10;
/** A step's summary may have 1 MiB. */
const MOST_SUMMARY_BYTES = 512 * 1024;

export function isOnGithub({ GITHUB_ACTIONS }: Environment): boolean {
  return GITHUB_ACTIONS === 'true';
}

/** Lines for stderr or stdout. */
export function annotations({ misses }: ReplayReport): string[] {
  return misses
    .slice(0, MOST_ANNOTATIONS)
    .map(({ miss }) => `::error title=${property(`mock: ${miss.reason}`)}::${message(missMessage(miss))}`);
}

/** Does nothing where there is no file for it, or it cannot be written: that must not fail a run. */
export function appendSummary(report: ReplayReport, { GITHUB_STEP_SUMMARY: file }: Environment): void {
  if (file === undefined || file === '') return;
  const text = markdownReport(report);
  if (Buffer.byteLength(text) > MOST_SUMMARY_BYTES) return;
  try {
    appendFileSync(file, `${text}\n`);
  } catch {
    // the log says the same
  }
}

function message(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return message(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
