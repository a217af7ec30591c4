// What differs between two answers, one line per change.

import type { Change } from '../tools/diff/compare-results.ts';
import { pc } from './colours.ts';
import { shorten } from './inspect/shorten.ts';
import { oneLine } from './visible.ts';

const SHOWN = 20;
const VALUE_CHARS = 80;

/** How parts of a line are shown. */
interface Paint {
  readonly from: (text: string) => string;
  readonly to: (text: string) => string;
  readonly name: (text: string) => string;
}

const COLOURS: Paint = { from: pc.red, to: pc.green, name: pc.bold };
/** For files. */
export const PLAIN: Paint = { from: String, to: String, name: String };

export function changeLines(changes: readonly Change[], paint = COLOURS): string[] {
  const lines = changes.slice(0, SHOWN).map((change) => changeLine(change, paint));
  return changes.length <= SHOWN ? lines : [...lines, `… and ${changes.length - SHOWN} more`];
}

function changeLine(change: Change, paint: Paint): string {
  const fromTo = (from: string, to: string) => `${paint.from(from)} → ${paint.to(to)}`;
  switch (change.kind) {
    case 'outcome':
      return fromTo(change.from, change.to);
    case 'fact':
      return `${change.name}: ${fromTo(change.from, change.to)}`;
    case 'column':
      return `${inResult(change.result)}column ${change.name}: ${fromTo(change.from ?? 'none', change.to ?? 'none')}`;
    case 'cell':
      return `${inResult(change.result)}row ${change.row}, ${paint.name(change.column)}: ${fromTo(shown(change.from), shown(change.to))}`;
    case 'row_gone':
      return paint.from(`${inResult(change.result)}row ${change.row} gone: ${values(change.values)}`);
    case 'row_added':
      return paint.to(`${inResult(change.result)}row ${change.row} added: ${values(change.values)}`);
    case 'more_rows':
      return `${inResult(change.result)}${fromTo(`${change.from} rows`, `${change.to} rows`)}`;
  }
}

/** The first result set, nearly always the only one, is not mentioned. */
function inResult(result: number): string {
  return result === 1 ? '' : `result ${result}, `;
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
