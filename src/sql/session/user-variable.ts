// What a user variable is known to hold, as the session's state has it: a literal's text. A string that reads like a literal of
// another kind keeps its quotes, since NULL, 5 and 1e0 answer otherwise than 'NULL', '5' and '1e0'.
// https://dev.mysql.com/doc/refman/en/user-variables.html

import type { VariablesHeld } from '../../core/command.ts';

const LIKE_ANOTHER =
  /^(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|0x[\da-f]+|0b[01]+|[xb]'[^']*'|null(?:\..*)?|unset\.prepared|true|false|default|on|off|current_\w+|local\w+|utc_\w+|'.*)$/is;

/** What a variable is known by that a prepared statement would assign, and nothing has: MySQL has it then, of another type. */
export const UNSET_BUT_THERE = 'unset.prepared';
/** NULL of a variable that held something else: its type stays. */
const NULL_OF = 'NULL.';

/**
 * What is held where a variable gets NULL, null where it does not.
 * @param value as it was written, null where it is no literal @param before what was held, empty for nothing
 */
export function heldNull(value: string | null, before: string): string | null {
  if (value === null || value.toUpperCase() !== 'NULL') return null;
  if (before === '' || before === 'NULL' || before.startsWith(NULL_OF)) return before === '' ? 'NULL' : before;
  return NULL_OF + typeOf(before);
}

export function isHeldNull(held: string): boolean {
  return held === 'NULL' || held === UNSET_BUT_THERE || held.startsWith(NULL_OF);
}

/** Of a statement's reading. */
interface Variables {
  readonly keyword: string;
  readonly dependencies: { readonly userVariables: readonly string[] };
}

/** Whether the variables of a prepared statement have the types that they had at its prepare. */
export function hasFixedTypes({ keyword, dependencies }: Variables): boolean {
  return dependencies.userVariables.length > 0 && keyword !== 'SET' && keyword !== 'DO' && keyword !== 'CALL';
}

/**
 * The type that a variable has, in a word; of one whose value is not known, what led to it.
 * @param name in lower case
 */
export function typeHeld(name: string, { userVariables, unknown }: VariablesHeld): string {
  const held = userVariables.get(name) ?? unknown ?? 'none';
  if (held.startsWith(NULL_OF)) return held.slice(NULL_OF.length);
  return held === 'none' || held === 'NULL' || held === UNSET_BUT_THERE ? held : typeOf(held);
}

function typeOf(held: string): string {
  if (/^[+-]?\d+$/.test(held)) return 'int';
  if (/^[+-]?(?:\d+\.\d*|\.\d+)$/.test(held)) return 'decimal';
  // a digest of what it was computed by: of whatever type that is
  return /^[+-]?[\d.]+e|^[\da-f]{32}/i.test(held) ? held : 'text';
}

/** @param content of a string */
export function heldString(content: string): string {
  return LIKE_ANOTHER.test(content) ? `'${content}'` : content;
}

/** The content of what is held, whatever kind it is of. */
export function contentOfHeld(held: string): string {
  if (held.startsWith(NULL_OF)) return 'NULL';
  return held.length > 1 && held.startsWith("'") && held.endsWith("'") ? held.slice(1, -1) : held;
}

/** The same with another content. @param other null where it stays as it is */
export function heldWith(held: string, other: (content: string) => string | null): string {
  const content = contentOfHeld(held);
  const live = other(content);
  return live === null || live === content ? held : content === held ? live : `'${live}'`;
}
