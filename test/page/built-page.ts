// The page's script and style, built where they are not there yet.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '..', '..');

export async function builtPage(): Promise<void> {
  if (existsSync(join(ROOT, 'dist', 'page', 'page.js'))) return;
  await promisify(execFile)(join(ROOT, 'node_modules', '.bin', 'vite'), ['build', 'page'], { cwd: ROOT });
}
