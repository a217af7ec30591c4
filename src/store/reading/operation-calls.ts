// The text of an operation of the X Protocol, as recordings show it, taken apart:
// `shop.orders.find("total > :0").limit(3)` is a collection and two calls.

export interface OperationCall {
  readonly name: string;
  /** As they stand, each in the form of JSON or an expression. */
  readonly values: readonly string[];
}

export interface OperationCalls {
  readonly schema: string | null;
  readonly collection: string;
  readonly calls: readonly OperationCall[];
}

const HEAD = /^([^\s()."'`]+\.)?([^\s()."'`]+)(?=\.[A-Za-z_]+\()/;
const NAME = /^\.([A-Za-z_]+)\(/;

/** Null for what is none, or is shown in part only. */
export function operationCalls(text: string): OperationCalls | null {
  const [head, schema, collection] = HEAD.exec(text) ?? [];
  if (head === undefined || collection === undefined) return null;
  const calls: OperationCall[] = [];
  for (let at = head.length; at < text.length; ) {
    const [opening, name = ''] = NAME.exec(text.slice(at, at + 64)) ?? [];
    const inside = opening === undefined ? null : valuesFrom(text, at + opening.length);
    if (inside === null) return null;
    calls.push({ name, values: inside.values });
    at = inside.end;
  }
  return { schema: schema?.slice(0, -1) ?? null, collection, calls };
}

/** What stands between the commas of parentheses that are open. @param end behind the one that closes them */
function valuesFrom(text: string, start: number): { readonly values: readonly string[]; readonly end: number } | null {
  const values: string[] = [];
  let [depth, from] = [0, start];
  for (let at = start; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '"') {
      at = behindText(text, at) - 1;
      if (at < 0) return null;
    } else if (/[([{]/.test(character)) depth++;
    else if (depth > 0 && /[)\]}]/.test(character)) depth--;
    else if (character === ')' || (character === ',' && depth === 0)) {
      if (at > from || character === ',') values.push(text.slice(from, at).trim());
      from = at + 1;
      if (character === ')') return { values, end: at + 1 };
    }
  }
  return null;
}

/** Behind the closing quote of a text in the form of JSON; 0 where there is none. */
function behindText(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text.charAt(at) === '\\') at++;
    else if (text.charAt(at) === '"') return at + 1;
  }
  return 0;
}

/** Undefined for what is no JSON. */
export function jsonValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What stands outside of the texts in the form of JSON. */
export function outsideTexts(value: string): string {
  return value.replace(/"(?:[^"\\]|\\.)*"/g, '""');
}
