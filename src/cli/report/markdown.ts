// The report as Markdown: for a pull request, or a step's summary in CI.

import { adviceFor } from '../../replay/misses/advice.ts';
import type { CountedMiss } from '../../replay/session/journal.ts';
import type { OverBudget, ReplayReport, ReportedExchange } from '../../serve/replay-report.ts';
import { statsMarkdown } from '../../tools/stats/markdown.ts';
import { plural } from '../format.ts';
import { code, plain } from './markdown-code.ts';

const SHOWN_MISSES = 50;
const SHOWN_DIFFERENCES = 50;

export function markdownReport(report: ReplayReport): string {
  const { recording, connections, played, missCount, unused, misses, repeated, gapsCrossed } = report;
  const what = [
    plural(connections, 'connection'),
    `${plural(played, 'exchange')} played`,
    plural(missCount, 'miss'),
    `${unused.length} unused`,
    `${repeated.length} given again`,
    `${report.synthesised.length} synthesised`,
    `${report.substituted.length} substituted`,
    `went on behind ${plural(gapsCrossed.length, 'gap')}`,
  ];
  const sections = [`# Replay of ${code(recording)}`, `${what.join(', ')}.`, scopeTable(report)];
  if (misses.length > 0)
    sections.push('## Misses', ...misses.slice(0, SHOWN_MISSES).map((one) => missSection(one, recording)));
  if (misses.length > SHOWN_MISSES) sections.push(`… and ${misses.length - SHOWN_MISSES} more.`);
  if (unused.length > 0) sections.push('## Unused', report.firstUnused.map(item).join('\n'));
  const left = unused.length - report.firstUnused.length;
  if (left > 0) sections.push(`… and ${left} more.`);
  if (report.uncertain.length > 0) sections.push('## Not certain', report.uncertain.map(uncertainItem).join('\n'));
  if (gapsCrossed.length > 0) sections.push('## Went on behind these gaps', gapsCrossed.map(item).join('\n'));
  if (report.overBudget.length > 0) sections.push('## Over budget', report.overBudget.map(budgetItem).join('\n'));
  if (report.statistics.length > 0) sections.push(statsMarkdown(report.statistics).trimEnd());
  return `${sections.join('\n\n')}\n`;
}

const DOUBTS: Readonly<Record<ReplayReport['uncertain'][number]['why'], string>> = {
  hole: 'recorded with several answers for the same data',
  overlapped: 'a write ran when it was recorded',
  waits: 'another open transaction has written the same rows',
};

function uncertainItem({ exchange, why, times }: ReplayReport['uncertain'][number]): string {
  return `- exchange ${exchange}, given ${times === 1 ? 'once' : `${times} times`}: ${DOUBTS[why]}`;
}

function budgetItem({ scope, statements, budget }: OverBudget): string {
  const where = scope === '' ? 'outside of scopes' : `in ${code(scope)}`;
  return `- ${plural(statements, 'statement')} ${where}, and ${budget} are allowed`;
}

function scopeTable({ scopes }: ReplayReport): string {
  const rows = scopes.map(({ name, statements, played, misses, unused }) => {
    const shown = name === '' ? '(none)' : code(name).replaceAll('|', '\\|');
    return `| ${shown} | ${statements} | ${played} | ${misses} | ${unused} |`;
  });
  return ['| scope | statements | played | misses | unused |', '| --- | ---: | ---: | ---: | ---: |', ...rows].join(
    '\n',
  );
}

function missSection({ miss, count }: CountedMiss, recording: string): string {
  const { reason, command, sql, parameters, database, scope, nearest, nearestScopes } = miss;
  const where = [database === '' ? '' : ` in ${code(database)}`, scope === '' ? '' : `, scope ${code(scope)}`].join('');
  const lines = [`- **${reason}**${where}${count === 1 ? '' : `, ${count} times`}: ${code(sql ?? command)}`];
  if (parameters !== null) lines.push(`  - with ${code(parameters)}`);
  if (nearest !== null) lines.push(`  - nearest is exchange ${nearest.exchange}: ${code(nearest.sql)}`);
  const places = nearest?.statements.differences ?? [];
  if (nearest !== null && places.length === 0) lines.push(`  - ${code(nearest.difference)}`);
  for (const { kind, asked, recorded: there } of places.slice(0, SHOWN_DIFFERENCES)) {
    const what = kind === 'binding' ? 'same value, given otherwise' : 'differs';
    lines.push(`  - ${what}: asked ${code(asked || 'nothing')}, recorded ${code(there || 'nothing')}`);
  }
  for (const { what, copy } of adviceFor(miss, recording)) {
    lines.push(`  - to do: ${plain(what)}${copy === null ? '' : `: ${code(copy.text.trimEnd())}`}`);
  }
  if (nearestScopes.length > 0) lines.push(`  - scopes with names like it: ${nearestScopes.map(code).join(', ')}`);
  return lines.join('\n');
}

function item({ exchange, scope, command, sql }: ReportedExchange): string {
  return `- ${exchange}${scope === '' ? '' : ` (${code(scope)})`}: ${code(sql ?? command)}`;
}
