// Lists of rules in a file: a key of an object in JSON (comments allowed), YAML, or a module's default export. What is
// wrong is told with the line it stands in.

import { MockError } from '../core/errors.ts';
import { type SchemaError, schemaErrors } from '../core/files/schema-errors.ts';
import { type Path, readSource } from '../core/files/source.ts';

/** The JSON Schema of a list of rules: objects with these properties and no others. */
export interface RulesSchema {
  readonly type: 'array';
  readonly items: { readonly properties: Readonly<Record<string, object>>; readonly [key: string]: unknown };
}

/** A list in a file, and the place of each part of it, such as `mock.config.yaml:3`. */
export interface RuleList {
  readonly value: unknown;
  readonly whereOf: (path: Path) => string;
}

/** @throws MockError `USAGE` where the file cannot be read, or has no such key */
export async function readRuleList(file: string, key: string): Promise<RuleList> {
  const { value, placeOf } = await readSource(file);
  const isObject = typeof value === 'object' && value !== null;
  const list: unknown = isObject && key in value ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
  if (list === undefined) {
    throw new MockError('USAGE', `${file} has no list "${key}": see docs/matching.md for what rules look like`);
  }
  const whereOf = (path: Path) => {
    const place = placeOf([key, ...path]);
    return place === null ? file : `${file}:${place.line}`;
  };
  return { value: list, whereOf };
}

/** @throws MockError `USAGE` that names the place and the rule where the list is not as its schema has it */
export function checkRuleList({ value, whereOf }: RuleList, schema: RulesSchema): void {
  const errors = schemaErrors(schema, value);
  const error = errors.find(({ unknownKey }) => unknownKey !== null) ?? errors[0];
  if (error !== undefined) throw new MockError('USAGE', describe(value, error, whereOf, schema));
}

function describe(value: unknown, error: SchemaError, whereOf: RuleList['whereOf'], schema: RulesSchema): string {
  const { path, unknownKey, what } = error;
  const [step, ...rest] = path;
  const rule = step !== undefined && Array.isArray(value) ? `${nameOf(value[Number(step)], Number(step))}: ` : '';
  if (unknownKey !== null) {
    const properties = Object.keys(schema.items.properties).join(', ');
    return `${whereOf([...path, unknownKey])}: ${rule}there is no "${unknownKey}"; a rule has ${properties}`;
  }
  const part = rest.join('.');
  return `${whereOf(path)}: ${rule}${part === '' ? '' : `${part} `}${what}`;
}

function nameOf(rule: unknown, index: number): string {
  const name = typeof rule === 'object' && rule !== null && 'name' in rule ? rule.name : undefined;
  return typeof name === 'string' ? name : `rule ${index + 1}`;
}
