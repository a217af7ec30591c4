// How texts were written that tell rows apart. Two that are one key need not be one value: `Ann` and `ann` are one in some
// collations and two in others. Where all writes of a recording spell a key in one way, that is no matter.

/** Hexadecimal digits, as those of a UUID, are written in one way. */
const DIGITS = /^'[\da-f]{28,}$/;

export class Spellings {
  /** By column of a table, and key; null where there are several. */
  readonly #texts = new Map<string, Map<string, string | null>>();

  /** A write has given a column a text, or asked for it. @param text null where that is not known */
  note(table: string, column: string, key: string, text: string | null): void {
    const name = `${table}\0${column}`;
    const texts = this.#texts.get(name) ?? new Map<string, string | null>();
    this.#texts.set(name, texts);
    texts.set(key, texts.has(key) && texts.get(key) !== text ? null : text);
  }

  /** Whether rows with this key have all the same text. */
  isOne(table: string, column: string, key: string): boolean {
    if (DIGITS.test(key)) return true;
    return this.#texts.get(`${table}\0${column}`)?.get(key) != null;
  }
}
