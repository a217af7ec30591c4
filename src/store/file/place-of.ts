// Which file stands at a path, so that one that took its place is not taken for it.

import { statSync } from 'node:fs';

/** Its device and inode, whatever it is called; empty where there is none. */
export function placeOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stats === undefined ? '' : `${stats.dev} ${stats.ino}`;
}

/** For threads that open it anew: an expression that tells the same of `path`. */
export const PLACE_OF = `(({ dev, ino }) => dev + ' ' + ino)(require('node:fs').statSync(path, { bigint: true }))`;
