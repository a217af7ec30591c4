// One value that stood for another, as it is told of.

/** Longer values are told by their beginning. */
const SHOWN_CHARS = 200;

/** One value that stood for another. */
export interface Substitution {
  /** The exchange that was played. */
  readonly exchange: number;
  /** `value 2` of the statement; `row 1, column 3`, `last insert id` or `error message` of the answer. */
  readonly place: string;
  readonly recorded: string;
  readonly live: string;
  /** The rule that said so; null where the value was carried on from where a rule did. */
  readonly rule: string | null;
}

/** What is no text is told in hexadecimal digits. */
export function shown(content: string): string {
  const bytes = Buffer.from(content, 'latin1');
  const text = bytes.toString('utf8');
  const isText = !text.includes('\ufffd') && !/\p{Cc}/u.test(text);
  return (isText ? text : `0x${bytes.toString('hex')}`).slice(0, SHOWN_CHARS);
}
