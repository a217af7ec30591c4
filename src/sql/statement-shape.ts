// How alike two statements look, for people who look at a miss. This is not matching: that is `identity`.

const SHAPE_SOURCE_CHARS = 2000;
const SHAPE_CHARS = 500;
const MAX_TOKENS = 200;

const literal = /'(?:[^'\\]|\\.|'')*(?:'|$)|"(?:[^"\\]|\\.)*(?:"|$)|\b\d[\w.]*/gs;
const tuples = /\(\?\)(?: ?, ?\(\?\))+/g;

/** The statement with its literals as `?`, lists of them as one, in lower case, spaces collapsed, cut to 500 characters. */
export function shapeOf(sql: string): string {
  return sql
    .slice(0, SHAPE_SOURCE_CHARS)
    .replace(literal, '?')
    .replace(/\s+/g, ' ')
    .replace(/\?(?: ?, ?\?)+/g, '?')
    .replace(tuples, '(?)')
    .trim()
    .toLowerCase()
    .slice(0, SHAPE_CHARS);
}

/** First word of a shape, e.g. `select`; empty where it has none. */
export function firstWordOf(shape: string): string {
  return /[a-z_]+/.exec(shape)?.[0] ?? '';
}

/** The first table that a shape seems to name; empty where it names none. */
export function mainTableOf(shape: string): string {
  return /\b(?:from|into|update|join|table) +(?!select\b)([\w$.`]+)/.exec(shape)?.[1]?.replaceAll('`', '') ?? '';
}

/** How often each word, number and sign occurs. */
export function tokenCounts(sql: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const tokens = /[\w$@\u0080-\uffff]+|\S/g;
  const text = sql.slice(0, SHAPE_SOURCE_CHARS).toLowerCase();
  for (let n = 0; n < MAX_TOKENS; n++) {
    const token = tokens.exec(text)?.[0];
    if (token === undefined) break;
    counts.set(token, (counts.get(token) ?? 0) + 1);
  }
  return counts;
}

/** Shared tokens of two statements (Dice): 1 where all are, 0 where none is. */
export function similarity(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let shared = 0;
  let total = 0;
  for (const [token, count] of a) {
    shared += Math.min(count, b.get(token) ?? 0);
    total += count;
  }
  for (const count of b.values()) total += count;
  return total === 0 ? 1 : (2 * shared) / total;
}

/** Shared tokens that make a statement near: of the same table, of none, and of another table. */
const NEAR_IN_TABLE = 0.4;
const NEAR_WITHOUT_TABLE = 0.5;
const NEAR_IN_OTHER_TABLE = 0.8;
/** Of a table's name that a mistyped one begins with. */
const SAME_BEGINNING = 0.6;

/** Whether a recorded statement has enough to do with one that was asked to be shown beside it. */
export function isNear(asked: string, recorded: string): boolean {
  const [one, other] = [shapeOf(asked), shapeOf(recorded)];
  const [table, otherTable] = [ownName(mainTableOf(one)), ownName(mainTableOf(other))];
  const shared = similarity(tokenCounts(asked), tokenCounts(recorded));
  if (table === '' && otherTable === '') return shared >= NEAR_WITHOUT_TABLE;
  if (table === otherTable) return firstWordOf(one) === firstWordOf(other) || shared >= NEAR_IN_TABLE;
  return shared >= (beginAlike(table, otherTable) ? NEAR_IN_TABLE : NEAR_IN_OTHER_TABLE);
}

/** Without its schema. */
function ownName(table: string): string {
  return table.slice(table.lastIndexOf('.') + 1);
}

function beginAlike(a: string, b: string): boolean {
  let same = 0;
  while (same < a.length && a[same] === b[same]) same++;
  return same >= SAME_BEGINNING * Math.max(a.length, b.length);
}
