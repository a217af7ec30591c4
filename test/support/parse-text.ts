// A text twin that is in memory, read.

import { parseSource } from '../../src/tools/text/reading/load.ts';
import type { TextSource } from '../../src/tools/text/reading/text-source.ts';

export function textInMemory(text: string): TextSource {
  const all = Buffer.from(text);
  return { bytes: all.length, read: (at, length) => all.subarray(at, at + length), close: () => undefined };
}

/** @throws TextError */
export function parseText(text: string): ReturnType<typeof parseSource> {
  return parseSource(textInMemory(text));
}
