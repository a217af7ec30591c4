// Opens a page in the user's browser by way of a file that only he can read: an address among a program's arguments, with
// the token in it, could be read by everybody on the machine.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  readonly isTerminal: boolean;
}

/** Whether a page is opened without being asked to. */
export function opensByItself({ platform, env, isTerminal }: Surroundings): boolean {
  if (!isTerminal || (env['CI'] ?? '') !== '' || env['BROWSER'] === 'none') return false;
  const hasScreen = (env['DISPLAY'] ?? '') !== '' || (env['WAYLAND_DISPLAY'] ?? '') !== '';
  return platform === 'darwin' || platform === 'win32' || (hasScreen && (env['SSH_CONNECTION'] ?? '') === '');
}

/** Never fails: the address was printed. @returns what takes the file away */
export function openBrowser(url: string, platform: NodeJS.Platform = process.platform): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'mock-ui-'));
  const file = join(folder, 'page.html');
  const text = `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer"><meta http-equiv="refresh" content="0;url=${url}">`;
  writeFileSync(file, `${text}<a href="${url}">the page</a>\n`, { mode: 0o600 });
  const [program, ...words] = programFor(platform);
  const child = spawn(program, [...words, file], { stdio: 'ignore', detached: true });
  child.on('error', () => process.stderr.write('mock: no browser could be opened: open the address yourself\n'));
  child.unref();
  return () => rmSync(folder, { recursive: true, force: true });
}

function programFor(platform: NodeJS.Platform): readonly [string, ...string[]] {
  if (platform === 'darwin') return ['open'];
  if (platform === 'win32') return ['explorer.exe'];
  return ['xdg-open'];
}
