// `mock stats`

import type { ScopeStats } from '../../store/counting/statistics-collector.ts';
import { openRecording } from '../../store/reading/reader.ts';
import { collectStats, DEFAULT_LIMITS } from '../../tools/stats/collect.ts';
import { statsMarkdown } from '../../tools/stats/markdown.ts';
import { statsSarif } from '../../tools/stats/sarif.ts';
import { pc } from '../colours.ts';
import type { StatsFlags } from '../definitions/offline.ts';
import { ExitCode } from '../exit-codes.ts';
import { formatDuration, plural } from '../format.ts';
import { print, printJson } from '../inspect/output.ts';
import { shorten } from '../inspect/shorten.ts';
import { renderTable } from '../inspect/table.ts';
import { oneLine } from '../visible.ts';

const SHOWN_STATEMENTS = 25;
const TEXT_CHARS = 100;

/** Returns the exit code: 5 where a budget is exceeded, or, if that was asked for, where anything was found. */
export async function runStats(file: string, flags: StatsFlags): Promise<number> {
  const reader = openRecording(file);
  try {
    const limits = { ...DEFAULT_LIMITS, maxQueries: flags.maxQueries ?? null, maxMs: flags.maxMs ?? null };
    const scopes = collectStats(reader, limits);
    await show(scopes, file, flags);
    const findings = scopes.flatMap((scope) => scope.findings);
    const isOver = findings.some(({ kind }) => kind === 'budget');
    return isOver || (flags.failOnFindings && findings.length > 0) ? ExitCode.DIFFERS : ExitCode.FINE;
  } finally {
    reader.close();
  }
}

async function show(scopes: readonly ScopeStats[], file: string, { format }: StatsFlags): Promise<void> {
  switch (format) {
    case 'json':
      return await printJson({ recording: file, scopes });
    case 'markdown':
      return await print(statsMarkdown(scopes));
    case 'sarif':
      return await print(statsSarif(scopes, file));
    case 'table':
      return await print(scopes.length === 0 ? 'no statements' : scopes.map(scopeText).join('\n\n'));
  }
}

function scopeText({ scope, queries, errors, rows, totalUs, statements, findings }: ScopeStats): string {
  const counts = `${plural(queries, 'statement')}, ${plural(errors, 'error')}, ${plural(rows, 'row')}`;
  const head = `${scope === '' ? '' : `${pc.bold(scope)}: `}${counts}, ${formatDuration(totalUs / 1000)}`;
  const shown = statements.slice(0, SHOWN_STATEMENTS);
  const table = renderTable(
    ['count', 'errors', 'rows', 'total ms', 'mean ms', 'most ms', 'statement'],
    shown.map((each) => [
      ...[each.count, each.errors, each.rows].map((value) => number(String(value))),
      ...[each.totalUs, each.totalUs / each.count, each.maxUs].map((us) => number((us / 1000).toFixed(2))),
      { kind: 'text' as const, text: each.text },
    ]),
  );
  const rest = statements.length - shown.length;
  const more = rest > 0 ? [`and ${plural(rest, 'other statement')}`] : [];
  return [head, table, ...more, ...findings.map(findingText)].join('\n');
}

function findingText({ kind, text, message, exchanges }: ScopeStats['findings'][number]): string {
  const where = exchanges.length === 0 ? '' : pc.dim(` (exchanges ${exchanges.join(', ')})`);
  const statement = text === '' ? '' : `\n    ${shorten(oneLine(text), TEXT_CHARS)}`;
  return `${pc.yellow(kind)}: ${message}${where}${statement}`;
}

function number(text: string): { readonly kind: 'number'; readonly text: string } {
  return { kind: 'number', text };
}
