// The forms of verify's report: JSON, JUnit XML for CI servers, Markdown for a pull request.
// https://github.com/testmoapp/junitxml

import type { Drift, VerifyResult } from '../../tools/verify/verify-result.ts';
import { changeLines, PLAIN } from '../change-lines.ts';
import { plural } from '../format.ts';
import { code } from './markdown-code.ts';
import { coverageLine, tableLines, tooLittleLine } from './verify-lines.ts';
import type { TextForms } from './write-reports.ts';
import { escaped } from './xml.ts';

export interface VerifyReport extends VerifyResult {
  readonly recording: string;
  /** In percent, of what has to be compared. */
  readonly minShare: number;
}

export const verifyForms: TextForms<VerifyReport> = { '.json': json, '.xml': junit, '.md': markdown };

function json(report: VerifyReport): string {
  return `${JSON.stringify({ format: 1, ...report }, null, 2)}\n`;
}

/** A case for what is as recorded, a failed one per answer and table that is not, a skipped one per reason. */
function junit(report: VerifyReport): string {
  const { compared, drifting, drifts, tables, skipped, minShare } = report;
  const tooLittle = tooLittleLine(report, minShare);
  const failures = [
    ...(tooLittle === null ? [] : [{ name: coverageLine(report), lines: [tooLittle] }]),
    ...(tables ?? []).map((table) => ({ name: `table ${table.schema}.${table.table}`, lines: tableLines(table) })),
    ...drifts.map((drift) => ({ name: nameOf(drift), lines: changeLines(drift.changes, PLAIN) })),
  ];
  const same = `${plural(compared - drifting, 'exchange')} answered as recorded`;
  const cases = [
    `    <testcase classname="verify" name="${escaped(same)}"/>`,
    ...failures.map(({ name, lines: [first = '', ...rest] }) =>
      [
        `    <testcase classname="verify" name="${escaped(name)}">`,
        `      <failure type="drift" message="${escaped(first)}">${escaped(rest.join('\n'))}</failure>`,
        '    </testcase>',
      ].join('\n'),
    ),
    ...Object.entries(skipped).map(
      ([why, count]) =>
        `    <testcase classname="verify" name="${escaped(`${plural(count, 'exchange')}: ${why}`)}"><skipped/></testcase>`,
    ),
  ];
  const counts = `tests="${cases.length}" failures="${failures.length}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="mock verify" ${counts}>`,
    `  <testsuite name="verify" ${counts} skipped="${Object.keys(skipped).length}">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function markdown(report: VerifyReport): string {
  const { recording, compared, exchanges, drifting, drifts, tables, withheld, skipped, minShare } = report;
  const counts = `${compared} of ${plural(exchanges, 'exchange')} compared, ${plural(drifting, 'answer')} changed`;
  const known = tables === null ? 'tables not known' : `${plural(tables.length, 'table')} changed`;
  const sections = [`# Verification of ${code(recording)}`, `${counts}, ${known}.`];
  const tooLittle = tooLittleLine(report, minShare);
  if (tooLittle !== null) sections.push(`**${tooLittle}**`);
  if (tables !== null && tables.length > 0)
    sections.push('## Tables', tables.map((table) => list(tableLines(table))).join('\n'));
  if (drifts.length > 0) sections.push('## Answers', drifts.map(driftSection).join('\n'));
  if (drifting > drifts.length) sections.push(`… and ${drifting - drifts.length} more.`);
  if (withheld.length > 0) {
    const lines = withheld.map((each) => `- ${each.exchange}: ${code(each.sql ?? each.command)}: ${each.reason}`);
    sections.push('## Not sent', lines.join('\n'));
  }
  const left = Object.entries(skipped).map(([why, count]) => `- ${count} ${why}`);
  if (left.length > 0) sections.push('## Not compared', left.join('\n'));
  return `${sections.join('\n\n')}\n`;
}

function driftSection(drift: Drift): string {
  return list([nameOf(drift), ...changeLines(drift.changes, PLAIN)]);
}

/** The first line, and the others below it. */
function list([first = '', ...rest]: readonly string[]): string {
  return [`- ${code(first)}`, ...rest.map((line) => `  - ${code(line)}`)].join('\n');
}

function nameOf({ exchange, scope, sql, command, parameters }: Drift): string {
  const where = scope === '' ? '' : ` (${scope})`;
  const bound = parameters === null ? '' : ` ${parameters}`;
  return `exchange ${exchange}${where}: ${(sql ?? command).replace(/\s+/g, ' ').trim()}${bound}`;
}
