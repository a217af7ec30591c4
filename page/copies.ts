// As what an exchange, or a miss, can be copied: its SQL, JSON, text as a terminal shows it, the request that asks for it.

import type { PageExchange, PageResult } from '../src/page/page-data.ts';
import { isFile } from './api.ts';
import { detailOf } from './found.ts';
import type { Deed } from './parts/palette.tsx';
import { ms, oneLine } from './parts/text.tsx';
import { selectedExchange } from './selection.ts';
import { copy, data, misses, route, view } from './state.ts';

const MISS_VIEWS: ReadonlySet<string> = new Set(['miss', 'misses']);

/** Whether there is something to copy in this view. */
export function canCopy(): boolean {
  return copies().length > 0;
}

/** Those whose name has the text. */
export function copiesOf(text: string): readonly Deed[] {
  return copies().filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()));
}

function copies(): readonly Deed[] {
  if (MISS_VIEWS.has(view.value)) return copiesOfMiss();
  const exchange = view.value === 'exchanges' ? selectedExchange() : undefined;
  if (exchange === undefined) return [];
  const { sql, id } = exchange;
  return [
    ...(sql === null ? [] : [deed('SQL', 'the statement', () => sql)]),
    deed('JSON', 'the exchange with its rows', async () =>
      JSON.stringify({ ...exchange, results: await resultsOf(exchange) }, null, 2),
    ),
    deed('Text', 'the statement and its rows, as a terminal has them', async () =>
      textOf(exchange, await resultsOf(exchange)),
    ),
    ...(isFile ? [] : [deed('curl', 'asks this mock for it, with the token in $TOKEN', () => curlOf(id))]),
  ];
}

function copiesOfMiss(): readonly Deed[] {
  const one = misses.value[Number(route.value.path[1] ?? 1) - 1];
  if (one === undefined) return [];
  const { miss, advice } = one;
  return [
    ...(miss.sql === null ? [] : [deed('SQL', 'the statement', () => miss.sql ?? '')]),
    deed('JSON', 'the miss with all that differs', () => JSON.stringify(one, null, 2)),
    deed('Text', 'what to do', () =>
      advice.map(({ what, copy: given }) => `${what}\n${given === null ? '' : `${given.text}\n`}`).join('\n'),
    ),
  ];
}

function deed(name: string, hint: string, make: () => string | Promise<string>): Deed {
  return { name, hint, act: () => void Promise.resolve(make()).then(copy) };
}

async function resultsOf({ id }: PageExchange): Promise<readonly PageResult[]> {
  const known = data.value?.results[id];
  if (known !== undefined || isFile) return known ?? [];
  return (await detailOf(id))?.results ?? [];
}

/** The token stands in the address that mock printed, and in no text that is pasted somewhere. */
function curlOf(id: number): string {
  const ask = encodeURIComponent(JSON.stringify({ id }));
  return `curl -H "authorization: Bearer $TOKEN" '${location.origin}/api/v1/page/exchange?ask=${ask}'`;
}

function textOf(exchange: PageExchange, results: readonly PageResult[]): string {
  const { id, session, sql, command, parameters, lastByteUs, errorCode, errorMessage } = exchange;
  return [
    `-- exchange ${id} of session ${session}, ${ms(lastByteUs)} ms`,
    sql === null ? `-- ${command}` : `${sql};`,
    ...(parameters === null ? [] : [`-- with ${parameters}`]),
    ...(errorCode === null ? [] : [`ERROR ${errorCode}: ${errorMessage ?? ''}`]),
    ...results.flatMap(tableOf),
    '',
  ].join('\n');
}

function tableOf({ columns, rows, total }: PageResult): string[] {
  const cells = [columns.map(oneLine), ...rows.map((row) => row.map(cellOf))];
  const widths = columns.map((_, at) => Math.max(...cells.map((row) => [...(row[at] ?? '')].length)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, at) => cell + ' '.repeat(Math.max(0, (widths[at] ?? 0) - [...cell].length))).join(' | ')} |`;
  const rule = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+`;
  const [head = [], ...body] = cells;
  const left = total > rows.length ? [`-- and ${total - rows.length} more rows`] : [];
  return [rule, line(head), rule, ...body.map(line), rule, ...left];
}

export function cellOf(value: unknown): string {
  if (value === null) return 'NULL';
  return typeof value === 'object' ? JSON.stringify(value) : oneLine(String(value));
}
