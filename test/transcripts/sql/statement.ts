// A statement as every client of the matrix can send it: plain text, and whether the server refuses it.

export interface Statement {
  readonly name: string;
  readonly sql: string;
  readonly isRefused?: true;
}

/** Statements named after what stands at their head, for those that are only there for others. */
export function statements(topic: string, ...sqls: readonly string[]): Statement[] {
  return sqls.map((sql) => ({ name: `${topic}: ${sql.replace(/\s+/g, ' ').slice(0, 60)}`, sql }));
}
