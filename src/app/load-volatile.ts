// Rules for volatile values from a file: `volatile` of an object in JSON (comments allowed), YAML, or a module's default
// export. What is wrong is told with the line it stands in.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { MockError, messageOf } from '../domain/errors.ts';
import { VOLATILE_KINDS } from '../replay/volatile-kinds.ts';
import { type ActiveRule, activateRules, type VolatileRule } from '../replay/volatile-rules.ts';

type Path = readonly (string | number)[];

/** What a file holds, and where each part of it stands; 0 where that is not known. */
interface Source {
  readonly value: unknown;
  readonly lineOf: (path: Path) => number;
}

/**
 * The rules of a file.
 * @throws MockError `USAGE` that names the file, the line and the rule
 */
export async function loadVolatile(file: string): Promise<readonly ActiveRule[]> {
  const source = await readSource(file);
  const { value } = source;
  const holder = typeof value === 'object' && value !== null && 'volatile' in value ? value.volatile : undefined;
  if (holder === undefined) {
    throw new MockError('USAGE', `${file} has no list "volatile": see docs/matching.md for what rules look like`);
  }
  return parseVolatile(holder, (path) => whereIs(file, source.lineOf(['volatile', ...path])));
}

/**
 * Rules that were read already.
 * @param whereOf names the place of a part of them, such as `mock.config.yaml:3`
 * @throws MockError `USAGE` that names the place and the rule
 */
export function parseVolatile(value: unknown, whereOf: (path: Path) => string): readonly ActiveRule[] {
  const validate = validator();
  if (!validate(value)) {
    const error = validate.errors?.find(({ keyword }) => keyword === 'additionalProperties') ?? validate.errors?.[0];
    throw new MockError('USAGE', describe(value, error, whereOf));
  }
  return activateRules(value as readonly VolatileRule[], (index) => whereOf([index]));
}

function describe(value: unknown, error: ErrorObject | undefined, whereOf: (path: Path) => string): string {
  const path = (error?.instancePath ?? '').split('/').slice(1);
  const steps: Path = path.map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  const [index] = steps;
  const rule = typeof index === 'number' && Array.isArray(value) ? `${nameOf(value[index], index)}: ` : '';
  const { additionalProperty, allowedValues } = (error?.params ?? {}) as Readonly<Record<string, unknown>>;
  if (additionalProperty !== undefined) {
    const place = whereOf([...steps, String(additionalProperty)]);
    return `${place}: ${rule}there is no "${String(additionalProperty)}"; a rule has ${PROPERTIES.join(', ')}`;
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

const schema = {
  type: 'array',
  items: {
    type: 'object',
    required: ['kind'],
    additionalProperties: false,
    properties: {
      name: { type: 'string', minLength: 1 },
      statement: { type: 'string', minLength: 1 },
      positions: { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'integer', minimum: 1 } },
      kind: { enum: VOLATILE_KINDS },
    },
  },
};
const PROPERTIES = Object.keys(schema.items.properties);

const load = createRequire(import.meta.url);
let compiled: ValidateFunction | null = null;

/** Loaded where there are rules: it takes longer than all the rest of a start. */
function validator(): ValidateFunction {
  if (compiled === null) {
    const { Ajv }: typeof import('ajv') = load('ajv');
    compiled = new Ajv().compile(schema);
  }
  return compiled;
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
    load('jsonc-parser');
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
