// Rows read in pages while they are iterated, so that no statement is open between two of them.

/** @param read gives the rows whose ids follow `after`; none at the end */
export function* pageByPage<Row extends { readonly id: number }>(
  read: (after: number) => readonly Row[],
): Generator<Row> {
  for (let after = 0; ; ) {
    const page = read(after);
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}
