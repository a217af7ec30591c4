// Where a module is: built in, or the first file that fits in the search path.

import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** @param folders in which to look, in order; of a relative id only the requiring module's own */
export function findModule(id: string, folders: readonly string[]): string | undefined {
  if (id.startsWith('/')) return isFile(id) ? id : undefined;
  for (const folder of folders) {
    const path = join(folder, id);
    if (isFile(path)) return path;
    const found = [`${path}.js`, mainOf(path), join(path, 'index.js')].find((file) => file !== null && isFile(file));
    if (found != null) return found;
  }
  return undefined;
}

/** The file that a folder's package.json names. */
function mainOf(folder: string): string | null {
  const manifest = join(folder, 'package.json');
  if (!isFile(manifest)) return null;
  const { main } = JSON.parse(readFileSync(manifest, 'utf8')) as { main?: unknown };
  if (typeof main !== 'string') return null;
  const file = join(folder, main);
  return isFile(file) ? file : join(file, 'index.js');
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
