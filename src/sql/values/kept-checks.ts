// What a CHECK does with the values of a row: which columns it compares, measures, or holds to a pattern. What a pattern says is not kept,
// but among which characters it tells no difference: `^[0-9a-f-]+$` none among hexadecimal digits, LIKE '%@%' none among letters and digits.

import type { KeptUse, KeptValues } from '../../core/described-values.ts';
import { readStatement } from '../statement-reading.ts';
import { readValueUses } from './value-uses.ts';

/** Whatever these letters are, the pattern is told alike. The widest first. */
export const ALPHABETS = { shaped: /[\w+/=-]/, 'shaped-word': /[\w-]/, 'shaped-hex': /[0-9a-f]/ } as const;
type Alphabet = keyof typeof ALPHABETS;

const COLUMN = '(?:`?[\\w$]+`?\\.)*`?([\\w$]+)`?';
const TEXT = "(?:_[a-z]\\w*)?\\s*'((?:[^'\\\\]|\\\\.|'')*)'";
const PATTERNS: readonly (readonly ['like' | 'regexp', RegExp])[] = [
  ['like', new RegExp(`${COLUMN}\\s+(?:not\\s+)?like\\s+${TEXT}`, 'gi')],
  ['regexp', new RegExp(`${COLUMN}\\s+(?:not\\s+)?(?:regexp|rlike)\\s+${TEXT}`, 'gi')],
  ['regexp', new RegExp(`regexp_like\\(\\s*${COLUMN}\\s*,\\s*${TEXT}\\s*\\)`, 'gi')],
];

/** @param expression what stands in the parentheses of CHECK */
export function readCheck(expression: string): KeptValues {
  const shapes = new Map<string, Alphabet | null>();
  let rest = expression;
  for (const [kind, form] of PATTERNS) {
    rest = rest.replace(form, (_, column: string, pattern: string) => {
      const name = column.toLowerCase();
      const shape = alphabetOf(kind, pattern.replaceAll('\\\\', '\\'));
      const known = shapes.get(name);
      shapes.set(name, known === undefined ? shape : narrower(known, shape));
      return '1';
    });
  }
  const uses: KeptUse[] = [...shapes].map(([name, shape]) => ({
    how: shape ?? 'computed',
    name,
    call: null,
    as: null,
  }));
  const { normal } = readStatement(Buffer.from(`DO 1, (${rest})`));
  for (const { how, name, beside } of readValueUses(normal, {}).uses) {
    if (name === null) continue;
    // with a constant, which is not kept
    const isWithConstant = how === 'compared' && beside.length > 0;
    uses.push({ how: isWithConstant || how === 'matched' ? 'computed' : how, name, call: null, as: null });
  }
  return { uses, aliases: new Map(), made: new Set(), copied: [] };
}

const ORDER = Object.keys(ALPHABETS) as Alphabet[];

function narrower(one: Alphabet | null, other: Alphabet | null): Alphabet | null {
  return one === null || other === null ? null : (ORDER[Math.max(ORDER.indexOf(one), ORDER.indexOf(other))] ?? null);
}

/** @internal */
export function alphabetOf(kind: 'like' | 'regexp', pattern: string): Alphabet | null {
  const parts = kind === 'like' ? [...pattern.replace(/[%_]/g, '')].map(literal) : regexpParts(pattern);
  const isClosed = (alphabet: RegExp) => {
    const own = PRINTABLE.filter((one) => alphabet.test(one));
    return parts?.every((part) => own.every((one) => part(one)) || !own.some((one) => part(one)));
  };
  return ORDER.find((name) => isClosed(ALPHABETS[name])) ?? null;
}

/** Which characters may stand at a place. */
type Part = (character: string) => boolean;

const PRINTABLE = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at));
const literal =
  (one: string): Part =>
  (character) =>
    character.toLowerCase() === one.toLowerCase();
const PART = /\[\^?\]?(?:\[:\w+:\]|\\.|[^\]\\])*\]|\\.|\{\d+(?:,\d*)?\}|[\s\S]/g;

/** Null of what is not understood. */
function regexpParts(pattern: string): readonly Part[] | null {
  const parts: Part[] = [];
  for (const [text] of pattern.matchAll(PART)) {
    if (/^(?:[\^$*+?()|.]|\{.*\})$/.test(text)) continue;
    if (text.length > 1 && !/^\[[^[\\]+\]$|^\\[^A-Za-z0-9]$/.test(text)) return null;
    if (text.length === 1) parts.push(literal(text));
    else if (text.startsWith('\\')) parts.push(literal(text.charAt(1)));
    else parts.push((character) => new RegExp(text).test(character));
  }
  return parts;
}
