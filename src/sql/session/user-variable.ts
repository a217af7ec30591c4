// What a user variable is known to hold, as the session's state has it: a literal's text. A string that reads like a literal of
// another kind keeps its quotes, since NULL, 5 and 1e0 answer otherwise than 'NULL', '5' and '1e0'.
// https://dev.mysql.com/doc/refman/en/user-variables.html

const LIKE_ANOTHER =
  /^(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|0x[\da-f]+|0b[01]+|[xb]'[^']*'|null|true|false|default|on|off|current_\w+|local\w+|utc_\w+|'.*)$/is;

/** @param content of a string */
export function heldString(content: string): string {
  return LIKE_ANOTHER.test(content) ? `'${content}'` : content;
}

/** The content of what is held, whatever kind it is of. */
export function contentOfHeld(held: string): string {
  return held.length > 1 && held.startsWith("'") && held.endsWith("'") ? held.slice(1, -1) : held;
}

/** The same with another content. @param other null where it stays as it is */
export function heldWith(held: string, other: (content: string) => string | null): string {
  const content = contentOfHeld(held);
  const live = other(content);
  return live === null || live === content ? held : content === held ? live : `'${live}'`;
}
