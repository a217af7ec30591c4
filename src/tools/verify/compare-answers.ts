// The recorded and the live answer to one command: what counts as drift.

import { charsetOfCollation } from '../../mysql/constants/collations.ts';
import { ColumnFlag, columnTypeName } from '../../mysql/constants/column-types.ts';
import type { ColumnDefinition } from '../../mysql/packets/column-definition.ts';
import { type Change, compareResults } from '../diff/compare-results.ts';
import type { Cell } from '../history/cell.ts';
import type { Result } from '../history/results.ts';

export interface AnswerTraits {
  /** Its values change by themselves: only columns are compared. */
  readonly isVolatile: boolean;
  /** The statement says in which order rows come. */
  readonly isOrdered: boolean;
  /** It may draw numbers that go on by themselves: AUTO_INCREMENT. */
  readonly isWrite: boolean;
}

/** Changes from the recorded to the live answer; empty where it is the same. */
export function compareAnswers(recorded: readonly Result[], live: readonly Result[], traits: AnswerTraits): Change[] {
  const { isVolatile, isOrdered, isWrite } = traits;
  if (isVolatile) return compareResults(recorded.map(withoutValues), live.map(withoutValues), columnText);
  const changes = compareResults(recorded, live, columnText).filter(
    (change) => !(isWrite && change.kind === 'fact' && change.name === 'last insert id'),
  );
  if (changes.length === 0 || isOrdered || isWrite) return changes;
  // a server is free to give rows in any order
  const sorted = compareResults(recorded.map(withSortedRows), live.map(withSortedRows), columnText);
  return sorted.length < changes.length ? sorted : changes;
}

function withoutValues(result: Result): Result {
  switch (result.kind) {
    case 'rows':
      return { ...result, rows: [], rowCount: 0 };
    case 'ok':
      return { kind: 'ok', ok: { ...result.ok, affectedRows: 0n, lastInsertId: 0n, info: null } };
    default:
      return result;
  }
}

function withSortedRows(result: Result): Result {
  if (result.kind !== 'rows') return result;
  const keyed = result.rows.map((row) => ({ row, key: row.map(cellKey).join('\0') }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return { ...result, rows: keyed.map(({ row }) => row) };
}

function cellKey(cell: Cell): string {
  switch (cell.kind) {
    case 'null':
      return '\u0001';
    case 'hex':
      return cell.bytes.toString('latin1');
    default:
      return cell.text;
  }
}

const FLAGS: readonly (readonly [number, string])[] = [
  [ColumnFlag.UNSIGNED, 'unsigned'],
  [ColumnFlag.NOT_NULL, 'not null'],
  [ColumnFlag.PRI_KEY, 'primary key'],
  [ColumnFlag.UNIQUE_KEY, 'unique'],
  [ColumnFlag.AUTO_INCREMENT, 'auto_increment'],
];

/** `VAR_STRING(160) utf8mb4 not null` */
function columnText({ type, flags, displayLength, decimals, charset }: ColumnDefinition): string {
  const scale = decimals > 0 && decimals < UNSPECIFIED_DECIMALS ? `,${decimals}` : '';
  const name = charsetOfCollation(charset)?.name;
  const words = FLAGS.filter(([flag]) => (flags & flag) !== 0).map(([, word]) => word);
  const texts = name === undefined || name === 'binary' ? words : [name, ...words];
  return [`${columnTypeName(type)}(${displayLength}${scale})`, ...texts].join(' ');
}

/** The manual's value for a number of decimals that is not fixed; above it there is none. */
const UNSPECIFIED_DECIMALS = 31;
