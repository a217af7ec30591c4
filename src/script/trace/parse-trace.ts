// Reads a trace, and says of a wrong one where in the file it is wrong.

import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { MockError } from '../../core/errors.ts';
import { columnTypeOf } from '../../router-mock/script/column-types.ts';
import { traceSchema } from '../../trace-schema.ts';
import type { Trace } from './trace.ts';

const PARSE_OPTIONS = { disallowComments: true, allowTrailingComma: false } as const;

/**
 * @param file for messages
 * @throws MockError `USAGE` with file, line and column
 */
export function parseTrace(text: string, file: string): Trace {
  const source = text.replace(/^\uFEFF/, '');
  const errors: ParseError[] = [];
  const tree = parseTree(source, errors, PARSE_OPTIONS);
  const [first] = errors;
  if (first !== undefined || tree === undefined) {
    const problem = first === undefined ? 'the file is empty' : wordsFor(printParseErrorCode(first.error));
    throw wrong(file, source, first?.offset ?? 0, problem);
  }
  const value: unknown = JSON.parse(source);
  const validate = validator();
  if (!validate(value)) {
    const error = mostSpecific(validate.errors ?? []);
    throw wrong(file, source, offsetOf(tree, error), describe(error));
  }
  const trace = value as Trace;
  checkEntries(trace, (path, problem) => wrong(file, source, nodeAt(tree, path).offset, problem));
  return trace;
}

/** What no schema can say: expressions that do not parse, types that nobody knows. */
function checkEntries(trace: Trace, fail: (path: (string | number)[], problem: string) => MockError): void {
  for (const [index, entry] of trace.stmts.entries()) {
    for (const key of ['stmt.regex', 'stmt_regex'] as const) {
      const problem = regexProblem(entry[key]);
      if (problem !== null) throw fail(['stmts', index, key], problem);
    }
    const results = entry.results ?? [entry];
    for (const [nth, { result }] of results.entries()) {
      const path = entry.results === undefined ? ['stmts', index] : ['stmts', index, 'results', nth];
      for (const [at, column] of (result?.columns ?? []).entries()) {
        const problem = typeProblem(column.type);
        if (problem !== null) throw fail([...path, 'result', 'columns', at, 'type'], problem);
      }
    }
  }
}

function regexProblem(source: string | undefined): string | null {
  if (source === undefined) return null;
  try {
    new RegExp(source);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function typeProblem(type: string | number): string | null {
  try {
    columnTypeOf(type);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

let compiled: ValidateFunction | null = null;

/** Made when a trace is read for the first time. */
function validator(): ValidateFunction {
  compiled ??= new Ajv({ allErrors: true, allowUnionTypes: true, strictTypes: false, verbose: true }).compile(
    traceSchema,
  );
  return compiled;
}

/** Where one of several forms must fit, the error that lies deepest is the one that tells. */
function mostSpecific(errors: readonly ErrorObject[]): ErrorObject {
  const telling = errors.filter(({ keyword }) => keyword !== 'oneOf' || errors.length === 1);
  const sorted = [...telling].sort((a, b) => depthOf(b) - depthOf(a));
  return (sorted[0] ?? errors[0]) as ErrorObject;
}

function depthOf({ instancePath, keyword }: ErrorObject): number {
  return instancePath.split('/').length * 2 + (keyword === 'additionalProperties' ? 1 : 0);
}

function describe(error: ErrorObject): string {
  const where = error.instancePath === '' ? 'the trace' : error.instancePath.slice(1);
  const { additionalProperty, allowedValues, missingProperty } = error.params as Readonly<Record<string, unknown>>;
  if (ANSWERS.has(String(missingProperty))) return `${where} must have one of result, ok, error, results`;
  if (error.keyword === 'oneOf') return `${where} must have exactly one of result, ok, error, results`;
  if (additionalProperty !== undefined) return `${where} has an unknown key "${String(additionalProperty)}"`;
  const values = Array.isArray(allowedValues) ? `: ${allowedValues.join(', ')}` : '';
  return `${where} ${error.message}${values}`;
}

const ANSWERS = new Set(['result', 'ok', 'error', 'results']);

function offsetOf(tree: Node, error: ErrorObject): number {
  const path = error.instancePath.split('/').slice(1).map(unescapePointer);
  const { additionalProperty } = error.params as Readonly<Record<string, unknown>>;
  if (typeof additionalProperty === 'string') path.push(additionalProperty);
  return nodeAt(tree, path).offset;
}

/** The node at a path, or the last one on the way to it. */
function nodeAt(tree: Node, path: readonly (string | number)[]): Node {
  let node = tree;
  for (const step of path) {
    const key = node.type === 'array' ? Number(step) : step;
    const next = findNodeAtLocation(node, [key]);
    if (next === undefined) return node;
    node = next;
  }
  return node;
}

function unescapePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

function wordsFor(code: string): string {
  return code
    .replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .toLowerCase();
}

function wrong(file: string, source: string, offset: number, problem: string): MockError {
  const before = source.slice(0, offset).split('\n');
  const line = before.length;
  const column = (before.at(-1)?.length ?? 0) + 1;
  return new MockError('USAGE', `${file}:${line}:${column}: ${problem}`);
}
