/** A foreign key of one column. */
export interface Reference {
  readonly column: string;
  readonly table: string;
  readonly referenced: string;
}
