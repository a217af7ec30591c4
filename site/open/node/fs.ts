// node:fs, as far as reading a recording asks for it: the one file is the one that was dropped, and nothing can be written.

import { mountedBytes } from '../sqlite.ts';

export function statSync(): { isFile(): boolean; size: number } {
  return { isFile: () => true, size: mountedBytes() };
}

export const existsSync = (): boolean => false;

/** What would write is told that it cannot: the reading side knows that case. */
function refuse(): never {
  throw new Error('a browser writes no file');
}

export const closeSync = refuse;
export const openSync = refuse;
export const rmSync = refuse;
export const renameSync = refuse;
export const readFileSync = refuse;
