// Texts of any length, as much of them as a page can show.

/** Says how long it was where it was cut. */
export function cutText(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}… (${text.length} characters)`;
}

/** Every text within a value of JSON; lists of more than `most` items end there. */
export function cutWithin<Value>(value: Value, most: number): Value {
  return cut(value, most) as Value;
}

function cut(value: unknown, most: number): unknown {
  if (typeof value === 'string') return cutText(value, most);
  if (Array.isArray(value)) return value.slice(0, most).map((each) => cut(each, most));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, cut(each, most)]));
}
