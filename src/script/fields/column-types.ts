// Names of column types as MySQL Router's mock server has them, and the others that servers know.

import { ColumnType } from '../../mysql/constants/column-types.ts';
import { ScriptFailure } from '../script-failure.ts';

/** Its own spellings; every name of `ColumnType` works beside them. */
const ALIASES: Readonly<Record<string, number>> = {
  TINYBLOB: ColumnType.TINY_BLOB,
  MEDIUMBLOB: ColumnType.MEDIUM_BLOB,
  LONGBLOB: ColumnType.LONG_BLOB,
};

const TYPES: ReadonlyMap<string, number> = new Map([...Object.entries(ColumnType), ...Object.entries(ALIASES)]);

/** A type by name or by number, `3` as well as `LONG`. @throws ScriptFailure */
export function columnTypeOf(value: unknown): number {
  const name = String(value);
  const known = TYPES.get(name);
  if (known !== undefined) return known;
  const digits = /^\s*\d+/.exec(name);
  if (digits !== null) return Number(digits[0]) & 0xff;
  throw new ScriptFailure(`Unknown type: "${name}"`);
}
