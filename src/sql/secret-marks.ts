// The quick look that spares nearly every statement the search for secrets.

/** One of these words stands in every statement that holds a secret; no two begin alike. */
const MARKS = ['identified', 'password', 'connection', 'registration'].map((word) =>
  Uint8Array.from(Buffer.from(word)),
);
/** By first byte, in both letter cases, the place in `MARKS` counted from 1. */
const MARK_OF = new Uint8Array(256);
MARKS.forEach((mark, index) => {
  const first = mark[0] ?? 0;
  MARK_OF[first] = index + 1;
  MARK_OF[first & 0xdf] = index + 1;
});

/** Whether a statement may hold a secret; false is certain. */
export function mayHoldSecret(sql: Buffer): boolean {
  for (let at = 0; at < sql.length; at++) {
    const index = MARK_OF[sql[at] ?? 0] ?? 0;
    if (index !== 0 && isMarkAt(sql, at, MARKS[index - 1])) return true;
  }
  return false;
}

function isMarkAt(sql: Buffer, start: number, mark: Uint8Array | undefined): boolean {
  if (mark === undefined) return false;
  for (let index = 1; index < mark.length; index++) {
    if (((sql[start + index] ?? 0) | 0x20) !== mark[index]) return false;
  }
  return true;
}
