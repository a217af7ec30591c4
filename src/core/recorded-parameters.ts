// Parameters as recordings show them (`formatParameters`), read again.

import type { ParameterValue } from './command.ts';

type Shown = null | Readonly<Record<string, unknown>>;

/** Null where one of them is shown in part only, or is unknown. @param json as the recorder wrote it; null for none */
export function readShownParameters(json: string | null): readonly ParameterValue[] | null {
  if (json === null) return [];
  // whole numbers of 64 bits would be rounded; within a text these quotes would be escaped
  const exact = json.replace(/\{"int":(-?\d+)\}/g, '{"int":"$1"}');
  const shown = parsed(exact);
  // in their place stands what LOCAL INFILE was sent
  if (!Array.isArray(shown)) return [];
  const parameters: (ParameterValue | null)[] = (shown as readonly Shown[]).map(toParameter);
  return parameters.every((one) => one !== null) ? parameters : null;
}

/** Null for what is no JSON: a damaged recording. */
function parsed(json: string): readonly Shown[] | Readonly<Record<string, unknown>> | null {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

function toParameter(shown: Shown): ParameterValue | null {
  if (shown === null) return { kind: 'null' };
  if (typeof shown !== 'object') return null;
  if ('bytes' in shown) return null;
  const [[kind, value] = []] = Object.entries(shown);
  const text = String(value);
  switch (kind) {
    case 'int':
      return { kind, value: BigInt(text) };
    case 'float':
    case 'double':
      return { kind, value: Number(text) };
    case 'decimal':
    case 'temporal':
      return { kind, value: text };
    case 'text':
      return { kind, value: Buffer.from(text) };
    case 'blob':
      return { kind, value: Buffer.from(text, 'hex') };
    default:
      return null;
  }
}
