// Parses a script, and walks what was parsed: every node with its parent.

import { type Program as AcornProgram, type Options, parse } from 'acorn';
import type { BlockStatement, Node, Program } from 'estree';
import { ScriptSyntaxError } from './script-errors.ts';

/** A node as acorn makes it: with its place in the text. */
export type Placed<T extends Node = Node> = T & { readonly start: number; readonly end: number };

const OPTIONS: Options = {
  ecmaVersion: 'latest',
  sourceType: 'script',
  allowReturnOutsideFunction: false,
  allowHashBang: true,
  preserveParens: false,
  locations: false,
  ranges: true,
};

/** @throws ScriptSyntaxError */
export function parseScript(text: string, file: string, within?: 'function'): Program {
  return parseWith(text, file, { ...OPTIONS, allowReturnOutsideFunction: within === 'function' });
}

/**
 * Refuses what the old interpreter does not parse either, and what no time limit holds for: what goes on behind the end of
 * a call, and numbers that take for ever to be worked out; and what would get at what only compiled code is to see.
 * @throws ScriptSyntaxError
 */
export function refuseBoundless(program: Program, text: string, file: string): void {
  walk(program, (node) => {
    const isAsync = 'async' in node && node.async === true;
    const isBigInt = node.type === 'Literal' && 'bigint' in node;
    const isOurs = node.type === 'Identifier' && node.name.startsWith('__mock_');
    const isPattern = node.type === 'CatchClause' && node.param != null && node.param.type !== 'Identifier';
    if (!isAsync && !isBigInt && !isOurs && !isPattern && !BOUNDLESS.has(node.type)) return;
    const before = text.slice(0, node.start).split('\n');
    const column = (before.at(-1)?.length ?? 0) + 1;
    throw new ScriptSyntaxError(file, before.length, `parse error (line ${before.length}, column ${column})`);
  });
}

const BOUNDLESS = new Set(['AwaitExpression', 'ImportExpression']);

/** @throws ScriptSyntaxError */
export function parseModule(text: string, file: string): Program {
  return parseWith(text, file, { ...OPTIONS, sourceType: 'module' });
}

function parseWith(text: string, file: string, options: Options): Program {
  try {
    const program: AcornProgram = parse(text, options);
    return program as Program;
  } catch (error) {
    if (!(error instanceof SyntaxError) || !('loc' in error)) throw error;
    const { line, column } = error.loc as { line: number; column: number };
    const problem = wordsFor(error.message);
    const isEnd = 'pos' in error && text.slice(error.pos as number).trim() === '';
    throw new ScriptSyntaxError(
      file,
      line,
      isEnd ? `${problem} (line ${line}, end of input)` : `${problem} (line ${line}, column ${column + 1})`,
    );
  }
}

/** The old interpreter's words; what it has none for says what acorn says. */
function wordsFor(message: string): string {
  const problem = message.replace(/ \(\d+:\d+\)$/, '');
  if (/^Unterminated string/.test(problem)) return 'unterminated string';
  if (/^Unterminated comment/.test(problem)) return 'unterminated comment';
  return problem === 'Unexpected token' ? 'parse error' : `parse error: ${problem}`;
}

/** The parts of a node that are nodes. */
export function childrenOf(node: Node): Placed[] {
  return Object.values(node).flatMap((value: unknown) => (Array.isArray(value) ? value : [value]).filter(isNode));
}

/** Calls `visit` for every node, parents before children. */
export function walk(node: Node, visit: (node: Placed, parents: readonly Placed[]) => void): void {
  const parents: Placed[] = [];
  const step = (current: Placed) => {
    visit(current, parents);
    parents.push(current);
    for (const child of childrenOf(current)) step(child);
    parents.pop();
  };
  step(node as Placed);
}

function isNode(value: unknown): value is Placed {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

/** Where the code of a function's body begins: behind its directives. */
export function startOfCode(body: Placed<BlockStatement>): number {
  const directives = body.body.filter((statement) => 'directive' in statement && statement.directive !== undefined);
  return (directives.at(-1) as Placed | undefined)?.end ?? body.start + 1;
}
