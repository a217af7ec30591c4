/** A foreign key of one column. */
export interface Reference {
  readonly column: string;
  readonly table: string;
  readonly referenced: string;
  /** It says what happens to its rows with those that they refer to, and that is nothing: they stand in the way. */
  readonly isRestricting?: boolean;
  /** It says that they go with them. */
  readonly isCascading?: boolean;
}

export function isSameReference(a: Reference, b: Reference): boolean {
  return a.column === b.column && a.table === b.table && a.referenced === b.referenced;
}
