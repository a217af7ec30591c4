// What the command-line clients are given to do.
import { loadMissingFile, loadStatements } from '../fixture-files.ts';
import { rowsAroundPacketLimit, statementsAroundPacketLimit } from '../large-values.ts';
import type { Target } from '../program.ts';
import { typeTables } from '../sql/column-types.ts';
import { severalStatements } from '../sql/several-statements.ts';
import { characterSetStatements, textStatements } from '../sql/text-statements.ts';

/** Every statement ends with a delimiter of its own, since some have semicolons in them. */
export function script(sqls: readonly string[]): string {
  return `DELIMITER //\n${sqls.map((sql) => `${sql}\n//\n`).join('')}`;
}

export function everyStatement(target: Target): string[] {
  const all = [
    ...textStatements(target.kind),
    ...severalStatements,
    ...loadStatements(target.files),
    loadMissingFile(target.files),
    ...characterSetStatements,
  ];
  return all.map(({ sql }) => sql);
}

export function everyTable(target: Target): string[] {
  return typeTables(target.kind).map(({ name }) => `SELECT * FROM ${name} ORDER BY id`);
}

function moveBlob(size: number): string[] {
  return [`INSERT INTO blobs VALUES (${size}, '${'b'.repeat(size)}')`, `SELECT * FROM blobs WHERE id = ${size}`];
}

// no BLOB: the client of MySQL shows one in hexadecimal, which is twice as long
export const smallBlobs: readonly string[] = [
  'CREATE TABLE blobs (id INT PRIMARY KEY, content LONGTEXT)',
  ...[0, 1, 250, 251, 255, 256, 65_535, 65_536, 1_048_576].flatMap(moveBlob),
];

/** `overheadBytes` as in statementsAroundPacketLimit. */
export function largeStatements(target: Target, overheadBytes: number): string[] {
  const around = [-1, 0, 1];
  return [
    ...(target.isLarge ? moveBlob(20 * 1_048_576) : []),
    ...rowsAroundPacketLimit(target, around),
    ...statementsAroundPacketLimit(target, overheadBytes, around),
  ];
}

/** Commands of the client itself; each has a line of its own. */
export function clientCommands(target: Target): string {
  const whoAndWhere = 'SELECT CURRENT_USER(), DATABASE(), @kept;';
  return [
    "SET @kept = 'here';",
    'use mysql',
    whoAndWhere,
    `use ${target.schema}`,
    whoAndWhere,
    'use missing_schema',
    `connect ${target.schema}`,
    whoAndWhere,
    'SELECT 1 AS one, 2 AS two\\G',
    'warnings',
    'SELECT 1 / 0;',
    'nowarning',
    'SELECT 2 / 0;',
    'charset latin1',
    'SELECT @@character_set_client;',
    '',
  ].join('\n');
}

export function parallelScript(index: number): string[] {
  const [from, to] = [index * 100, index * 100 + 99];
  return [
    `SET @mine = 'of ${index}'`,
    'START TRANSACTION',
    ...[1, 2, 3].map((n) => `INSERT INTO parallel VALUES (${from + n}, ${index}, ${n * index})`),
    `SELECT id, n FROM parallel WHERE id BETWEEN ${from} AND ${to} ORDER BY id`,
    index % 3 === 0 ? 'ROLLBACK' : 'COMMIT',
    'SELECT @mine',
    `SELECT COUNT(*) FROM parallel WHERE id BETWEEN ${from} AND ${to}`,
    `SELECT missing_${index}`,
  ];
}
