// Names with wildcards, compared in at most length × length steps whatever the pattern: no regular expression, since
// `.*.*.*` backtracks for ever.

/** Any number of characters. */
export const ANY: unique symbol = Symbol('any number of characters');
/** One character. */
export const ONE: unique symbol = Symbol('one character');
export type WildcardPart = string | typeof ANY | typeof ONE;

/** Of a pattern of LIKE: `%` for any characters, `_` for one, what stands behind a backslash for itself. */
export function likeParts(pattern: string): readonly WildcardPart[] {
  const parts = pattern.match(/\\[\s\S]|[\s\S]/g) ?? [];
  return parts.map((part) => (part === '%' ? ANY : part === '_' ? ONE : (part[1] ?? part)));
}

/** @param parts single characters and wildcards */
export function matchesWildcard(text: string, parts: readonly WildcardPart[]): boolean {
  let at = 0;
  let part = 0;
  // where to go on when what follows the last ANY did not fit
  let retryPart = -1;
  let retryAt = 0;
  while (at < text.length) {
    const wanted = parts[part];
    if (wanted === ANY) {
      retryPart = ++part;
      retryAt = at;
    } else if (wanted === ONE || wanted === text[at]) {
      part++;
      at++;
    } else if (retryPart >= 0) {
      part = retryPart;
      at = ++retryAt;
    } else return false;
  }
  while (parts[part] === ANY) part++;
  return part === parts.length;
}
