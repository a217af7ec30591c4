// A file that people write (settings, rules, traces) as a value, and where in it each part stands: JSON with comments, YAML, or
// a module's default export. The parsers are loaded when a file is read: most runs read none.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Node, ParseError } from 'jsonc-parser';
import { MockError, messageOf } from '../errors.ts';

/** Keys and indexes from the root on; an index may be its digits. */
export type Path = readonly (string | number)[];

/** From 1. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

export interface Source {
  readonly value: unknown;
  /** Where a part stands, or the last one on the way to it; null where that cannot be told, as in a program. */
  readonly placeOf: (path: Path) => TextPosition | null;
}

/** @param shown what the file is called in errors @throws MockError `USAGE`, with line and column where there are any */
export async function readSource(file: string, shown = file): Promise<Source> {
  switch (extname(file).toLowerCase()) {
    case '.json':
    case '.jsonc':
      return jsonFile(await readText(file, shown), shown);
    case '.yaml':
    case '.yml':
      return await yamlSource(await readText(file, shown), shown);
    default:
      return { value: await importDefault(file, shown), placeOf: () => null };
  }
}

/** As YAML has it, a file of comments alone says nothing. */
function jsonFile(text: string, shown: string): Source {
  const isEmpty = jsonc().stripComments(text).trim() === '';
  return isEmpty ? { value: null, placeOf: () => null } : jsonSource(text, shown);
}

/** JSON of a file. @throws MockError `USAGE` with line and column @internal */
export function jsonSource(text: string, shown: string): Source {
  const { value, root } = parseJson(text, shown);
  return { value, placeOf: (path) => (root === undefined ? null : placeAt(text, nodeAt(root, path).offset)) };
}

/** The value of a text, and its tree. @throws MockError `USAGE` with line and column */
export function parseJson(text: string, shown: string): { readonly value: unknown; readonly root: Node | undefined } {
  const { getNodeValue, parseTree, printParseErrorCode } = jsonc();
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error !== undefined) throw wrongAt(shown, text, error.offset, `no JSON: ${printParseErrorCode(error.error)}`);
  return { value: root === undefined ? undefined : getNodeValue(root), root };
}

/** The node at a path, or the last one on the way to it. */
export function nodeAt(root: Node, path: Path): Node {
  const { findNodeAtLocation } = jsonc();
  let node = root;
  for (const step of path) {
    const next = findNodeAtLocation(node, [node.type === 'array' ? Number(step) : step]);
    if (next === undefined) return node;
    node = next;
  }
  return node;
}

/** What is wrong, with its place in the file. */
export function wrongAt(shown: string, text: string, offset: number, what: string): MockError {
  const { line, column } = placeAt(text, offset);
  return new MockError('USAGE', `${shown}:${line}:${column}: ${what}`);
}

function placeAt(text: string, offset: number): TextPosition {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

async function yamlSource(text: string, shown: string): Promise<Source> {
  const { isNode, parseDocument } = await import('yaml');
  const document = parseDocument(text, { prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    throw wrongAt(shown, text, error.pos[0], `no YAML: ${error.message.replace(/\s+/g, ' ')}`);
  }
  const placeOf = (path: Path) => {
    for (let length = path.length; length >= 0; length--) {
      const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range != null) return placeAt(text, node.range[0]);
    }
    return null;
  };
  return { value: document.toJS(), placeOf };
}

async function readText(file: string, shown: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new MockError('USAGE', `${shown} cannot be read: ${messageOf(cause)}`, { cause });
  }
}

async function importDefault(file: string, shown: string): Promise<unknown> {
  try {
    const module: { default?: unknown } = await import(pathToFileURL(resolve(file)).href);
    return module.default;
  } catch (cause) {
    throw new MockError('USAGE', `${shown} cannot be loaded: ${messageOf(cause)}`, { cause });
  }
}

function jsonc(): typeof import('jsonc-parser') {
  return createRequire(import.meta.url)('jsonc-parser');
}
