// Which of our sources a program reads, whatever it does: what it imports, and what that imports.
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const IMPORTS = /^(?:import|export)\s+(?!type\b)[^'"]*?(?:from\s+)?'(\.{1,2}\/[^']+)'/gm;

/**
 * @param {string} file where it begins
 * @returns {Set<string>} their absolute paths
 */
export function reachedFrom(file, reached = new Set()) {
  const path = resolve(file);
  if (reached.has(path)) return reached;
  reached.add(path);
  for (const [, name] of readFileSync(path, 'utf8').matchAll(IMPORTS))
    reachedFrom(resolve(dirname(path), name), reached);
  return reached;
}
