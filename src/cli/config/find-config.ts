// Where the configuration file is: apart from what reads it, since every command looks and few find one.

import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const NAMES = ['json', 'yaml', 'yml', 'js', 'mjs'].map((ending) => `mock.config.${ending}`);

/** The first configuration file in this folder or one above it; null where there is none. */
export function findConfig(from: string): string | null {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const found = NAMES.map((name) => join(folder, name)).find((file) => existsSync(file));
    if (found !== undefined) return found;
    if (dirname(folder) === folder) return null;
  }
}
