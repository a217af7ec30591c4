// Writes the reports that were asked for, each in the form that its file's ending says.

import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, extname } from 'node:path';
import { MockError, messageOf } from '../../core/errors.ts';
import type { ReplayReport } from '../../serve/replay-report.ts';
import { junitReport } from './junit.ts';
import { markdownReport } from './markdown.ts';

const ENDINGS = ['.html', '.json', '.xml', '.md'] as const;

/** A report's text by the ending of its file. */
export type ReportForms<Report> = Readonly<Record<(typeof ENDINGS)[number], (report: Report) => string>>;

/** Those that are text; the page is loaded only where it is asked for. */
export type TextForms<Report> = Omit<ReportForms<Report>, '.html'>;

export const replayForms: TextForms<ReplayReport> = {
  '.json': (report) => `${JSON.stringify(report, null, 2)}\n`,
  '.xml': junitReport,
  '.md': markdownReport,
};

/** @throws MockError `USAGE` where an ending is none of those that say a form */
export function checkReportFiles(files: readonly string[]): void {
  for (const file of files) {
    if (endingOf(file) !== undefined) continue;
    throw new MockError('USAGE', `--report ${file}: end its name in .html, .json, .xml (JUnit) or .md`);
  }
}

/** Null where no page is asked for. */
export function pageIn(files: readonly string[]): string | null {
  return files.find((file) => endingOf(file) === '.html') ?? null;
}

function endingOf(file: string): (typeof ENDINGS)[number] | undefined {
  return ENDINGS.find((ending) => ending === extname(file).toLowerCase());
}

/** @throws MockError `USAGE` where a file cannot be written */
export function writeReports<Report>(files: readonly string[], report: Report, forms: ReportForms<Report>): void {
  for (const file of files) {
    const ending = endingOf(file);
    const text = ending === undefined ? '' : forms[ending](report);
    try {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(`${file}.new`, text, { mode: 0o600 });
      renameSync(`${file}.new`, file);
    } catch (cause) {
      throw new MockError('USAGE', `--report ${file} cannot be written: ${messageOf(cause)}`, { cause });
    }
  }
}
