// Applies the rules to values: cells of rows, literals of statements, parameters, and texts that quote them. Values that a
// column's or a parameter's rule has met are masked wherever they stand, so what belongs together still does.

import { isUtf8 } from 'node:buffer';
import { ColumnFlag, ColumnType } from '../classic/constants/column-types.ts';
import type { ColumnDefinition } from '../classic/packets/column-definition.ts';
import type { ParameterValue } from '../domain/command.ts';
import type { Pseudonyms } from './pseudonym.ts';
import type { Method, Rule } from './rules.ts';

/** How often each rule was applied, by its name. */
export interface Touched {
  readonly rule: string;
  cells: number;
  literals: number;
  parameters: number;
  messages: number;
}

export type Place = 'cells' | 'literals' | 'parameters' | 'messages';

interface Known {
  readonly method: Method;
  readonly rule: string;
}

/** Shorter values are masked where their column is known, and not wherever they stand. */
const LEAST_CHARS = 4;
/** From here on also within longer texts. */
const LEAST_WITHIN = 6;
const PER_PATTERN = 500;

const INTEGERS: ReadonlySet<number> = new Set([
  ...[ColumnType.TINY, ColumnType.SHORT, ColumnType.LONG, ColumnType.LONGLONG, ColumnType.INT24, ColumnType.YEAR],
]);
const FRACTIONS: ReadonlySet<number> = new Set([
  ...[ColumnType.DECIMAL, ColumnType.NEWDECIMAL, ColumnType.FLOAT, ColumnType.DOUBLE],
]);

export class Masker {
  readonly #rules: readonly Rule[];
  readonly #pseudonyms: Pseudonyms;
  readonly #known = new Map<string, Known>();
  readonly #touched = new Map<string, Touched>();
  #within: readonly RegExp[] | null = null;

  constructor(rules: readonly Rule[], pseudonyms: Pseudonyms) {
    this.#rules = rules;
    this.#pseudonyms = pseudonyms;
    for (const rule of rules) {
      const counts = { cells: 0, literals: 0, parameters: 0, messages: 0 };
      this.#touched.set(rule.name, { rule: rule.name, ...counts });
      if (rule.kind === 'literal') this.#known.set(rule.text, { method: rule.method, rule: rule.name });
    }
  }

