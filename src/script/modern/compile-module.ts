// Makes a module a function that can be run with a time limit: imports become calls, exports become assignments, loops
// and functions count down a budget. The text is edited, never moved: lines stay where they are.

import type { ImportDeclaration, Program } from 'estree';
import MagicString from 'magic-string';
import { editGuards } from '../limits/guards.ts';
import { Name } from '../limits/names.ts';
import { childrenOf, type Placed, parseModule, walk } from '../limits/syntax.ts';

const IMPORT = '__mock_import';
const EXPORTS = '__mock_exports';
const META = '__mock_meta';

/** What the function takes: an import(), the exports to fill, an import.meta, the budget. */
const MODULE_PARAMETERS: readonly string[] = [IMPORT, EXPORTS, META, Name.BUDGET];

/**
 * The text of an async function expression.
 * @throws ScriptSyntaxError
 */
export function compileModule(source: string, file: string): string {
  const text = source.replace(/^\uFEFF/, '').replace(/^#!/, '//');
  const program = parseModule(text, file);
  const edits = new MagicString(text);
  editGuards(program, edits);
  editExports(program, edits);
  walk(program, (node) => {
    if (node.type === 'ImportExpression') edits.update(node.start, node.start + 'import'.length, IMPORT);
    if (node.type === 'MetaProperty' && node.meta.name === 'import') edits.update(node.start, node.end, META);
  });
  return `(async function(${MODULE_PARAMETERS.join(',')}){"use strict";${edits.toString()}\n})`;
}

function editExports(program: Program, edits: MagicString): void {
  const replace = (start: number, end: number, text: string) =>
    edits.update(start, end, withLines(text, edits.original.slice(start, end)));
  for (const node of childrenOf(program)) {
    switch (node.type) {
      case 'ImportDeclaration':
        replace(node.start, node.end, importCall(node));
        break;
      case 'ExportDefaultDeclaration':
        replace(node.start, (node.declaration as Placed).start, `${EXPORTS}.default=`);
        break;
      case 'ExportNamedDeclaration':
        if (node.declaration != null) replace(node.start, (node.declaration as Placed).start, ' ');
        else replace(node.start, node.end, ';');
        break;
      case 'ExportAllDeclaration':
        replace(node.start, node.end, ';');
        break;
    }
  }
}

/** `import a, { b as c } from 'x'` as `const {"default":a,"b":c}=await …('x');` */
function importCall({ source, specifiers }: ImportDeclaration): string {
  const call = `await ${IMPORT}(${JSON.stringify(source.value)})`;
  const names: string[] = [];
  let whole = '';
  for (const specifier of specifiers) {
    const local = specifier.local.name;
    if (specifier.type === 'ImportNamespaceSpecifier') whole = `const ${local}=${call};`;
    else if (specifier.type === 'ImportDefaultSpecifier') names.push(`"default":${local}`);
    else names.push(`${JSON.stringify(importedName(specifier.imported))}:${local}`);
  }
  return `${whole}${names.length > 0 || whole === '' ? `const {${names.join(',')}}=${call};` : ''}`;
}

function importedName(imported: { type: string; name?: string; value?: unknown }): string {
  return imported.type === 'Identifier' ? String(imported.name) : String(imported.value);
}

function withLines(text: string, replaced: string): string {
  return text + '\n'.repeat(replaced.split('\n').length - 1);
}
