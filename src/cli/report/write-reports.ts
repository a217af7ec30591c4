// Writes the reports that were asked for, each in the form that its file's ending says.

import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, extname } from 'node:path';
import type { ReplayReport } from '../../app/replay-report.ts';
import { MockError, messageOf } from '../../domain/errors.ts';
import { junitReport } from './junit.ts';
import { markdownReport } from './markdown.ts';

const FORMS: Readonly<Record<string, (report: ReplayReport) => string>> = {
  '.json': (report) => `${JSON.stringify(report, null, 2)}\n`,
  '.xml': junitReport,
  '.md': markdownReport,
};

/** @throws MockError `USAGE` where an ending is none of those that say a form */
export function checkReportFiles(files: readonly string[]): void {
  for (const file of files) {
    if (FORMS[extname(file).toLowerCase()] !== undefined) continue;
    throw new MockError('USAGE', `--report ${file}: end its name in .json, .xml (JUnit) or .md`);
  }
}

/** @throws MockError `USAGE` where a file cannot be written */
export function writeReports(files: readonly string[], report: ReplayReport): void {
  for (const file of files) {
    const text = FORMS[extname(file).toLowerCase()]?.(report) ?? '';
    try {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(`${file}.new`, text);
      renameSync(`${file}.new`, file);
    } catch (cause) {
      throw new MockError('USAGE', `--report ${file} cannot be written: ${messageOf(cause)}`, { cause });
    }
  }
}
