// How `data_use` keeps what statements do with data: as JSON, or, where an earlier one differs from it but in the values of its pins, as the
// other's number with these values behind it. A program has few statements and asks them of many rows.

/** What JSON has of a pin's values: a list of texts. */
const VALUES = /"values":(\[(?:"(?:[^"\\]|\\.)*",?)*\])/g;
const LIKE_ANOTHER = /^(\d+)(\[.*\])$/s;

/** SQL: which row of `data_use` a row is like; none has the number 0. @param text SQL that gives the row's text */
export const LIKE_ID = (text: string): string => `CAST(${text} AS INTEGER)`;

/** A row's text, and that of the one that it is like, if it is like one. */
export interface UseText {
  readonly own: string;
  readonly like: string;
}

/** For the rows of one recording, in the order in which they are written. */
export class UseTexts {
  readonly #known = new Map<string, { readonly id: number; readonly json: string }>();

  /** @param json of a use, as JSON.stringify writes it */
  add(id: number, json: string): UseText {
    const lists: string[] = [];
    const shape = json.replace(VALUES, (_, list: string) => {
      lists.push(list);
      return '"values":';
    });
    const [first] = lists;
    if (first === undefined) return { own: json, like: '' };
    const known = this.#known.get(shape);
    if (known === undefined) {
      this.#known.set(shape, { id, json });
      return { own: json, like: '' };
    }
    const areSame = lists.every((list) => list === first);
    return { own: `${known.id}[${areSame ? first : lists.join()}]`, like: known.json };
  }
}

/** The number of the row that another is like; null where it stands for itself. */
export function likeOf(own: string): number | null {
  const id = LIKE_ANOTHER.exec(own)?.[1];
  return id === undefined ? null : Number(id);
}

/** @returns the JSON of a use @throws SyntaxError where the texts are none of ours */
export function useJson({ own, like }: UseText): string {
  const values = LIKE_ANOTHER.exec(own)?.[2];
  if (values === undefined) return own;
  const lists: unknown = JSON.parse(values);
  const texts = Array.isArray(lists) ? lists.map((list) => JSON.stringify(list)) : [];
  let at = 0;
  return like.replace(VALUES, () => `"values":${(texts.length === 1 ? texts[0] : texts[at++]) ?? ''}`);
}
