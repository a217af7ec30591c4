// Text of clients, servers and recordings on its way to a terminal: what would act there is shown as one would type it.

import { pc } from './colours.ts';

/** Control characters, and those that turn the direction of text: they would show another statement than there is. */
const ACTING = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
/** The same behind a colour or a style, which are left where they are our own; line breaks and tabs stay. */
const ACTING_OR_STYLE = /\p{Cc}\[[\d;]*m|[^\P{Cc}\n\t]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

const ACTING_IN_LINES = /[^\P{Cc}\n\t]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

const NAMED: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** One line: line breaks and tabs too are shown as they are typed in a string. */
export function oneLine(text: string): string {
  return text.replace(ACTING, typed);
}

/** Lines of ours with others' text in them: the last guard, for what nobody has put on one line. */
export function visible(text: string): string {
  return text.replace(ACTING_OR_STYLE, (found) => {
    if (found.length > 1 && pc.isColorSupported) return found;
    return `${typed(found.charAt(0))}${found.slice(1)}`;
  });
}

/** JSON in which nothing acts either: JSON.stringify leaves half of the control characters as they are. Its lines stay. */
export function visibleJson(json: string): string {
  return json.replace(ACTING_IN_LINES, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function typed(char: string): string {
  const code = char.charCodeAt(0);
  return NAMED.get(char) ?? (code < 0x100 ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`);
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
