// What a server quotes of a key that is there already: cut at 64 characters (MariaDB: at 61, with `...`), and bytes that are no letters as `\x9F`.
// https://dev.mysql.com/doc/mysql-errors/9.7/en/server-error-reference.html#error_er_dup_entry

import type { RecordedResponse } from '../../../core/recording.ts';

const ENTRY = /^Duplicate entry '(.*)' for key /s;
const MOST_CHARS = 64;

/**
 * The message with the live value in the place of the recorded one; null where it quotes none of them so. One that it quotes as it
 * stands is not looked for. @param pairs recorded values and those that stand for them, a character per byte
 */
export function withLiveEntry(
  message: string,
  pairs: Iterable<readonly [recorded: string, live: string]>,
): string | null {
  const written = ENTRY.exec(message)?.[1];
  if (written === undefined) return null;
  const entry = Buffer.from(written, 'latin1').toString('utf8');
  for (const [recorded, live] of pairs) {
    if (recorded === written) continue;
    const cut = CUTS.find((one) => one(quoted(recorded)) === entry);
    if (cut !== undefined) return message.replace(written, () => bytesOf(cut(quoted(live))));
  }
  return null;
}

/**
 * Whether a message quotes bytes, or the beginning of a value (`Incorrect string value: '\\xCE\\xC8D...'`): which they are, and whether it
 * comes at all, depends on the value.
 */
export function isRefusedWithCut(response: Pick<RecordedResponse, 'outcome' | 'chunks'> | null): boolean {
  if (response?.outcome !== 'error') return false;
  const message = Buffer.concat([...response.chunks()]).toString('latin1');
  return !ENTRY.test(message) && /'[^']*(?:\\x[0-9A-F]{2}|\.\.\.)[^']*'/.test(message);
}

/** MySQL's, and MariaDB's. */
const CUTS = [
  (text: string) => [...text].slice(0, MOST_CHARS).join(''),
  (text: string) => ([...text].length > MOST_CHARS ? `${[...text].slice(0, MOST_CHARS - 3).join('')}...` : text),
] as const;

function quoted(content: string): string {
  const text = Buffer.from(content, 'latin1').toString('utf8');
  const isText = !text.includes('\ufffd') && !/\p{Cc}/u.test(text);
  return isText ? text : content.replace(/[^\x20-\x7e]/g, (one) => `\\x${hexOf(one)}`);
}

function bytesOf(text: string): string {
  return Buffer.from(text).toString('latin1');
}

function hexOf(one: string): string {
  return one.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0');
}
