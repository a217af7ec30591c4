// The long form of a miss, as rows of SHOW WARNINGS and its like: columns as MySQL 9.7 and MariaDB 10.11 type them.
// https://dev.mysql.com/doc/refman/9.7/en/show-warnings.html

import type { Command } from '../../core/command.ts';
import { encodeResultSet } from '../../mysql/codec/encode-result-set.ts';
import { charsetOfCollation } from '../../mysql/constants/collations.ts';
import { ColumnFlag, ColumnType } from '../../mysql/constants/column-types.ts';
import { CommandCode } from '../../mysql/constants/commands.ts';
import type { Flavour } from '../../mysql/constants/flavour.ts';
import type { ColumnDefinition } from '../../mysql/packets/column-definition.ts';
import { encodeTextRow } from '../../mysql/packets/text-row.ts';
import { missDetails, missMessage } from './miss-texts.ts';
import type { Miss } from './misses.ts';

/** A statement about what the last one left: of its errors alone, or of everything. */
export interface DiagnosticsQuery {
  readonly isCount: boolean;
  readonly isErrorsOnly: boolean;
  readonly offset: number;
  readonly limit: number;
}

/** Towards whom. */
export interface DiagnosticsFace {
  readonly flavour: Flavour;
  readonly capabilities: bigint;
  /** Collation id that the client logged in with. */
  readonly charset: number;
  readonly status: number;
}

const STATEMENT =
  /^\s*show\s+(?:(count)\s*\(\s*\*\s*\)\s*)?(warnings|errors)(?:\s+limit\s+(?:(\d{1,9})\s*,\s*)?(\d{1,9}))?\s*;?\s*$/i;
const STATEMENT_BYTES = 100;
const ER_UNKNOWN = '1105';
/** MySQL's messages have 512 characters of 4 bytes. */
const MESSAGE_BYTES = 2048;
const MESSAGE_CHARS = 510;
const NOTHING = Buffer.alloc(0);
const BINARY = 63;
/** utf8mb4's default collations. */
const MYSQL_UTF8MB4 = 255;
const MARIADB_UTF8MB4 = 45;

/** Null for any other command. */
export function diagnosticsQuery({ code, sql }: Command): DiagnosticsQuery | null {
  if (code !== CommandCode.COM_QUERY || sql === null || sql.length > STATEMENT_BYTES) return null;
  const match = STATEMENT.exec(sql.toString('latin1'));
  if (match === null) return null;
  const [, count, what = '', offset = '0', limit] = match;
  return {
    isCount: count !== undefined,
    isErrorsOnly: what.toLowerCase() === 'errors',
    offset: Number(offset),
    limit: limit === undefined ? Number.POSITIVE_INFINITY : Number(limit),
  };
}

/** The whole response, headers included. */
export function diagnosticsOf(miss: Miss, query: DiagnosticsQuery, face: DiagnosticsFace): Buffer {
  const rows = rowsOf(miss).filter(([level]) => level === 'Error' || !query.isErrorsOnly);
  if (query.isCount) return resultSet([countColumn(query)], [[String(rows.length)]], face);
  return resultSet(rowColumns(face), rows.slice(query.offset, query.offset + query.limit), face);
}

function rowsOf(miss: Miss): readonly (readonly [level: string, code: string, message: string])[] {
  const notes = missDetails(miss).flatMap(inPieces);
  return [['Error', ER_UNKNOWN, missMessage(miss)], ...notes.map((line) => ['Note', ER_UNKNOWN, line] as const)];
}

/** No message is longer than the column says. */
function inPieces(line: string): string[] {
  const characters = [...line];
  const pieces: string[] = [];
  for (let at = 0; at < characters.length; at += MESSAGE_CHARS) {
    pieces.push(characters.slice(at, at + MESSAGE_CHARS).join(''));
  }
  return pieces;
}

function rowColumns({ flavour: { isMariadb, textDecimals }, charset }: DiagnosticsFace): ColumnDefinition[] {
  const isUtf8 = charsetOfCollation(charset)?.name === 'utf8mb4';
  const text = {
    type: ColumnType.VAR_STRING,
    charset: isUtf8 ? charset : isMariadb ? MARIADB_UTF8MB4 : MYSQL_UTF8MB4,
    flags: ColumnFlag.NOT_NULL,
    decimals: textDecimals,
  };
  const flags = ColumnFlag.NOT_NULL | ColumnFlag.UNSIGNED | ColumnFlag.BINARY;
  return [
    column({ ...text, name: 'Level', displayLength: 28 }),
    column({
      name: 'Code',
      type: ColumnType.LONG,
      charset: BINARY,
      flags,
      decimals: 0,
      displayLength: isMariadb ? 4 : 5,
    }),
    column({ ...text, name: 'Message', displayLength: MESSAGE_BYTES }),
  ];
}

function countColumn({ isErrorsOnly }: DiagnosticsQuery): ColumnDefinition {
  const name = `@@session.${isErrorsOnly ? 'error' : 'warning'}_count`;
  const flags = ColumnFlag.UNSIGNED | ColumnFlag.BINARY;
  return column({ name, type: ColumnType.LONGLONG, charset: BINARY, flags, decimals: 0, displayLength: 21 });
}

type OwnColumn = Pick<ColumnDefinition, 'type' | 'charset' | 'flags' | 'decimals' | 'displayLength'>;

function column({ name, ...own }: OwnColumn & { readonly name: string }): ColumnDefinition {
  const nowhere = { schema: NOTHING, table: NOTHING, originalTable: NOTHING, originalName: NOTHING };
  return { ...own, ...nowhere, name: Buffer.from(name), catalog: Buffer.from('def'), extendedMetadata: [] };
}

function resultSet(
  columns: readonly ColumnDefinition[],
  rows: readonly (readonly string[])[],
  face: DiagnosticsFace,
): Buffer {
  return encodeResultSet(
    columns,
    rows.map((row) => encodeTextRow(row.map((cell) => Buffer.from(cell)))),
    face,
  );
}
