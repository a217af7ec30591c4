// Makes a script runnable in a realm that all connections share (a realm costs 200 KB, a run of a script next to
// nothing), and stoppable. The text is edited, never moved: lines stay where they are.
//
//  - A name that is no variable becomes a property of the run's own global object, so that runs cannot see each other.
//  - Every loop and every function counts down a budget, and looks at the clock now and then.
//  - The value of the last expression is returned, as eval() does.
//  - `const` is `var`, as the old interpreter had it, in files that use nothing newer than that.
//  - What is caught is looked at first: an error of ours would lead out of the realm (adopt.ts).
//  - With coroutines, functions are made generators (coroutines.ts); without, what is written to is told (compile-writes.ts).

import { analyze, type Reference, type ScopeManager } from 'eslint-scope';
import type { Identifier, Node, Program } from 'estree';
import MagicString from 'magic-string';
import { editGuards } from '../../script/limits/guards.ts';
import { Name, PROVIDED } from '../../script/limits/names.ts';
import { type Placed, parseScript, refuseBoundless, walk } from '../../script/limits/syntax.ts';
import { editCoroutines, hoistFunctions } from './compile-coroutines.ts';
import { editWrites, hasUnseen } from './compile-writes.ts';

/** What a file is: the script itself, whose value counts, or a module. */
export type FileKind = 'script' | 'module';

export interface CompileOptions {
  readonly file: string;
  readonly kind: FileKind;
  /** Whether functions may be left in the middle (Duktape.Thread). */
  readonly hasCoroutines: boolean;
  /** Names that the realm itself has. */
  readonly builtins: ReadonlySet<string>;
}

/** What a compiled file takes, in this order. @internal */
export const PARAMETERS: readonly string[] = [
  Name.GLOBALS,
  Name.UNDEFINED,
  Name.THIS,
  Name.BUDGET,
  Name.FUNCTION,
  Name.CALL,
  Name.METHOD,
  Name.CAUGHT,
  Name.WRITTEN,
  ...PROVIDED,
];

export interface Compiled {
  /** The text of a function expression that takes `PARAMETERS`, runs the file, and returns its value. */
  readonly code: string;
  /** Whether its calls may change what nobody is told of. */
  readonly hasUnseen: boolean;
}

/** @throws ScriptSyntaxError */
export function compile(source: string, options: CompileOptions): Compiled {
  const text = source.replace(/^\uFEFF/, '').replace(/^#!/, '//');
  const program = parseFile(text, options);
  refuseBoundless(program, text, options.file);
  const edits = new MagicString(text);
  // What is inserted at one place stands in the order of insertion: the outermost goes first.
  if (options.hasCoroutines) hoistFunctions(program, edits);
  editGuards(program, edits);
  if (options.kind === 'script') editValues(program, edits);
  // The file's own variables are in a scope below the global one.
  const manager = analyze(program, { ecmaVersion: 2022, sourceType: 'script', nodejsScope: true });
  if (options.hasCoroutines) editCoroutines(program, edits);
  else editWrites(program, edits, manager);
  const builtins = editNames(program, edits, manager, options);
  if (isOldDialect(program)) editConstants(program, edits);
  const body = `(function(){${edits.toString()}\n}).call(${Name.GLOBALS})`;
  const code = `(function(${PARAMETERS.join(',')}){var ${Name.VALUE};${body};return ${Name.VALUE};})`;
  return { code, hasUnseen: options.hasCoroutines || hasUnseen(program, builtins) };
}

/** A module is parsed within its wrapper first: the place of an error is where scripts' authors know it to be. */
function parseFile(text: string, { file, kind }: CompileOptions): Program {
  if (kind === 'script') return parseScript(text, file);
  parseScript(`(function(exports,require,module,__filename,__dirname){${text}\n})`, file);
  return parseScript(text, file, 'function');
}

const NEWER = new Set([
  'ArrowFunctionExpression',
  'ClassDeclaration',
  'ClassExpression',
  'TemplateLiteral',
  'ForOfStatement',
  'SpreadElement',
  'RestElement',
  'ArrayPattern',
  'ObjectPattern',
  'AssignmentPattern',
]);

function isOldDialect(program: Program): boolean {
  let isOld = true;
  walk(program, (node) => {
    const isLet = node.type === 'VariableDeclaration' && node.kind === 'let';
    if (isLet || NEWER.has(node.type)) isOld = false;
  });
  return isOld;
}

function editConstants(program: Program, edits: MagicString): void {
  walk(program, (node) => {
    if (node.type !== 'VariableDeclaration' || node.kind !== 'const') return;
    edits.update(node.start, node.start + 'const'.length, 'var');
  });
}

/** What no declaration in the file accounts for goes to the run's global object. @returns the realm's own names that it reads */
function editNames(
  program: Program,
  edits: MagicString,
  manager: ScopeManager,
  { builtins }: CompileOptions,
): string[] {
  const parents = new Map<Node, Node>();
  const isStrict = program.body.some((statement) => 'directive' in statement && statement.directive === 'use strict');
  walk(program, (node, above) => {
    const parent = above.at(-1);
    if (parent !== undefined) parents.set(node, parent);
    if (node.type === 'ThisExpression' && !isStrict) {
      edits.appendLeft(node.start, `${Name.THIS}(`).prependRight(node.end, ')');
    }
  });
  const free = [...(manager.globalScope?.through ?? [])];
  const read: string[] = [];
  const written = new Set(free.filter((reference) => reference.isWrite()).map(({ identifier }) => identifier.name));
  const provided = new Set<string>(PROVIDED);
  for (const reference of free) {
    const { name } = reference.identifier;
    const isBuiltin = builtins.has(name) && !written.has(name) && name !== 'globalThis';
    // the global object inherits what all objects have
    if ((builtins.has(name) || name === '__proto__') && !provided.has(name)) read.push(name);
    if (!provided.has(name) && !isBuiltin)
      editReference(reference, parents.get(reference.identifier as Identifier), edits);
  }
  return read;
}

function editReference(reference: Reference, parent: Node | undefined, edits: MagicString): void {
  const node = reference.identifier as Placed<Identifier>;
  const value = globalValue(node.name, reference.isWrite() || isOperand(parent));
  const isShorthand = parent?.type === 'Property' && parent.shorthand;
  edits.update(node.start, node.end, isShorthand ? `${node.name}:${value}` : value);
}

/** @param isLenient whether it is written to, or may be missing */
function globalValue(name: string, isLenient: boolean): string {
  if (name === 'globalThis') return Name.GLOBALS;
  const property = `${Name.GLOBALS}.${name}`;
  if (isLenient) return property;
  const quoted = JSON.stringify(name);
  return `(${quoted} in ${Name.GLOBALS}?${property}:${Name.UNDEFINED}(${quoted}))`;
}

function isOperand(parent: Node | undefined): boolean {
  return parent?.type === 'UnaryExpression' && (parent.operator === 'typeof' || parent.operator === 'delete');
}

/** Every expression statement outside of functions may be the last: it notes its value. */
function editValues(program: Program, edits: MagicString): void {
  walk(program, (node, parents) => {
    if (node.type !== 'ExpressionStatement' || ('directive' in node && node.directive !== undefined)) return;
    if (parents.some(({ type }) => /Function|Class/.test(type))) return;
    const expression = node.expression as Placed;
    edits.appendLeft(expression.start, `${Name.VALUE}=(`).prependRight(expression.end, ')');
  });
}
