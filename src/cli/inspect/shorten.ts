// A text that is cut where it would not fit. Apart from tables, whose library takes time to load.

export function shorten(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}
