// Which columns a trigger may give other values than the statement that fires it.
// https://dev.mysql.com/doc/refman/en/trigger-syntax.html

const NAME = /\bnew\s*\.\s*(?:`((?:[^`]|``)+)`|([\w$\u0080-\uffff]+))/gi;
const NEW = /\bnew\b/gi;

/**
 * Columns of NEW that its body names, in lower case: more than it sets where it only reads some.
 * @returns null where it names them in a way that is not read here, or calls what may set them
 */
export function alteredBy(body: string): readonly string[] | null {
  const names = [...body.matchAll(NAME)];
  if (names.length !== (body.match(NEW)?.length ?? 0) || /\bcall\b/i.test(body)) return null;
  const columns = names.map(([, quoted, bare = '']) => (quoted?.replaceAll('``', '`') ?? bare).toLowerCase());
  // names are kept in a line of words
  return columns.some((name) => /\s/.test(name)) ? null : [...new Set(columns)].sort();
}
