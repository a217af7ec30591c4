// Makes a script say what it writes to, but for a function's own variables: a call that writes nothing answers the same when it
// is asked the same (effects.ts). And says whether a file has what this does not see.

import type { Reference, ScopeManager } from 'eslint-scope';
import type { AssignmentExpression, ForInStatement, ForOfStatement, Identifier, Node, Pattern, Program } from 'estree';
import type MagicString from 'magic-string';
import { Name } from '../../script/limits/names.ts';
import { childrenOf, type Placed, walk } from '../../script/limits/syntax.ts';

/** Names of the realm that lead to nothing but what watch-builtins.ts watches. */
const WATCHED: ReadonlySet<string> = new Set([
  ...['Array', 'Boolean', 'Error', 'EvalError', 'Infinity', 'JSON', 'Math', 'NaN', 'Number', 'Object', 'RangeError'],
  ...['ReferenceError', 'RegExp', 'String', 'SyntaxError', 'TypeError', 'URIError', 'decodeURI', 'decodeURIComponent'],
  ...['encodeURI', 'encodeURIComponent', 'isFinite', 'isNaN', 'parseFloat', 'parseInt', 'undefined'],
]);

export function editWrites(program: Program, edits: MagicString, manager: ScopeManager): void {
  const own = ownWrites(manager);
  walk(program, (node) => {
    switch (node.type) {
      case 'AssignmentExpression':
        editAssignment(node as Placed<AssignmentExpression>, own, edits);
        break;
      case 'UpdateExpression':
        if (node.argument.type === 'MemberExpression') wrap(node.argument.object as Placed, edits);
        else if (!own.has(node.argument)) note(node, edits);
        break;
      case 'UnaryExpression':
        if (node.operator === 'delete') editDelete(node.argument, node, edits);
        break;
      case 'ForInStatement':
      case 'ForOfStatement':
        editHead(node, own, edits);
        break;
    }
  });
}

/**
 * Whether calls may change what is not seen: what is left in the middle and goes on, what gets at the global object, and names of
 * the realm that lead on to things that change.
 * @param names of the realm that the file reads
 */
export function hasUnseen(program: Program, names: readonly string[]): boolean {
  if (names.some((name) => !WATCHED.has(name))) return true;
  let isUnseen = false;
  walk(program, (node, parents) => {
    const isGenerator = 'generator' in node && node.generator === true;
    const isSuper = node.type === 'Super' && parents.at(-1)?.type === 'MemberExpression';
    const isOuterThis = node.type === 'ThisExpression' && !parents.some(({ type }) => /^Function/.test(type));
    if (isGenerator || isSuper || isOuterThis) isUnseen = true;
  });
  return isUnseen;
}

/** Identifiers that are written to, and are variables of the function that writes. */
function ownWrites({ scopes }: ScopeManager): ReadonlySet<unknown> {
  const isOwn = (reference: Reference) =>
    reference.isWrite() && reference.resolved?.scope.variableScope === reference.from.variableScope;
  return new Set(scopes.flatMap(({ references }) => references.filter(isOwn).map(({ identifier }) => identifier)));
}

function editAssignment(node: Placed<AssignmentExpression>, own: ReadonlySet<unknown>, edits: MagicString): void {
  const { left } = node;
  if (left.type === 'MemberExpression') wrap(left.object as Placed, edits);
  else if (left.type === 'Identifier') {
    if (!own.has(left)) note(node, edits);
  } else if (reachesOut(left, own)) note(node, edits, 'null');
}

function editDelete(argument: Node, node: Placed, edits: MagicString): void {
  const target = argument.type === 'ChainExpression' ? argument.expression : argument;
  if (target.type === 'MemberExpression') wrap(target.object as Placed, edits);
  else note(node, edits);
}

/** What a loop gives a value to at each turn. */
function editHead(node: ForInStatement | ForOfStatement, own: ReadonlySet<unknown>, edits: MagicString): void {
  if (node.left.type === 'VariableDeclaration' || !reachesOut(node.left, own)) return;
  note(node.right as Placed, edits, 'null');
}

/** Whether a pattern gives a value to anything but the function's own variables. */
function reachesOut(pattern: Pattern, own: ReadonlySet<unknown>): boolean {
  switch (pattern.type) {
    case 'Identifier':
      return !own.has(pattern as Identifier);
    case 'MemberExpression':
      return true;
    case 'AssignmentPattern':
      return reachesOut(pattern.left, own);
    case 'Property' as never:
      return reachesOut((pattern as unknown as { value: Pattern }).value, own);
    default:
      return childrenOf(pattern).some((part) => reachesOut(part as Pattern, own));
  }
}

/** `a.b = c` becomes `w(a).b = c`. */
function wrap(object: Placed, edits: MagicString): void {
  if (object.type === 'Super') return;
  edits.appendLeft(object.start, `${Name.WRITTEN}(`).prependRight(object.end, ')');
}

/** `a = b` becomes `(w(),a = b)`. */
function note(expression: Placed, edits: MagicString, target = ''): void {
  edits.appendLeft(expression.start, `(${Name.WRITTEN}(${target}),`).prependRight(expression.end, ')');
}
