// A text on one line of a terminal, cut where it would not fit. Apart from tables, whose library takes time to load.

/** Line breaks and other control characters are shown as they are typed in a string, so that they cannot act. */
export function oneLine(text: string): string {
  return text.replace(
    /\p{Cc}/gu,
    (char) => ESCAPES.get(char) ?? `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

export function shorten(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}
