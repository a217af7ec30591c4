// What GitHub Actions shows of a failing run: an annotation per miss, and a summary of the step.
// https://docs.github.com/actions/reference/workflow-commands-for-github-actions

import { appendFileSync } from 'node:fs';
import { missMessage } from '../../replay/misses/miss-texts.ts';
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
  try {
    appendFileSync(file, `${cutToBytes(markdownReport(report), MOST_SUMMARY_BYTES)}\n`);
  } catch {
    // the log says the same
  }
}

/** Whole lines of it. */
function cutToBytes(text: string, most: number): string {
  if (Buffer.byteLength(text) <= most) return text;
  const cut = Buffer.from(text).subarray(0, most).toString('utf8');
  return `${cut.slice(0, cut.lastIndexOf('\n'))}\n\n… the rest is too long for a summary: see the report`;
}

function message(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return message(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
