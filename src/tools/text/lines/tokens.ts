// Values as they are written in a text twin: NULL, 12.50, 'text', 0x00ff. Every one stands for exact bytes.

import { isUtf8 } from 'node:buffer';

/** Written without quotes where a column is a number: what servers send for one. */
const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/;
/** Control characters, and those that a reviewer would not see or that turn the text around. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u00a0]|[\\']/gu;
const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\0', '\\0'],
  ['\\', '\\\\'],
  ["'", "\\'"],
]);

/** Bytes as `'text'` where they are readable UTF-8, else as `0x…`. */
export function formatBytes(bytes: Buffer): string {
  if (!isUtf8(bytes)) return formatHex(bytes);
  const text = bytes.toString('utf8');
  return isReadable(text) ? formatString(text) : formatHex(bytes);
}

export function formatString(text: string): string {
  const escaped = text.replace(UNSEEN, (char) => {
    return SHORT_ESCAPES.get(char) ?? `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
  });
  return `'${escaped}'`;
}

export function formatHex(bytes: Buffer): string {
  return `0x${bytes.toString('hex')}`;
}

/** Bytes of a number as they are, of anything else as `formatBytes`. */
export function formatNumberBytes(bytes: Buffer): string {
  const text = bytes.toString('latin1');
  return NUMBER.test(text) ? text : formatBytes(bytes);
}

/** Mostly control characters: no text, whatever the encoding says. */
function isReadable(text: string): boolean {
  let controls = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) controls++;
  }
  return controls * 4 <= text.length;
}

/** The text that the inside of a quoted string stands for; null where an escape makes no sense. */
export function unescaped(inside: string): string | null {
  let isRight = true;
  const text = inside.replace(/\\(u\{([0-9a-f]{1,6})\}|.|$)/gs, (_all, mark: string, hex: string | undefined) => {
    if (hex !== undefined) {
      const code = Number.parseInt(hex, 16);
      if (code <= 0x10ffff) return String.fromCodePoint(code);
    }
    for (const [char, written] of SHORT_ESCAPES) if (written.slice(1) === mark) return char;
    isRight = false;
    return '';
  });
  return isRight ? text : null;
}
