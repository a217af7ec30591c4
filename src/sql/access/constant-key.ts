// What a statement pins of rows, and when two values are certain to be different ones.

import type { ParameterValue } from '../../core/command.ts';

/**
 * Only rows count whose column has one of these values: `WHERE id = 5 AND …`, `id IN (5, 6)`, a column of INSERT's rows.
 * Two accesses that pin the same column of a table to values without a common key are about different rows.
 */
export interface Pin {
  /** In lower case. */
  readonly column: string;
  /** At least one. */
  readonly values: readonly PinValue[];
  /** It holds only where the table has such a column: else it is one of the query around it. */
  readonly isIfOwn?: boolean;
  /** It holds only where this is the same: an UPDATE gives it to the column. */
  readonly given?: PinValue;
}

/**
 * Only rows count whose column equals a column of the rows of another mention: `ON a.id = b.a_id`, `id IN (SELECT a_id …)`. As
 * with bounds, columns of two types may see it otherwise.
 */
export interface ColumnLink {
  /** In lower case. */
  readonly column: string;
  /** Place of the other mention among the statement's reads. */
  readonly of: number;
  /** The other's column, in lower case. */
  readonly ofColumn: string;
}

/**
 * A constant by its key (see `constantKey`), or a parameter by its place in the command's parameters, from 0: its key is
 * `parameterKey`'s, and where that is null the pin says nothing.
 */
export type PinValue =
  | {
      readonly key: string;
      /** As a text was written, a character per byte. */
      readonly text?: string;
    }
  | { readonly parameter: number };

/** How a column's values stand to a constant; `like`: they begin as it does, up to its first wildcard. */
export type BoundHow = '<' | '<=' | '>' | '>=' | 'like';

/** `id >= 100`, `name LIKE 'a%'`: only rows count whose column is so. */
export interface Bound {
  /** In lower case. */
  readonly column: string;
  readonly how: BoundHow;
  /** Its key is `boundKey`'s, or `parameterBound`'s. */
  readonly value: PinValue;
}

/** Of the constant in a bound: `#5`, also `#0`, or of LIKE the beginning as `constantKey` writes texts; null for others. */
export function boundKey(content: string, how: BoundHow, kind: 'integer' | 'string'): string | null {
  if (how === 'like') {
    const [beginning = ''] = kind === 'string' ? content.split(/[%_\\]/, 1) : [];
    const key = /^[a-z]/i.test(beginning) ? textKey(beginning) : null;
    return key === "'" ? null : key;
  }
  if (kind === 'string' && !/^[+-]?\d{1,15}$/.test(content)) return null;
  return /^[+-]?0+$/.test(content) ? '#0' : integerKey(content);
}

/** As `boundKey`, of a bound value. */
export function parameterBound(parameter: ParameterValue | undefined, how: BoundHow): string | null {
  if (parameter?.kind === 'text') return boundKey(parameter.value.toString('latin1'), how, 'string');
  if (how === 'like') return null;
  if (parameter?.kind === 'int') return boundKey(String(parameter.value), how, 'integer');
  const isWhole = parameter?.kind === 'double' && Number.isSafeInteger(parameter.value);
  return isWhole ? boundKey(String(parameter.value), how, 'integer') : null;
}

/** A longer text is nobody's key: no index of a server holds more bytes. */
export const LONGEST_KEY_BYTES = 3072;

/** As `constantKey`, of a bound value; null where it pins nothing. */
export function parameterKey(parameter: ParameterValue | undefined): string | null {
  switch (parameter?.kind) {
    case 'int':
      return integerKey(String(parameter.value));
    case 'double':
      return Number.isSafeInteger(parameter.value) ? integerKey(String(parameter.value)) : null;
    case 'text':
      return parameter.value.length > LONGEST_KEY_BYTES ? null : textKey(parameter.value.toString('latin1'));
    default:
      return null;
  }
}

/**
 * Values with different keys are different in every collation, and as numbers (but that a column of numbers takes every word
 * for 0), so that they never are the same row; values that are different may well have the same key. Null where nothing is
 * certain: 0 equals every word, 12 equals `12 and more`, dates have many spellings, a fraction may be rounded.
 * @param content a character per byte, without quotes
 */
export function constantKey(content: string, kind: 'integer' | 'string'): string | null {
  return kind === 'integer' ? integerKey(content) : textKey(content);
}

function integerKey(digits: string): string | null {
  const [, sign = '', number = ''] = /^([+-]?)0*(\d+)$/.exec(digits) ?? [];
  return number === '' || number === '0' ? null : `#${sign === '-' ? '-' : ''}${number}`;
}

/** UUIDs, ULIDs, session tokens, ids of documents (28): what is no number and no date, though it may begin with a digit. */
const OPAQUE =
  /^(?=(?:.*?[a-z]){3})[\w-]{16,}$|^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$|^(?=.*?[a-f].*?[a-f])[\da-f]{28}$/i;

/** A character per byte. Letters that some collation takes for one another are one here, punctuation is none. */
function textKey(text: string): string | null {
  if (/^[+-]?\d{1,20}$/.test(text)) return integerKey(text);
  if (!/^[a-z][ -~]*$/i.test(text) && !OPAQUE.test(text)) return null;
  const folded = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '')
    .replace(/[uw]/g, 'v')
    .replace(/[jy]/g, 'i');
  return `'${folded}`;
}