  get touched(): readonly Touched[] {
    return [...this.#touched.values()];
  }

  /** The rule for a column of a result; its definition has the origin even under an alias. */
  ruleOf({ schema, originalTable, originalName }: ColumnDefinition): Rule | null {
    const [schemaName, table, column] = [schema, originalTable, originalName].map((name) => name.toString('utf8'));
    const isIt = (rule: Rule) =>
      rule.kind === 'column' &&
      rule.schema.test(schemaName ?? '') &&
      rule.table.test(table ?? '') &&
      rule.column.test(column ?? '');
    return column === '' ? null : (this.#rules.find(isIt) ?? null);
  }

  /** The rule for a column or a field of a document, by its path or the last name of it. */
  ruleOfField(schema: string, table: string, path: string): Rule | null {
    const last = path.slice(path.lastIndexOf('.') + 1);
    const isIt = (rule: Rule) =>
      rule.kind === 'column' &&
      rule.schema.test(schema) &&
      rule.table.test(table) &&
      (rule.column.test(path) || rule.column.test(last));
    return path === '' ? null : (this.#rules.find(isIt) ?? null);
  }

  /** The rule for a value that a statement compares with a column, where it names the rule's table as well. */
  ruleOfName(column: string, names: ReadonlySet<string>): Rule | null {
    if (column === '') return null;
    const isIt = (rule: Rule) =>
      rule.kind === 'column' && rule.column.test(column) && [...names].some((name) => rule.table.test(name));
    return this.#rules.find(isIt) ?? null;
  }

  /** @param number of the parameter, from 1 */
  ruleOfParameter(sql: string, number: number): Rule | null {
    const isIt = (rule: Rule) => rule.kind === 'parameter' && rule.number === number && rule.statement.test(sql);
    return this.#rules.find(isIt) ?? null;
  }

  /** Remembers a value that a rule is about. */
  learn(rule: Rule, text: string): void {
    if (text.length < LEAST_CHARS || this.#known.has(text)) return;
    this.#known.set(text, { method: rule.method, rule: rule.name });
    this.#within = null;
  }

  count(rule: string, place: Place): void {
    const touched = this.#touched.get(rule);
    if (touched !== undefined) touched[place]++;
  }

  /** A text as a rule wants it; null is NULL. */
  masked(rule: Pick<Rule, 'method'>, text: string): string | null {
    switch (rule.method.kind) {
      case 'null':
        return null;
      case 'fixed':
        return rule.method.text;
      case 'pseudonym':
        return this.#pseudonyms.ofText(text);
    }
  }

  /** A text without any value that must not be in it; the text itself where there is none. Null is NULL. */
  cleaned(text: string, place: Place): string | null {
    const known = text.length >= LEAST_CHARS ? this.#known.get(text) : undefined;
    if (known !== undefined) {
      this.count(known.rule, place);
      return this.masked(known, text);
    }
    let result = text;
    for (const pattern of this.#patterns()) {
      result = result.replace(pattern, (found) => {
        const each = this.#known.get(found);
        if (each === undefined) return found;
        this.count(each.rule, place);
        return this.masked(each, found) ?? '';
      });
    }
    for (const rule of this.#rules) {
      if (rule.kind !== 'pattern') continue;
      result = result.replace(rule.pattern, (found) => {
        this.count(rule.name, place);
        return this.masked(rule, found) ?? '';
      });
    }
    return result;
  }

  /** A cell of a text row. */
  textCell(value: Buffer | null, column: ColumnDefinition): Buffer | null {
    if (value === null) return null;
    const rule = this.ruleOf(column);
    if (rule === null) return this.#cleanedBytes(value, 'cells');
    this.count(rule.name, 'cells');
    return this.#maskedBytes(value, rule, column);
  }

  /** A cell of a binary row, or a parameter. @param column null for a parameter */
  value(value: ParameterValue, rule: Rule | null, column: ColumnDefinition | null, place: Place): ParameterValue {
    if (value.kind === 'null' || value.kind === 'instead') return value;
    if (rule === null) return this.#cleanedValue(value, place);
    this.count(rule.name, place);
    const { method } = rule;
    const isNullable = column === null || (column.flags & ColumnFlag.NOT_NULL) === 0;
    if (method.kind === 'null' && isNullable) return { kind: 'null' };
    const fixed = method.kind === 'fixed' ? method.text : method.kind === 'null' ? '' : null;
    const pseudonyms = this.#pseudonyms;
    switch (value.kind) {
      case 'int':
        return { kind: 'int', value: fixed === null ? pseudonyms.ofInteger(value.value) : wholeNumber(fixed) };
      case 'float':
      case 'double':
        return { kind: value.kind, value: Number(fixed ?? pseudonyms.ofDecimal(String(value.value))) || 0 };
      case 'decimal':
        return { kind: 'decimal', value: fixed === null ? pseudonyms.ofDecimal(value.value) : numeric(fixed) };
      case 'temporal':
        return { kind: 'temporal', value: fixed ?? pseudonyms.ofText(value.value) };
      case 'text':
      case 'blob':
        return { kind: value.kind, value: fixed === null ? this.#pseudonymBytes(value.value) : Buffer.from(fixed) };
    }
  }

  #maskedBytes(value: Buffer, { method }: Rule, { type, flags }: ColumnDefinition): Buffer | null {
    const isNumber = INTEGERS.has(type) || FRACTIONS.has(type);
    if (method.kind === 'null') {
      if ((flags & ColumnFlag.NOT_NULL) === 0) return null;
      return Buffer.from(isNumber ? '0' : '');
    }
    if (method.kind === 'fixed') return Buffer.from(isNumber ? numeric(method.text) : method.text);
    if (FRACTIONS.has(type)) return Buffer.from(this.#pseudonyms.ofDecimal(value.toString('latin1')));
    return this.#pseudonymBytes(value);
  }

  #pseudonymBytes(value: Buffer): Buffer {
    return isUtf8(value)
      ? Buffer.from(this.#pseudonyms.ofText(value.toString('utf8')))
      : this.#pseudonyms.ofBytes(value);
  }

  #cleanedBytes(value: Buffer, place: Place): Buffer | null {
    if (!isUtf8(value)) return value;
    const text = value.toString('utf8');
    const cleaned = this.cleaned(text, place);
    return cleaned === text ? value : cleaned === null ? null : Buffer.from(cleaned);
  }

  #cleanedValue(value: ParameterValue, place: Place): ParameterValue {
    if (value.kind !== 'text' && value.kind !== 'blob') return value;
    const cleaned = this.#cleanedBytes(value.value, place);
    return cleaned === null ? { kind: 'null' } : { kind: value.kind, value: cleaned };
  }

  #patterns(): readonly RegExp[] {
    if (this.#within === null) {
      const texts = [...this.#known.keys()].filter((text) => text.length >= LEAST_WITHIN && !/^\d+$/.test(text));
      texts.sort((a, b) => b.length - a.length);
      const patterns: RegExp[] = [];
      for (let at = 0; at < texts.length; at += PER_PATTERN) {
        const escaped = texts.slice(at, at + PER_PATTERN).map((text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'));
        patterns.push(new RegExp(escaped.join('|'), 'g'));
      }
      this.#within = patterns;
    }
    return this.#within;
  }
}

function wholeNumber(text: string): bigint {
  return /^-?\d{1,18}$/.test(text) ? BigInt(text) : 0n;
}

function numeric(text: string): string {
  return /^-?\d+(?:\.\d+)?$/.test(text) ? text : '0';
}
