// What a recorded statement said of each row that it stores or looks for: which constant in which column.

import { PLAIN_DIALECT } from '../../../core/command.ts';
import { readShownParameters } from '../../../core/recorded-parameters.ts';
import type { RecordingReader } from '../../../core/recording.ts';
import { readStatement } from '../../../sql/statement-reading.ts';
import { readBroughtIn } from '../../../sql/values/brought-in.ts';
import { parameterContent, parameterPositions, readValues } from '../../../sql/values/statement-values.ts';
import { readValueColumns } from '../../../sql/values/value-columns.ts';
import { uuidDigits } from '../values/volatile-kinds.ts';

/** Recorded statements with what they said, and their answers. */
export type SaidReader = Pick<RecordingReader, 'recordedStatement' | 'exchangeById' | 'response'>;

export interface SaidValue {
  /** As `alike` has it. */
  readonly content: string;
  /** As the statement has it. */
  readonly written: string;
  /** In lower case; undefined where the statement does not tell it. */
  readonly column: string | undefined;
  /** Else it is compared with. */
  readonly isStored: boolean;
  /** Among the statement's values, from 1; 0 of the number that the row was given. */
  readonly position: number;
  /** Which parameter it is; null of a literal. */
  readonly parameter: number | null;
}

export interface Said {
  /** INSERT and REPLACE add rows, all else finds them. */
  readonly isAdding: boolean;
  /** A statement may store several rows. */
  readonly rows: readonly (readonly SaidValue[])[];
  /** In lower case, without their schemas. */
  readonly tables: ReadonlySet<string>;
  /** By the position of a value. */
  readonly columns: readonly (string | undefined)[];
  /** Which row a value is of. @param parameter null of a literal */
  readonly rowAt: (position: number, parameter: number | null) => number;
  /** Its text in lower case. */
  readonly text: string;
}

const NOTHING: Said = {
  ...{ isAdding: false, rows: [], tables: new Set(), columns: [], rowAt: () => 0, text: '' },
};

export function readSaid(exchange: number, reader: SaidReader): Said {
  const statement = reader.recordedStatement(exchange);
  if (statement === undefined) return NOTHING;
  const { normal, keyword } = readStatement(Buffer.from(statement.sql), PLAIN_DIALECT);
  const values = readValues(normal, PLAIN_DIALECT);
  const { columns, tables } = readValueColumns(normal, PLAIN_DIALECT);
  const named = values.map(({ start }) => columns.get(start)?.column);
  const brought = readBroughtIn(normal, PLAIN_DIALECT);
  const isStored = values.map(({ start }) => brought.stores(start));
  const positions = parameterPositions(values);
  const isAdding = keyword === 'INSERT' || keyword === 'REPLACE';
  const rowAt = rowsIn(named, isAdding, positions);
  const rows: SaidValue[][] = [];
  const say = (written: string, position: number, parameter: number | null, row = rowAt(position, parameter)) => {
    for (let at = rows.length; at <= row; at++) rows.push([]);
    if (written === '') return;
    const at = parameter === null ? position : (positions[parameter % positions.length] ?? position);
    const [column, stored] = at === 0 ? [undefined, true] : [named[at - 1], isStored[at - 1] === true];
    rows[row]?.push({ content: alike(written), written, column, isStored: stored, position: at, parameter });
  };
  values.forEach(({ kind, content }, at) => {
    if (kind !== 'parameter' && kind !== 'word') say(content, at + 1, null);
  });
  readShownParameters(statement.parameters)?.forEach((one, at) => {
    say(parameterContent(one) ?? '', 0, at);
  });
  const responseId = reader.exchangeById(exchange)?.responseId ?? null;
  const lastInsertId = responseId === null ? 0n : reader.response(responseId).lastInsertId;
  if (lastInsertId !== 0n)
    rows.forEach((_, row) => {
      say(String(lastInsertId + BigInt(row)), 0, null, row);
    });
  const text = normal.toString('latin1').toLowerCase();
  return { isAdding, rows, tables: new Set(tables.values()), columns: named, rowAt, text };
}

/**
 * Of which row each value is: a new one begins where the first column comes again.
 * @param positions of parameters; a bulk command has those of many rows
 */
function rowsIn(
  columns: readonly (string | undefined)[],
  isAdding: boolean,
  positions: readonly number[],
): Said['rowAt'] {
  const first = columns.find((column) => column !== undefined);
  let row = -1;
  const rows = columns.map((column) => {
    if (column !== undefined && column === first) row++;
    return isAdding ? Math.max(0, row) : 0;
  });
  const perTurn = (rows.at(-1) ?? 0) + 1;
  return (position, parameter) => {
    if (parameter === null) return rows[position - 1] ?? 0;
    const at = positions[parameter % positions.length] ?? position;
    return Math.floor(parameter / Math.max(1, positions.length)) * perTurn + (rows[at - 1] ?? 0);
  };
}

/** A UUID is one in all its forms. */
export function alike(content: string): string {
  return uuidDigits(content) ?? content;
}
