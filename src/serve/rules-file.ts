// Lists of rules in a file: a key of an object in JSON (comments allowed), YAML, or a module's default export. What is
// wrong is told with the line it stands in.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { MockError, messageOf } from '../core/errors.ts';

export type Path = readonly (string | number)[];

/** What a file holds, and where each part of it stands; 0 where that is not known. */
interface Source {
  readonly value: unknown;
  readonly lineOf: (path: Path) => number;
}

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
  const source = await readSource(file);
  const { value } = source;
  const isObject = typeof value === 'object' && value !== null;
  const list: unknown = isObject && key in value ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
  if (list === undefined) {
    throw new MockError('USAGE', `${file} has no list "${key}": see docs/matching.md for what rules look like`);
  }
  return { value: list, whereOf: (path) => whereIs(file, source.lineOf([key, ...path])) };
}

/** @throws MockError `USAGE` that names the place and the rule where the list is not as its schema has it */
export function checkRuleList({ value, whereOf }: RuleList, schema: RulesSchema): void {
  const validate = validator(schema);
  if (validate(value)) return;
  const error = validate.errors?.find(({ keyword }) => keyword === 'additionalProperties') ?? validate.errors?.[0];
  throw new MockError('USAGE', describe(value, error, whereOf, Object.keys(schema.items.properties)));
}

function describe(
  value: unknown,
  error: ErrorObject | undefined,
  whereOf: (path: Path) => string,
  properties: readonly string[],
): string {
  const path = (error?.instancePath ?? '').split('/').slice(1);
  const steps: Path = path.map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  const [index] = steps;
  const rule = typeof index === 'number' && Array.isArray(value) ? `${nameOf(value[index], index)}: ` : '';
  const { additionalProperty, allowedValues } = (error?.params ?? {}) as Readonly<Record<string, unknown>>;
  if (additionalProperty !== undefined) {
    const place = whereOf([...steps, String(additionalProperty)]);
    return `${place}: ${rule}there is no "${String(additionalProperty)}"; a rule has ${properties.join(', ')}`;
  }
  const what = steps.slice(1).join('.');
  const values = Array.isArray(allowedValues) ? `: ${allowedValues.join(', ')}` : '';
  return `${whereOf(steps)}: ${rule}${what === '' ? '' : `${what} `}${error?.message}${values}`;
}

function nameOf(rule: unknown, index: number): string {
  const name = typeof rule === 'object' && rule !== null && 'name' in rule ? rule.name : undefined;
  return typeof name === 'string' ? name : `rule ${index + 1}`;
}

function whereIs(file: string, line: number): string {
  return line === 0 ? file : `${file}:${line}`;
}

const compiled = new Map<RulesSchema, ValidateFunction>();

/** Loaded where there are rules: it takes longer than all the rest of a start. */
function validator(schema: RulesSchema): ValidateFunction {
  let validate = compiled.get(schema);
  if (validate === undefined) {
    const { Ajv }: typeof import('ajv') = createRequire(import.meta.url)('ajv');
    validate = new Ajv().compile(schema);
    compiled.set(schema, validate);
  }
  return validate;
}

async function readSource(file: string): Promise<Source> {
  switch (extname(file).toLowerCase()) {
    case '.json':
    case '.jsonc':
      return await jsonSource(file, await readText(file));
    case '.yaml':
    case '.yml':
      return await yamlSource(file, await readText(file));
    default:
      return { value: await importDefault(file), lineOf: () => 0 };
  }
}

async function jsonSource(file: string, text: string): Promise<Source> {
  const { findNodeAtLocation, parseTree, printParseErrorCode, getNodeValue }: typeof import('jsonc-parser') =
    createRequire(import.meta.url)('jsonc-parser');
  const errors: import('jsonc-parser').ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error !== undefined) {
    const where = whereIs(file, lineAt(text, error.offset));
    throw new MockError('USAGE', `${where}: this is no JSON: ${printParseErrorCode(error.error)}`);
  }
  const lineOf = (path: Path) => {
    for (let length = path.length; length >= 0 && root !== undefined; length--) {
      const node = findNodeAtLocation(root, path.slice(0, length));
      if (node !== undefined) return lineAt(text, node.offset);
    }
    return 0;
  };
  return { value: root === undefined ? undefined : getNodeValue(root), lineOf };
}

async function yamlSource(file: string, text: string): Promise<Source> {
  const { LineCounter, parseDocument, isNode } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [error] = document.errors;
  if (error !== undefined) {
    const [reason] = error.message.split(' at line');
    throw new MockError('USAGE', `${whereIs(file, lines.linePos(error.pos[0]).line)}: this is no YAML: ${reason}`);
  }
  const lineOf = (path: Path) => {
    for (let length = path.length; length >= 0; length--) {
      const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range != null) return lines.linePos(node.range[0]).line;
    }
    return 0;
  };
  return { value: document.toJS(), lineOf };
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new MockError('USAGE', `${file} cannot be read: ${messageOf(cause)}`, { cause });
  }
}

async function importDefault(file: string): Promise<unknown> {
  try {
    const module: { default?: unknown } = await import(pathToFileURL(resolve(file)).href);
    return module.default;
  } catch (cause) {
    throw new MockError('USAGE', `${file} cannot be loaded: ${messageOf(cause)}`, { cause });
  }
}
