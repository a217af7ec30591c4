// Reads a trace, and says of a wrong one where in the file it is wrong.

import { type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { MockError } from '../../core/errors.ts';
import { type SchemaError, schemaErrors } from '../../core/files/schema-errors.ts';
import { nodeAt, type Path, wrongAt } from '../../core/files/source.ts';
import { traceSchema } from '../../trace-schema.ts';
import { columnTypeOf } from '../fields/column-types.ts';
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
    const isEmpty = first === undefined || source.trim() === '';
    const problem = isEmpty ? 'the file is empty' : wordsFor(printParseErrorCode(first.error));
    throw wrongAt(file, source, first?.offset ?? 0, problem);
  }
  const value: unknown = JSON.parse(source);
  const fail = (path: Path, problem: string) => wrongAt(file, source, nodeAt(tree, path).offset, problem);
  const error = mostSpecific(schemaErrors(traceSchema, value, { isAll: true }));
  if (error !== undefined)
    throw fail([...error.path, ...(error.unknownKey === null ? [] : [error.unknownKey])], describe(error, value));
  const trace = value as Trace;
  checkEntries(trace, fail);
  return trace;
}

/** What no schema can say: expressions that do not parse, types that nobody knows. */
function checkEntries(trace: Trace, fail: (path: Path, problem: string) => MockError): void {
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

/** Where one of several forms must fit, the error that lies deepest is the one that tells. */
function mostSpecific(errors: readonly SchemaError[]): SchemaError | undefined {
  const telling = errors.filter(({ keyword }) => keyword !== 'oneOf' || errors.length === 1);
  const sorted = [...telling].sort((a, b) => depthOf(b) - depthOf(a));
  return sorted[0] ?? errors[0];
}

function depthOf({ path, unknownKey }: SchemaError): number {
  return path.length * 2 + (unknownKey === null ? 0 : 1);
}

function describe({ path, keyword, unknownKey, missingKey, what }: SchemaError, trace: unknown): string {
  const where = path.length === 0 ? 'the trace' : path.join('/');
  if (ANSWERS.has(String(missingKey)) || keyword === 'oneOf') {
    const entry: unknown = path.reduce((value, key) => Object(value)[key], trace);
    const given = Object.keys(Object(entry)).filter((key) => ANSWERS.has(key));
    const number = given.length > 1 ? `exactly one of result, ok, error, results, not ${given.join(' and ')}` : '';
    return `${where} must have ${number || 'one of result, ok, error, results'}`;
  }
  return unknownKey === null ? `${where} ${what}` : `${where} has an unknown key "${unknownKey}"`;
}

const ANSWERS = new Set(['result', 'ok', 'error', 'results']);

function wordsFor(code: string): string {
  return code
    .replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .toLowerCase();
}
