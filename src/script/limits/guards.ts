// What makes a script stoppable: every loop and every function counts down the budget of its call.

import type { Function as FunctionNode, Program } from 'estree';
import type MagicString from 'magic-string';
import { Name } from './names.ts';
import { type Placed, startOfCode, walk } from './syntax.ts';

const GUARD = `if(--${Name.BUDGET}.left<0)${Name.BUDGET}.spend();`;

export function editGuards(program: Program, edits: MagicString): void {
  walk(program, (node) => {
    switch (node.type) {
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
        guardStatement(node.body as Placed, edits);
        break;
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        guardFunction(node, edits);
        break;
    }
  });
}

function guardStatement(body: Placed, edits: MagicString): void {
  if (body.type === 'BlockStatement') edits.appendLeft(body.start + 1, GUARD);
  else edits.appendLeft(body.start, `{${GUARD}`).prependRight(body.end, '}');
}

function guardFunction(node: FunctionNode, edits: MagicString): void {
  const body = node.body as Placed<FunctionNode['body']>;
  if (body.type === 'BlockStatement') edits.appendLeft(startOfCode(body), GUARD);
  else edits.appendLeft(body.start, `(--${Name.BUDGET}.left<0&&${Name.BUDGET}.spend(),`).prependRight(body.end, ')');
}
