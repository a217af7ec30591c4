// The configuration file as a value, and where in the file each part of it stands.

import { readFileSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ParseError } from 'jsonc-parser';
import { MockError, messageOf } from '../../core/errors.ts';

/** Where a part stands: `:3:5`; empty where that cannot be told, as in a program. */
type PlaceOf = (path: readonly string[]) => string;

export interface ConfigSource {
  readonly value: unknown;
  readonly placeOf: PlaceOf;
}

/** @param shown what the file is called in errors @throws MockError `USAGE`, with line and column where there are any */
export async function readConfigSource(file: string, shown: string): Promise<ConfigSource> {
  try {
    switch (extname(file)) {
      case '.json':
        return await readJson(readFileSync(file, 'utf8'), shown);
      case '.yaml':
      case '.yml':
        return await readYaml(readFileSync(file, 'utf8'), shown);
      default: {
        const module: unknown = await import(pathToFileURL(resolve(file)).href);
        const value = typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined;
        return { value, placeOf: () => '' };
      }
    }
  } catch (cause) {
    if (cause instanceof MockError) throw cause;
    throw new MockError('USAGE', `${shown} cannot be read: ${messageOf(cause)}`, { cause });
  }
}

async function readJson(text: string, shown: string): Promise<ConfigSource> {
  const { findNodeAtLocation, parse, parseTree, printParseErrorCode } = await import('jsonc-parser');
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error !== undefined) {
    const what = printParseErrorCode(error.error);
    throw new MockError('USAGE', `${shown}${lineAndColumn(text, error.offset)}: no JSON: ${what}`);
  }
  const placeOf: PlaceOf = (path) => {
    const root = parseTree(text);
    const node = root === undefined ? undefined : findNodeAtLocation(root, [...path]);
    return lineAndColumn(text, node?.offset ?? 0);
  };
  return { value, placeOf };
}

async function readYaml(text: string, shown: string): Promise<ConfigSource> {
  const { isNode, parseDocument } = await import('yaml');
  const document = parseDocument(text, { prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    const what = error.message.replace(/\s+/g, ' ');
    throw new MockError('USAGE', `${shown}${lineAndColumn(text, error.pos[0])}: no YAML: ${what}`);
  }
  const value: unknown = document.toJS();
  const placeOf: PlaceOf = (path) => {
    const node: unknown = document.getIn(path, true);
    return lineAndColumn(text, isNode(node) ? (node.range?.[0] ?? 0) : 0);
  };
  // a file of comments alone says nothing, as {} does
  return { value: value ?? {}, placeOf };
}

function lineAndColumn(text: string, offset: number): string {
  const lines = text.slice(0, offset).split('\n');
  return `:${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
}
