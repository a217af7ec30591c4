// What rules of redaction changed: value by value, a recording beside its masked copy, with the rule that did it.

import type { ListedExchange } from '../../store/reading/listing.ts';
import { openRecording, type RecordingFileReader } from '../../store/reading/reader.ts';
import { cellJson } from '../../tools/history/cell.ts';
import { isOfX } from '../../tools/history/is-of-x.ts';
import { type ResultRows, resultsOf } from '../../tools/history/results.ts';
import { Masker } from '../../tools/redact/masker.ts';
import { Pseudonyms } from '../../tools/redact/pseudonym.ts';
import type { Rule } from '../../tools/redact/rules.ts';
import { cutText } from '../cut.ts';
import { VALUES } from '../shapes.ts';
import type { MaskedValue } from './questions.ts';

const MOST_OF_RULE = 8;
const ROWS = 100;
const VALUE_CHARS = 200;

/** The first few of each rule, no pair of values twice. @param file the masked copy */
export function maskedValues(
  before: RecordingFileReader,
  file: string,
  rules: readonly Rule[],
): readonly MaskedValue[] {
  const after = openRecording(file);
  try {
    const found = new Found(rules);
    for (const listed of before.listExchanges()) {
      const masked = after.exchange(listed.id);
      if (masked === null) continue;
      if (!isOfX(listed)) found.cells(listed.id, rowsOf(before, listed), rowsOf(after, masked));
      found.literals(listed.id, 'literal', listed.sql, masked.sql);
      found.literals(listed.id, 'parameter', listed.parameters, masked.parameters);
      found.whole(listed.id, 'message', listed.errorMessage, masked.errorMessage);
    }
    return found.sorted();
  } finally {
    after.close();
  }
}

function rowsOf(reader: RecordingFileReader, listed: ListedExchange): ResultRows[] {
  try {
    return resultsOf(reader, listed, ROWS).filter((result) => result.kind === 'rows');
  } catch {
    return [];
  }
}

class Found {
  readonly #byRule = new Map<string | null, Map<string, MaskedValue>>();
  /** Which rule was met with a value in a column. */
  readonly #ruleOfValue = new Map<string, string>();
  readonly #masker: Masker;

  constructor(rules: readonly Rule[]) {
    // asked which rule a column has, never for a pseudonym
    this.#masker = new Masker(rules, new Pseudonyms(Buffer.alloc(1)));
  }

  cells(exchange: number, before: readonly ResultRows[], after: readonly ResultRows[]): void {
    for (const [at, { columns, rows }] of before.entries()) {
      for (const [number, row] of rows.entries()) {
        for (const [place, cell] of row.entries()) {
          const column = columns[place];
          const [from, to] = [textOf(cell), textOf(after[at]?.rows[number]?.[place])];
          if (column === undefined || from === to) continue;
          const rule = this.#masker.ruleOf(column)?.name ?? this.#ruleOfValue.get(from) ?? null;
          if (rule !== null) this.#ruleOfValue.set(from, rule);
          this.#add({ rule, exchange, where: `column ${column.name.toString('utf8')}`, from, to });
        }
      }
    }
  }

  /** Texts whose values stand at the same places; else as a whole. */
  literals(exchange: number, where: string, before: string | null, after: string | null): void {
    if (before === null || after === null || before === after) return;
    const [from, to] = [before, after].map((text) =>
      [...text.replaceAll('"', "'").matchAll(VALUES)].map(([one]) => one),
    );
    if (from === undefined || to === undefined || from.length !== to.length) {
      this.whole(exchange, where, before, after);
      return;
    }
    for (const [place, value] of from.entries()) {
      const masked = to[place] ?? '';
      if (masked === value) continue;
      const rule = this.#ruleOfValue.get(value.replace(/^'|'$/g, '')) ?? null;
      this.#add({ rule, exchange, where, from: value, to: masked });
    }
  }

  whole(exchange: number, where: string, from: string | null, to: string | null): void {
    if (from !== null && to !== null && from !== to) this.#add({ rule: null, exchange, where, from, to });
  }

  /** Rule by rule. */
  sorted(): readonly MaskedValue[] {
    return [...this.#byRule.values()].flatMap((values) => [...values.values()]);
  }

  #add({ rule, exchange, where, from, to }: MaskedValue): void {
    const values = this.#byRule.get(rule) ?? new Map<string, MaskedValue>();
    this.#byRule.set(rule, values);
    const key = JSON.stringify([where, from, to]);
    if (values.size >= MOST_OF_RULE || values.has(key)) return;
    values.set(key, { rule, exchange, where, from: cutText(from, VALUE_CHARS), to: cutText(to, VALUE_CHARS) });
  }
}

function textOf(cell: Parameters<typeof cellJson>[0] | undefined): string {
  if (cell === undefined) return '';
  const value = cellJson(cell);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
