// Whether a word stands anywhere in a statement, in whatever letter case: the first look at each statement, so without making
// a text of it, and by Horspool's rule most of its bytes are not looked at.

/** @param word ASCII; @returns what says whether it stands in a statement, also within literals, comments or other words */
export function wordFinder(word: string): (sql: Buffer) => boolean {
  const letters = Buffer.from(word.toLowerCase());
  const last = letters.length - 1;
  const steps = new Uint8Array(256).fill(letters.length);
  for (let at = 0; at < last; at++) {
    const letter = letters[at] ?? 0;
    steps[letter] = last - at;
    steps[String.fromCharCode(letter).toUpperCase().charCodeAt(0)] = last - at;
  }
  return (sql) => {
    for (let end = last; end < sql.length; end += steps[sql[end] ?? 0] ?? 1)
      if (isWordAt(sql, end - last, letters)) return true;
    return false;
  };
}

/** Whether these letters stand there, in whatever letter case. @param letters ASCII, in lower case */
export function isWordAt(sql: Buffer, from: number, letters: Buffer): boolean {
  if (from + letters.length > sql.length) return false;
  for (let at = 0; at < letters.length; at++) {
    const byte = sql[from + at] ?? 0;
    const isUpper = byte >= 0x41 && byte <= 0x5a;
    if ((isUpper ? byte | 0x20 : byte) !== letters[at]) return false;
  }
  return true;
}
