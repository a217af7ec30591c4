// Column types (also the types of bound parameters) and column flags.
// https://dev.mysql.com/doc/dev/mysql-server/latest/field__types_8h.html (enum_field_types)
// https://dev.mysql.com/doc/dev/mysql-server/latest/group__group__cs__column__definition__flags.html

export const ColumnType = {
  DECIMAL: 0,
  TINY: 1,
  SHORT: 2,
  LONG: 3,
  FLOAT: 4,
  DOUBLE: 5,
  NULL: 6,
  TIMESTAMP: 7,
  LONGLONG: 8,
  INT24: 9,
  DATE: 10,
  TIME: 11,
  DATETIME: 12,
  YEAR: 13,
  NEWDATE: 14,
  VARCHAR: 15,
  BIT: 16,
  TIMESTAMP2: 17,
  DATETIME2: 18,
  TIME2: 19,
  TYPED_ARRAY: 20,
  VECTOR: 242,
  INVALID: 243,
  BOOL: 244,
  JSON: 245,
  NEWDECIMAL: 246,
  ENUM: 247,
  SET: 248,
  TINY_BLOB: 249,
  MEDIUM_BLOB: 250,
  LONG_BLOB: 251,
  BLOB: 252,
  VAR_STRING: 253,
  STRING: 254,
  GEOMETRY: 255,
} as const;

/** Types whose values are bytes, in text and in binary rows alike. */
export const BLOB_TYPES: ReadonlySet<number> = new Set([
  ColumnType.TINY_BLOB,
  ColumnType.MEDIUM_BLOB,
  ColumnType.LONG_BLOB,
  ColumnType.BLOB,
  ColumnType.BIT,
  ColumnType.GEOMETRY,
  ColumnType.VECTOR,
]);

/** Types whose values are text in the column's character set. */
export const TEXT_TYPES: ReadonlySet<number> = new Set([
  ColumnType.VARCHAR,
  ColumnType.VAR_STRING,
  ColumnType.STRING,
  ColumnType.ENUM,
  ColumnType.SET,
  ColumnType.JSON,
]);

export const ColumnFlag = {
  NOT_NULL: 1 << 0,
  PRI_KEY: 1 << 1,
  UNIQUE_KEY: 1 << 2,
  MULTIPLE_KEY: 1 << 3,
  BLOB: 1 << 4,
  UNSIGNED: 1 << 5,
  ZEROFILL: 1 << 6,
  BINARY: 1 << 7,
  ENUM: 1 << 8,
  AUTO_INCREMENT: 1 << 9,
  TIMESTAMP: 1 << 10,
  SET: 1 << 11,
  NO_DEFAULT_VALUE: 1 << 12,
  ON_UPDATE_NOW: 1 << 13,
  PART_KEY: 1 << 14,
  NUM: 1 << 15,
} as const;

/** The manual's name of a type, e.g. `LONGLONG`; `TYPE_99` for one that no manual names. */
export function columnTypeName(type: number): string {
  return NAME_OF_TYPE.get(type) ?? `TYPE_${type}`;
}

const NAME_OF_TYPE: ReadonlyMap<number, string> = new Map(
  Object.entries(ColumnType).map(([name, type]) => [type, name]),
);
