// The rules of a redaction, as a file of JSON with comments: which values, and what becomes of them.

import { getNodeValue, type Node } from 'jsonc-parser';
import { parseJson, wrongAt } from '../../core/files/source.ts';
import { Pattern } from '../../core/pattern.ts';
import { ANY, matchesWildcard } from '../../core/wildcard.ts';

/** `null`: NULL; `fixed`: always the same text; `pseudonym`: by a key, the same value always the same other one. */
export type Method =
  | { readonly kind: 'null' }
  | { readonly kind: 'fixed'; readonly text: string }
  | { readonly kind: 'pseudonym' };

/** Names that are meant. */
interface Names {
  test(name: string): boolean;
}

export type Rule = { readonly method: Method; readonly name: string } & (
  | {
      readonly kind: 'column';
      readonly schema: Names;
      readonly table: Names;
      readonly column: Names;
      /** Columns that the server works out of it are masked too. */
      readonly derive: boolean;
    }
  /** Of statements that match, the parameter of this number, from 1. */
  | { readonly kind: 'parameter'; readonly statement: Pattern; readonly number: number }
  /** Wherever this text stands. */
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'pattern'; readonly pattern: Pattern }
);

/**
 * @param file named in errors
 * @throws MockError `USAGE` with file, line and column
 */
export function parseRules(text: string, file: string): readonly Rule[] {
  const fail = (offset: number, message: string): never => {
    throw wrongAt(file, text, offset, message);
  };
  const { root } = parseJson(text, file);
  const list = root === undefined ? undefined : root.type === 'array' ? root : property(root, 'rules');
  if (list?.type !== 'array') return fail(root?.offset ?? 0, 'expected {"rules": [ … ]}');
  return (list.children ?? []).map((node) => parseRule(node, fail));
}

type Fail = (offset: number, message: string) => never;

const KINDS = ['column', 'parameter', 'literal', 'pattern'] as const;
const PROPERTIES: ReadonlySet<string> = new Set([...KINDS, 'statement', 'method', 'fixed', 'derive']);

function parseRule(node: Node, fail: Fail): Rule {
  if (node.type !== 'object') return fail(node.offset, 'a rule is an object, such as {"column": "shop.users.email"}');
  for (const { children } of node.children ?? []) {
    const key = children?.[0];
    if (key !== undefined && !PROPERTIES.has(String(key.value))) {
      return fail(key.offset, `a rule has no "${key.value}": it has ${[...PROPERTIES].join(', ')}`);
    }
  }
  const kinds = KINDS.filter((kind) => property(node, kind) !== undefined);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) return fail(node.offset, `a rule has one of ${KINDS.join(', ')}`);
  const value = property(node, kind) as Node;
  const derive = property(node, 'derive');
  if (derive !== undefined && kind !== 'column') return fail(derive.offset, 'only the rule of a column has "derive"');
  const method = parseMethod(node, fail);
  const name = `${kind} ${String(getNodeValue(value))}`;
  if (kind === 'parameter') return parseParameter(node, value, { method, name }, fail);
  if (value.type !== 'string' || value.value === '') return fail(value.offset, `expected a text for "${kind}"`);
  const text = String(value.value);
  switch (kind) {
    case 'literal':
      return { kind, method, name: 'a literal', text };
    case 'pattern':
      return { kind, method, name, pattern: expression(text, '', value, fail) };
    case 'column': {
      const parts = text.split('.');
      if (parts.length !== 3) return fail(value.offset, 'expected schema.table.column, each of which may be or have *');
      const [schema = '', table = '', column = ''] = parts;
      const names = { schema: wildcard(schema), table: wildcard(table), column: wildcard(column) };
      return { kind, method, name, ...names, derive: parseDerive(node, fail) };
    }
  }
}

function parseParameter(node: Node, value: Node, rest: { method: Method; name: string }, fail: Fail): Rule {
  if (value.type !== 'number' || !Number.isInteger(value.value) || value.value < 1) {
    return fail(value.offset, 'expected the number of a parameter, from 1');
  }
  const statement = property(node, 'statement');
  if (statement?.type !== 'string') return fail(node.offset, 'a parameter needs "statement", a regular expression');
  const pattern = expression(String(statement.value), 'i', statement, fail);
  return { kind: 'parameter', ...rest, statement: pattern, number: Number(value.value) };
}

function parseDerive(node: Node, fail: Fail): boolean {
  const derive = property(node, 'derive');
  if (derive !== undefined && derive.value !== 'mask') return fail(derive.offset, 'expected "mask" for "derive"');
  return derive !== undefined;
}

function parseMethod(node: Node, fail: Fail): Method {
  const fixed = property(node, 'fixed');
  const method = property(node, 'method');
  if (fixed !== undefined) {
    if (fixed.type !== 'string') return fail(fixed.offset, 'expected a text for "fixed"');
    return { kind: 'fixed', text: String(fixed.value) };
  }
  if (method === undefined) return { kind: 'pseudonym' };
  if (method.value === 'null' || method.type === 'null') return { kind: 'null' };
  if (method.value === 'pseudonym') return { kind: 'pseudonym' };
  return fail(method.offset, 'expected "pseudonym" or "null", or "fixed": "a text" in place of "method"');
}

function expression(text: string, flags: string, node: Node, fail: Fail): Pattern {
  try {
    return new Pattern(text, flags);
  } catch (error) {
    return fail(node.offset, error instanceof Error ? error.message : 'no regular expression');
  }
}

/** Names of MySQL's are compared without regard to case. */
function wildcard(text: string): Names {
  const parts = [...text.toLowerCase()].map((each) => (each === '*' ? ANY : each));
  return { test: (name) => matchesWildcard(name.toLowerCase(), parts) };
}

function property(node: Node, name: string): Node | undefined {
  const found = node.children?.find(({ children }) => children?.[0]?.value === name);
  return found?.children?.[1];
}
