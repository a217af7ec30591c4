// The package as a user gets it: packed, and installed in an empty folder. What its install scripts compile is taken from
// here, since that takes minutes where no binary can be fetched.

import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ended, root, runProgram } from './example-project.ts';

export interface PackedFile {
  readonly path: string;
}

export interface Packed {
  readonly tarball: string;
  readonly bytes: number;
  readonly files: readonly PackedFile[];
}

export interface Installed {
  readonly folder: string;
  readonly packed: Packed;
  readonly seconds: number;
  /** Runs words of a shell in the folder. */
  run(script: string, env?: Readonly<Record<string, string>>): Promise<Ended>;
  remove(): void;
}

/** Null where the registry cannot be reached. */
export async function install(): Promise<Installed | null> {
  const folder = mkdtempSync(join(tmpdir(), 'mock-installed-'));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  const packed = await pack(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }));
  const began = Date.now();
  const words = ['install', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '-D', packed.tarball];
  const { code, output } = await runProgram(['npm', ...words], { cwd: folder, env: registryOf(process.env) });
  const seconds = (Date.now() - began) / 1000;
  if (code !== 0) {
    remove();
    if (/E(NOTFOUND|CONNREFUSED|AI_AGAIN|TIMEDOUT|NETUNREACH)|network/.test(output)) return null;
    throw new Error(output);
  }
  const run = (script: string, env: Readonly<Record<string, string>> = {}) =>
    runProgram(['bash', '-ec', script], { cwd: folder, env });
  return { folder, packed, seconds, run, remove };
}

/** What the install script of SQLite's module would have made. */
export function addNativeModule(folder: string): void {
  const place = join('node_modules', 'better-sqlite3', 'build');
  cpSync(join(root, place, 'Release'), join(folder, place, 'Release'), { recursive: true });
}

/** A package that the user's project has anyway. */
export function link(folder: string, name: string): void {
  symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
}

async function pack(folder: string): Promise<Packed> {
  const words = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const { code, output } = await runProgram(['npm', ...words]);
  const [facts] = code === 0 ? JSON.parse(output.slice(output.indexOf('['))) : [];
  if (facts === undefined) throw new Error(output);
  return { tarball: join(folder, facts.filename), bytes: facts.size, files: facts.files };
}

/** Where npm has been told to look, if it was told so by its environment. */
function registryOf(env: NodeJS.ProcessEnv): Record<string, string> {
  const told = Object.entries(env).filter(([name]) => /^npm_config_(registry|cache|userconfig)$/i.test(name));
  return Object.fromEntries(told.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
