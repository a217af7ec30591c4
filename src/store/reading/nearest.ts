// Finds recorded statements that look like a missed one. Bounded work: a limited number of shapes is compared, then
// the few examples of the best ones.

import type { NearbyStatement } from '../../core/recording.ts';
import { firstWordOf, mainTableOf, shapeOf, similarity, tokenCounts } from '../../sql/statement-shape.ts';
import type { ReadStatements } from './read-statements.ts';

const MAX_SHAPES = 800;
/** How far back a recording that has no statement_text yet is searched. */
const MAX_UNSEALED_EXCHANGES = 1000;

const nearbyColumns = `e.id, e.command, COALESCE(e.sql, p.sql) AS sql, e.parameters, e.database, c.name AS scope
  FROM exchange e LEFT JOIN exchange p ON p.id = e.prepare_exchange_id JOIN scope c ON c.id = e.scope_id`;

interface NearbyRow {
  readonly id: bigint;
  readonly command: string;
  readonly sql: string;
  readonly parameters: string | null;
  readonly database: string;
  readonly scope: string;
}

interface ShapeRow {
  readonly id: bigint;
  readonly shape: string;
  readonly examples: string;
}

/** At most `limit` distinct statements of a recording, most alike first. */
export function nearestStatements(
  read: ReadStatements,
  isSealed: boolean,
  { sql, limit, command }: { sql: string; limit: number; command?: string | undefined },
): NearbyStatement[] {
  if (command !== undefined && !hasCommand(read, isSealed, command)) return [];
  const examples = isSealed ? examplesOf(read, likeliestShapes(read, sql, limit)) : recentStatements(read);
  const asked = tokenCounts(sql);
  const ranked = rank(examples, (row) => (row.sql === sql ? 2 : similarity(asked, tokenCounts(row.sql))));
  return distinct(ranked)
    .slice(0, limit)
    .filter((one) => command === undefined || one.command === command);
}

/** Of recordings that are sealed: whether they hold a command at all. Most programs send text alone. */
const commands = new WeakMap<ReadStatements, Map<string, boolean>>();

function hasCommand(read: ReadStatements, isSealed: boolean, command: string): boolean {
  const known = commands.get(read) ?? new Map<string, boolean>();
  const before = known.get(command);
  if (before !== undefined) return before;
  const isThere = read.get<[string], { n: bigint }>('SELECT 1 AS n FROM exchange WHERE command = ? LIMIT 1', command);
  // one that is still written may come to hold it
  if (isSealed || isThere !== undefined) commands.set(read, known.set(command, isThere !== undefined));
  return isThere !== undefined;
}

/** Shapes that share the first word and the table, then the table, then the first word; the most alike of these. */
function likeliestShapes(read: ReadStatements, sql: string, limit: number): ShapeRow[] {
  const shape = shapeOf(sql);
  const word = firstWordOf(shape);
  const table = mainTableOf(shape);
  const columns = 'SELECT id, shape, examples FROM statement_text';
  const found = new Map<bigint, ShapeRow>();
  const take = (where: string, ...parameters: string[]): void => {
    const room = MAX_SHAPES - found.size;
    if (room <= 0) return;
    const rows = read.all<(string | number)[], ShapeRow>(`${columns} WHERE ${where} LIMIT ?`, ...parameters, room);
    for (const row of rows) found.set(row.id, row);
  };
  take('first_word = ? AND main_table = ?', word, table);
  if (table !== '') take('main_table = ?', table);
  take('first_word = ?', word);
  if (found.size === 0) take('true');
  const asked = tokenCounts(shape);
  return rank([...found.values()], (row) => similarity(asked, tokenCounts(row.shape))).slice(0, limit);
}

function examplesOf(read: ReadStatements, shapes: readonly ShapeRow[]): NearbyRow[] {
  const sql = `SELECT ${nearbyColumns} WHERE e.id IN (SELECT value FROM json_each(?))
    AND COALESCE(e.sql, p.sql) IS NOT NULL ORDER BY e.id`;
  return shapes.flatMap((shape) => read.all<[string], NearbyRow>(sql, shape.examples));
}

function recentStatements(read: ReadStatements): NearbyRow[] {
  const sql = `SELECT ${nearbyColumns}
    WHERE e.id > (SELECT coalesce(max(id), 0) FROM exchange) - ? AND COALESCE(e.sql, p.sql) IS NOT NULL
      AND e.fingerprint IS NOT NULL ORDER BY e.id`;
  return read.all<[number], NearbyRow>(sql, MAX_UNSEALED_EXCHANGES);
}

/** Best score first; what comes first stays first among equals. */
function rank<T>(items: readonly T[], score: (item: T) => number): T[] {
  return items
    .map((item) => ({ item, score: score(item) }))
    .sort((a, b) => b.score - a.score)
    .map(({ item }) => item);
}

function distinct(rows: readonly NearbyRow[]): NearbyStatement[] {
  const seen = new Map<string, NearbyStatement>();
  for (const { id, command, sql, parameters, database, scope } of rows) {
    const key = JSON.stringify([command, sql, parameters, database, scope]);
    if (!seen.has(key)) seen.set(key, { exchange: Number(id), command, sql, parameters, database, scope });
  }
  return [...seen.values()];
}
