// Coroutines without a stack of their own: every function of the script becomes a generator, and every call in one may
// be left in its middle (`yield*`). Functions that the realm itself calls (a callback of forEach, a getter) run to
// their end or fail, as in the old interpreter, which cannot yield through a native call either. How it runs:
// coroutines.ts.

import type {
  FunctionDeclaration,
  Function as FunctionNode,
  MemberExpression,
  Node,
  Program,
  SimpleCallExpression,
} from 'estree';
import type MagicString from 'magic-string';
import { Name } from '../../script/limits/names.ts';
import { type Placed, startOfCode, walk } from '../../script/limits/syntax.ts';

/** Behind the name of a declared function: that of its generator. */
const SELF = '__mock_self';
/** In a generator `yield` is no name. */
const YIELD = '__mock_yield';

/** A declared function is there from the beginning of its block: so is the variable that takes its place. */
export function hoistFunctions(program: Program, edits: MagicString): void {
  walk(program, (node, parents) => {
    if (node.type !== 'FunctionDeclaration' || !isCoroutine(node, parents)) return;
    const { name } = (node as FunctionDeclaration).id;
    const owner = parents.findLast(({ type }) => type === 'BlockStatement' || type === 'Program');
    const at = owner?.type === 'BlockStatement' ? startOfCode(owner) : 0;
    edits.appendLeft(at, `var ${nameOf(name)}=${Name.FUNCTION}(${name}${SELF});`);
  });
}

export function editCoroutines(program: Program, edits: MagicString): void {
  walk(program, (node, parents) => {
    if (node.type === 'Identifier' && node.name === 'yield') renameYield(node as Placed, parents.at(-1), edits);
    if (isCoroutine(node, parents)) editFunction(node as Placed<FunctionNode>, edits);
    if (node.type === 'CallExpression' && isInCoroutine(parents)) editCall(node as Placed<SimpleCallExpression>, edits);
  });
}

/** Whether it can be made a generator: a method, a getter, an arrow function stays what it is. */
function isCoroutine(node: Node, parents: readonly Node[]): boolean {
  const isPlain = node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression';
  if (!isPlain || node.generator || node.async) return false;
  const parent = parents.at(-1);
  if (parent?.type === 'MethodDefinition') return false;
  return !(parent?.type === 'Property' && (parent.method || parent.kind !== 'init'));
}

function isInCoroutine(parents: readonly Placed[]): boolean {
  const index = parents.findLastIndex(({ type }) => /Function/.test(type) || type === 'StaticBlock');
  const owner = parents[index];
  if (owner === undefined || !isCoroutine(owner, parents.slice(0, index))) return false;
  // Not among the parameters.
  return (owner as Placed<FunctionNode>).body === parents[index + 1];
}

function renameYield(node: Placed, parent: Node | undefined, edits: MagicString): void {
  if (parent?.type === 'MemberExpression' && parent.property === node && !parent.computed) return;
  if (parent?.type === 'Property' && parent.key === node && !parent.computed && !parent.shorthand) return;
  const isShorthand = parent?.type === 'Property' && parent.shorthand;
  edits.update(node.start, node.end, isShorthand ? `yield:${YIELD}` : YIELD);
}

function nameOf(name: string): string {
  return name === 'yield' ? YIELD : name;
}

function editFunction(node: Placed<FunctionNode>, edits: MagicString): void {
  const keywordEnd = node.start + 'function'.length;
  if (node.type === 'FunctionDeclaration') {
    edits.appendLeft(keywordEnd, '*').appendLeft((node.id as Placed).end, SELF);
  } else {
    edits.appendLeft(node.start, `${Name.FUNCTION}(`).appendLeft(keywordEnd, '*').prependRight(node.end, ')');
  }
}

function editCall(node: Placed<SimpleCallExpression>, edits: MagicString): void {
  const { callee } = node;
  if (node.optional || callee.type === 'Super') return;
  if (callee.type === 'MemberExpression') {
    editMethodCall(node, callee as Placed<MemberExpression>, edits);
    return;
  }
  edits.appendLeft(node.start, `(yield* ${Name.CALL}(`);
  editArguments(node, edits);
}

/** `a.b(c)` becomes `(yield* m(a,"b",[c]))`. */
function editMethodCall(
  node: Placed<SimpleCallExpression>,
  callee: Placed<MemberExpression>,
  edits: MagicString,
): void {
  const object = callee.object as Placed;
  const property = callee.property as Placed;
  if (callee.optional || object.type === 'Super' || property.type === 'PrivateIdentifier') return;
  edits.appendLeft(node.start, `(yield* ${Name.METHOD}(`);
  const objectEnd = behindParentheses(edits.original, object.end);
  const breaks = lineBreaks(edits.original.slice(objectEnd, property.start));
  if (callee.computed) {
    edits.update(objectEnd, property.start, `${breaks},`);
    edits.update(behindParentheses(edits.original, property.end), callee.end, ' ');
  } else {
    const name = property.type === 'Identifier' ? property.name : '';
    edits.update(objectEnd, property.end, `${breaks},${JSON.stringify(name)}`);
  }
  editArguments(node, edits);
}

/** `(a, b)` becomes `,[a, b]))`. */
function editArguments(node: Placed<SimpleCallExpression>, edits: MagicString): void {
  const calleeEnd = behindParentheses(edits.original, (node.callee as Placed).end);
  const open = edits.original.indexOf('(', calleeEnd);
  edits.update(open, open + 1, ',[');
  edits.update(node.end - 1, node.end, ']))');
}

/** Parentheses around an expression are no nodes: those that close right behind it belong to it. */
function behindParentheses(text: string, end: number): number {
  let at = end;
  for (;;) {
    const found = /^\s*\)/.exec(text.slice(at, at + 200));
    if (found === null) return at;
    at += found[0].length;
  }
}

function lineBreaks(text: string): string {
  return '\n'.repeat(text.split('\n').length - 1);
}
