// What differs between two answers, one line per change.

import pc from 'picocolors';
import type { Change } from '../diff/compare-results.ts';
import { oneLine, shorten } from './inspect/table.ts';

const SHOWN = 20;
const VALUE_CHARS = 80;

export function changeLines(changes: readonly Change[]): string[] {
  const lines = changes.slice(0, SHOWN).map(changeLine);
  return changes.length <= SHOWN ? lines : [...lines, `… and ${changes.length - SHOWN} more`];
}

function changeLine(change: Change): string {
  switch (change.kind) {
    case 'outcome':
      return fromTo(change.from, change.to);
    case 'fact':
      return `${change.name}: ${fromTo(change.from, change.to)}`;
    case 'column':
      return `${inResult(change.result)}column ${change.name}: ${fromTo(change.from ?? 'none', change.to ?? 'none')}`;
    case 'cell':
      return `${inResult(change.result)}row ${change.row}, ${pc.bold(change.column)}: ${fromTo(shown(change.from), shown(change.to))}`;
    case 'row_gone':
      return pc.red(`${inResult(change.result)}row ${change.row} gone: ${values(change.values)}`);
    case 'row_added':
      return pc.green(`${inResult(change.result)}row ${change.row} added: ${values(change.values)}`);
    case 'more_rows':
      return `${inResult(change.result)}${fromTo(`${change.from} rows`, `${change.to} rows`)}`;
  }
}

/** The first result set, nearly always the only one, is not mentioned. */
function inResult(result: number): string {
  return result === 1 ? '' : `result ${result}, `;
}

function fromTo(from: string, to: string): string {
  return `${pc.red(from)} → ${pc.green(to)}`;
}

function values(row: Readonly<Record<string, unknown>>): string {
  return shorten(
    Object.entries(row)
      .map(([name, value]) => `${name}=${shown(value)}`)
      .join(', '),
    2 * VALUE_CHARS,
  );
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  return shorten(oneLine(typeof value === 'string' ? `'${value}'` : JSON.stringify(value)), VALUE_CHARS);
}
