// Applies the rules to values: cells of rows, literals of statements, parameters, and texts that quote them. Values that a
// column's or a parameter's rule has met are masked wherever they stand, so what belongs together still does.

import { isUtf8 } from 'node:buffer';
import type { ParameterValue, ResponseFacts } from '../../core/command.ts';
import { ColumnFlag, ColumnType } from '../../mysql/constants/column-types.ts';
import type { ColumnDefinition } from '../../mysql/packets/column-definition.ts';
import { type Known, KnownValues } from './known-values.ts';
import type { Pseudonyms } from './pseudonym.ts';
import type { Rule } from './rules.ts';

/** How often each rule was applied, by its name. */
export interface Touched {
  readonly rule: string;
  cells: number;
  literals: number;
  parameters: number;
  messages: number;
}

export type MaskedPart = 'cells' | 'literals' | 'parameters' | 'messages';

/** Shorter values are not remembered: they are masked where their column is known. */
const LEAST_CHARS = 4;

const INTEGERS: ReadonlySet<number> = new Set([
  ...[ColumnType.TINY, ColumnType.SHORT, ColumnType.LONG, ColumnType.LONGLONG, ColumnType.INT24, ColumnType.YEAR],
]);
const FRACTIONS: ReadonlySet<number> = new Set([
  ...[ColumnType.DECIMAL, ColumnType.NEWDECIMAL, ColumnType.FLOAT, ColumnType.DOUBLE],
]);

export class Masker {
  /** The exchange that is being read or masked. */
  exchange = 0;
  readonly #rules: readonly Rule[];
  readonly #pseudonyms: Pseudonyms;
  readonly #known: KnownValues;
  readonly #touched = new Map<string, Touched>();

  constructor(rules: readonly Rule[], pseudonyms: Pseudonyms, known = new KnownValues()) {
    this.#rules = rules;
    this.#pseudonyms = pseudonyms;
    this.#known = known;
    for (const rule of rules) {
      const counts = { cells: 0, literals: 0, parameters: 0, messages: 0 };
      this.#touched.set(rule.name, { rule: rule.name, ...counts });
    }
  }

