// stdout of `mock inspect`: written piece by piece, at the pace of whoever reads it.

import { once } from 'node:events';
import { visible, visibleJson } from '../visible.ts';

/** What would act on a terminal is shown. Resolves when more may be written; never where the reader is gone, which ends the process (see main). */
export async function print(text: string): Promise<void> {
  await writeOut(`${visible(text.endsWith('\n') ? text.slice(0, -1) : text)}\n`);
}

/** The same for text that has its line breaks, and in which nothing acts. */
export async function writeOut(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
  // a reader that went away is told of in an event
  else await new Promise((resolve) => setImmediate(resolve));
}

/** One JSON object on a line. */
export function printJson(value: unknown): Promise<void> {
  return writeOut(`${visibleJson(JSON.stringify(value, plainValue))}\n`);
}

/** Numbers that JSON's readers would round are written as strings, bytes as hexadecimal digits. */
function plainValue(this: unknown, key: string, value: unknown): unknown {
  if (typeof value === 'bigint') {
    return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : String(value);
  }
  // Buffer's own toJSON has run already
  const original = (this as Record<string, unknown>)[key];
  if (original instanceof Uint8Array) return { hex: Buffer.from(original).toString('hex') };
  return value instanceof Map ? Object.fromEntries(value) : value;
}
