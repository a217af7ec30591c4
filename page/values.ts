// Where the values of an exchange come from and where they go: found by their text in what the exchanges about it were
// asked and answered. Pure.

import type { PageDetail } from '../src/page/reading/questions.ts';

export interface ValueLink {
  readonly value: string;
  /** `asked`: it stands in the statement or is a parameter; `answered`: in the rows, or the last insert id. */
  readonly here: 'asked' | 'answered';
  readonly exchange: number;
  readonly session: number;
  /** What it is there, e.g. `row 2, column id`. */
  readonly there: string;
}

const LEAST_CHARS = 2;
const MOST_VALUES = 200;
const MOST_LINKS = 100;
const LITERALS = /'((?:[^'\\]|''|\\.)*)'|\b(\d+(?:\.\d+)?)\b/g;

/** Of what was asked, where it was answered before; of what was answered, where it is asked behind. */
export function linksOf(id: number, around: readonly PageDetail[]): ValueLink[] {
  const here = around.find(({ exchange }) => exchange.id === id);
  if (here === undefined) return [];
  const before = around.filter(({ exchange }) => exchange.id < id).reverse();
  const behind = around.filter(({ exchange }) => exchange.id > id);
  const links: ValueLink[] = [];
  for (const value of askedBy(here)) {
    const found = first(before, (one) => answers(one, value));
    if (found !== null) links.push({ value, here: 'asked', ...found });
  }
  for (const value of answeredBy(here)) {
    const found = first(behind, (one) => (askedBy(one).has(value) ? 'asked with it' : null));
    if (found !== null) links.push({ value, here: 'answered', ...found });
  }
  return links.slice(0, MOST_LINKS);
}

function first(around: readonly PageDetail[], test: (one: PageDetail) => string | null) {
  for (const one of around) {
    const there = test(one);
    if (there !== null) return { exchange: one.exchange.id, session: one.exchange.session, there };
  }
  return null;
}

/** Small numbers are everywhere, and say nothing; ids are what is looked for. */
function isTelling(value: string): boolean {
  return value.length >= LEAST_CHARS || /^[1-9]$/.test(value);
}

function askedBy({ exchange }: PageDetail): ReadonlySet<string> {
  const values = new Set<string>();
  for (const text of [exchange.sql, exchange.parameters]) {
    for (const match of (text ?? '').replaceAll('"', "'").matchAll(LITERALS)) {
      const value = match[1]?.replaceAll("''", "'") ?? match[2] ?? '';
      if (isTelling(value) && values.size < MOST_VALUES) values.add(value);
    }
  }
  return values;
}

function answeredBy({ exchange, results }: PageDetail): ReadonlySet<string> {
  const values = new Set<string>();
  const { lastInsertId } = exchange;
  if (lastInsertId !== null && lastInsertId !== '0') values.add(lastInsertId);
  for (const { rows } of results) {
    for (const cell of rows.flat()) {
      const value = typeof cell === 'object' ? '' : String(cell);
      if (isTelling(value) && values.size < MOST_VALUES) values.add(value);
    }
  }
  return values;
}

/** Where an answer has a value; null where it has not. */
function answers({ exchange, results }: PageDetail, value: string): string | null {
  if (exchange.lastInsertId === value && value !== '0') return 'its last insert id';
  for (const { columns, rows } of results) {
    for (const [index, row] of rows.entries()) {
      const column = row.findIndex((cell) => cell !== null && typeof cell !== 'object' && String(cell) === value);
      if (column >= 0) return `row ${index + 1}, column ${columns[column] ?? column + 1}`;
    }
  }
  return null;
}