  /** For a second look at what was written while values were still being met. */
  late(): Masker {
    return new LateMasker(this.#rules, this.#pseudonyms, this.#known);
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

  get derives(): boolean {
    return this.anyDerived !== null;
  }

  /** The first rule for what is worked out of a column. */
  get anyDerived(): Rule | null {
    return this.#rules.find((rule) => rule.kind === 'column' && rule.derive) ?? null;
  }

  /** The rule for what is worked out of a column of this name, where its table is among the names. */
  ruleOfDerived(column: string, names: ReadonlySet<string>): Rule | null {
    const isIt = (rule: Rule) =>
      rule.kind === 'column' &&
      rule.derive &&
      rule.column.test(column) &&
      [...names].some((name) => rule.table.test(name));
    return this.#rules.find(isIt) ?? null;
  }

  /** @param number of the parameter, from 1 */
  ruleOfParameter(sql: string, number: number): Rule | null {
    const isIt = (rule: Rule) => rule.kind === 'parameter' && rule.number === number && rule.statement.test(sql);
    return this.#rules.find(isIt) ?? null;
  }

  /** Remembers a value that a rule is about. */
  learn(rule: Rule, text: string): void {
    if (text.length < LEAST_CHARS) return;
    this.#known.add(text, { method: rule.method, rule: rule.name, exchange: this.exchange });
  }

  count(rule: string, place: MaskedPart): void {
    const touched = this.#touched.get(rule);
    if (touched !== undefined) touched[place]++;
  }

  /** A value that a rule is about, as it wants it; null is NULL. */
  masked(rule: Pick<Rule, 'method'>, text: string): string | null {
    return this.turned(rule, text);
  }

  /** What every text becomes that is masked, whether a rule is about its place, its value or its form. */
  protected turned(rule: Pick<Rule, 'method'>, text: string): string | null {
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
  cleaned(text: string, place: MaskedPart): string | null {
    const known = this.#known.get(text);
    if (known !== undefined && this.applies(known)) {
      this.count(known.rule, place);
      return this.turned(known, text);
    }
    const result = this.#known.replace(text, (found, each) => {
      if (!this.applies(each)) return null;
      this.count(each.rule, place);
      return this.turned(each, found) ?? '';
    });
    return this.named(result, place);
  }

  /** An answer's facts without values in its error's text. */
  facts(facts: ResponseFacts): ResponseFacts {
    if (facts.errorMessage === null) return facts;
    return { ...facts, errorMessage: this.cleaned(facts.errorMessage, 'messages') };
  }

  /** Whether a value that was met is masked wherever it stands. */
  protected applies(_known: Known): boolean {
    return true;
  }

  /** A text without what rules name themselves: literals and patterns. */
  protected named(text: string, place: MaskedPart): string | null {
    let result = text;
    for (const rule of this.#rules) {
      const replace = (found: string) => {
        this.count(rule.name, place);
        return this.turned(rule, found) ?? '';
      };
      if (rule.kind === 'pattern') result = rule.pattern.replace(result, replace);
      if (rule.kind !== 'literal' || !result.includes(rule.text)) continue;
      if (result === rule.text && rule.method.kind === 'null') {
        this.count(rule.name, place);
        return null;
      }
      result = result.replaceAll(rule.text, replace);
    }
    return result;
  }

  /**
   * A name of a column or an alias, which may be made of a literal: `SELECT 'x'` names its column `x`.
   * @param isMade whether it is known that no table has it: a value that is also a plain word stays in other names
   */
  name(text: string, isMade: boolean): string {
    const known = isMade || !/^\w*$/.test(text) ? this.cleaned(text, 'messages') : this.named(text, 'messages');
    return known ?? '';
  }

  /** A cell of a text row. @param rule of its column */
  textCell(value: Buffer | null, column: ColumnDefinition, rule: Rule | null): Buffer | null {
    if (value === null) return null;
    if (rule === null) return this.#cleanedBytes(value, 'cells');
    this.count(rule.name, 'cells');
    return this.#maskedBytes(value, rule, column);
  }

  /** A cell of a binary row, or a parameter. @param column null for a parameter */
  value(value: ParameterValue, rule: Rule | null, column: ColumnDefinition | null, place: MaskedPart): ParameterValue {
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
    if (method.kind === 'fixed') {
      if (type === ColumnType.JSON) return Buffer.from(JSON.stringify(method.text));
      return Buffer.from(isNumber ? numeric(method.text) : method.text);
    }
    if (FRACTIONS.has(type)) return Buffer.from(this.#pseudonyms.ofDecimal(value.toString('latin1')));
    return this.#pseudonymBytes(value);
  }

  #pseudonymBytes(value: Buffer): Buffer {
    return isUtf8(value)
      ? Buffer.from(this.#pseudonyms.ofText(value.toString('utf8')))
      : this.#pseudonyms.ofBytes(value);
  }

  #cleanedBytes(value: Buffer, place: MaskedPart): Buffer | null {
    if (!isUtf8(value)) return value;
    const text = value.toString('utf8');
    const cleaned = this.cleaned(text, place);
    return cleaned === text ? value : cleaned === null ? null : Buffer.from(cleaned);
  }

  #cleanedValue(value: ParameterValue, place: MaskedPart): ParameterValue {
    if (value.kind !== 'text' && value.kind !== 'blob') return value;
    const cleaned = this.#cleanedBytes(value.value, place);
    return cleaned === null ? { kind: 'null' } : { kind: value.kind, value: cleaned };
  }
}

/**
 * Masks in what is masked by the rules already those values that were met only later. What a rule is about by its place is
 * left as it is: it was masked then, and may look like another value.
 */
class LateMasker extends Masker {
  override learn(): void {
    // everything was met
  }

  override masked(_rule: Pick<Rule, 'method'>, text: string): string {
    return text;
  }

  override textCell(value: Buffer | null, column: ColumnDefinition, rule: Rule | null): Buffer | null {
    return rule === null ? super.textCell(value, column, rule) : value;
  }

  override value(
    value: ParameterValue,
    rule: Rule | null,
    column: ColumnDefinition | null,
    place: MaskedPart,
  ): ParameterValue {
    return rule === null ? super.value(value, rule, column, place) : value;
  }

  protected override applies(known: Known): boolean {
    return known.exchange > this.exchange;
  }

  protected override named(text: string): string {
    return text;
  }
}

function wholeNumber(text: string): bigint {
  return /^-?\d{1,18}$/.test(text) ? BigInt(text) : 0n;
}

function numeric(text: string): string {
  return /^-?\d+(?:\.\d+)?$/.test(text) ? text : '0';
}
