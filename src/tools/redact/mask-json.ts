// A document as MySQL shows it, with values masked where they stand: all else of the text stays as it is.

import { type Node, parseTree } from 'jsonc-parser';

/** @returns the text in place of a value; null for NULL, the same where nothing is masked @param path such as `address.town` */
export type MaskField = (text: string, path: string) => string | null;

/** The text itself where it is no JSON, or nothing in it is masked. */
export function maskJson(json: string, mask: MaskField): string {
  const tree = parseTree(json);
  if (tree === undefined) return json;
  let result = '';
  let at = 0;
  for (const { node, path } of valuesOf(tree, '')) {
    const { offset, length, type, value } = node;
    const text = type === 'string' ? String(value) : json.slice(offset, offset + length);
    const masked = mask(text, path);
    if (masked === text) continue;
    const isNumber = type === 'number' && masked !== null && /^-?\d+(?:\.\d+)?$/.test(masked);
    result += json.slice(at, offset) + (masked === null ? 'null' : isNumber ? masked : JSON.stringify(masked));
    at = offset + length;
  }
  return result + json.slice(at);
}

function* valuesOf(node: Node, path: string): Generator<{ node: Node; path: string }> {
  switch (node.type) {
    case 'string':
    case 'number':
      yield { node, path };
      return;
    case 'array':
      for (const item of node.children ?? []) yield* valuesOf(item, path);
      return;
    case 'object':
      for (const { children } of node.children ?? []) {
        const [key, value] = children ?? [];
        if (value !== undefined)
          yield* valuesOf(value, path === '' ? String(key?.value) : `${path}.${String(key?.value)}`);
      }
  }
}
