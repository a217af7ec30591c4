// JSON in a text twin: on one line, with nothing in it that a reviewer would not see.

import { MalformedPacketError } from '../../../core/errors.ts';
import type { Json } from '../../../mysqlx/messages/message-json.ts';
import type { Line } from '../reading/scanner.ts';

/** Characters that JSON leaves as they are and that turn a text around, or are not seen. */
const UNSEEN = /[\u007f-\u00a0\p{Cf}\p{Zl}\p{Zp}]/gu;

export function formatJson(value: Json): string {
  return JSON.stringify(value).replace(UNSEEN, (char) =>
    [...char.split('')].map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  );
}

/** The rest of the line. @throws TextError */
export function parseJson(line: Line): Json {
  const text = line.rest().trim();
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw line.error('expected a value as JSON', text.length);
  }
}

/** Does what may find that a value makes no sense, and says where. @throws TextError */
export function reading<T>(line: Line, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const isOfText = error instanceof RangeError || error instanceof MalformedPacketError;
    if (isOfText) throw line.error(`${error.message}; before here`);
    throw error;
  }
}
