// The forms of a diff's report: JSON, JUnit XML for CI servers, Markdown for a pull request.

import type { Difference } from '../../tools/diff/compare-recordings.ts';
import { diffTexts } from './html.ts';
import { code } from './markdown-code.ts';
import type { TextForms } from './write-reports.ts';
import { escaped } from './xml.ts';

export interface DiffReport {
  readonly a: string;
  readonly b: string;
  readonly differences: readonly Difference[];
}

export const diffForms: TextForms<DiffReport> = { '.json': json, '.xml': junit, '.md': markdown };

function json(report: DiffReport): string {
  const text = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);
  return `${JSON.stringify({ format: 1, ...report }, text, 2)}\n`;
}

const itemsOf = ({ differences }: DiffReport) => diffTexts(differences);

function junit(report: DiffReport): string {
  const cases = itemsOf(report).map(({ kind, title, lines }) => {
    const name = escaped(title.replace(/\s+/g, ' ').slice(0, 200));
    const failure = `<failure type="${kind}" message="${kind}">${escaped(lines.join('\n'))}</failure>`;
    return `    <testcase classname="diff" name="${name}">${failure}</testcase>`;
  });
  const counts = `tests="${cases.length}" failures="${cases.length}"`;
  const suite = [`  <testsuite name="diff" ${counts}>`, ...cases, '  </testsuite>'];
  const whole = [`<testsuites name="mock diff" ${counts}>`, ...suite, '</testsuites>', ''];
  return ['<?xml version="1.0" encoding="UTF-8"?>', ...whole].join('\n');
}

function markdown(report: DiffReport): string {
  const { a, b, differences } = report;
  const head = `# ${code(a)} and ${code(b)}\n\n${differences.length === 1 ? '1 difference' : `${differences.length} differences`}.`;
  const items = itemsOf(report).map(({ kind, title, lines }) =>
    [`- **${kind}**: ${code(title)}`, ...lines.map((line) => `  - ${code(line)}`)].join('\n'),
  );
  return `${[head, ...items].join('\n\n')}\n`;
}
