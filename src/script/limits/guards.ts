// What makes a script stoppable: every loop and every function counts down the budget of its call. And what it catches is
// made the realm's own.

import type { CatchClause, Function as FunctionNode, Program } from 'estree';
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
      case 'CatchClause':
        guardCaught(node, edits);
        break;
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        guardFunction(node, edits);
        break;
    }
  });
}

/** Patterns are refused (syntax.ts). */
function guardCaught({ param, body }: CatchClause, edits: MagicString): void {
  if (param?.type !== 'Identifier') return;
  edits.appendLeft((body as Placed<CatchClause['body']>).start + 1, `${param.name}=${Name.CAUGHT}(${param.name});`);
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
