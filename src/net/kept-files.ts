// Files that are made on first use and kept, all of them or none, whoever of several processes comes first.

import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MockError, messageOf } from '../core/errors.ts';

/** File name to content. */
export type FileTexts<Name extends string> = Readonly<Record<Name, string>>;

/**
 * Reads the files `names` of the directory `path`; where that directory is not there yet, makes them first. They are
 * written (mode 0600, directory 0700) in a directory beside it, which is then renamed: a rename is atomic, and fails
 * when another process was first, whose files then count.
 * @param isCurrent whether kept files still serve; where they do not, they are made anew
 * @throws MockError `TLS_SETUP` where the files can be neither read nor made
 */
export async function ensureFiles<Name extends string>(
  path: string,
  names: readonly Name[],
  make: () => Promise<FileTexts<Name>>,
  isCurrent: (kept: FileTexts<Name>) => boolean = () => true,
): Promise<FileTexts<Name>> {
  const kept = await readFiles(path, names);
  if (kept !== null && isCurrent(kept)) return kept;
  const texts = await make();
  try {
    if (kept !== null) await removeFiles(path);
    await placeFiles(path, texts);
  } catch (cause) {
    throw new MockError('TLS_SETUP', `cannot keep certificates and keys in ${path}: ${messageOf(cause)}`, { cause });
  }
  return (await readFiles(path, names)) ?? texts;
}

async function readFiles<Name extends string>(path: string, names: readonly Name[]): Promise<FileTexts<Name> | null> {
  const texts = await Promise.all(names.map((name) => readIfThere(join(path, name))));
  if (texts.every((text) => text === null)) return null;
  const entries = names.map((name, index) => [name, texts[index] ?? missing(path, name)] as const);
  return Object.fromEntries(entries) as FileTexts<Name>;
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) return null;
    throw new MockError('TLS_SETUP', `cannot read ${file}: ${messageOf(cause)}`, { cause });
  }
}

async function placeFiles(path: string, texts: FileTexts<string>): Promise<void> {
  // A directory beside it, as a rename works within one file system only.
  await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
  const temporary = await mkdtemp(`${path}.`);
  try {
    for (const [name, text] of Object.entries(texts)) await writeFile(join(temporary, name), text, { mode: 0o600 });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    // Another process was first. Windows says EPERM for it.
    if (!hasCode(error, 'ENOTEMPTY', 'EEXIST', 'EPERM')) throw error;
  }
}

/** In one step, so that nobody reads half of them. */
async function removeFiles(path: string): Promise<void> {
  const doomed = await mkdtemp(`${path}.`);
  try {
    await rename(path, doomed);
  } catch (error) {
    // Another process was first.
    if (!hasCode(error, 'ENOENT')) throw error;
  } finally {
    await rm(doomed, { recursive: true, force: true });
  }
}

function missing(path: string, name: string): never {
  throw new MockError('TLS_SETUP', `${path} lacks ${name}: remove that directory, and its files are made anew`);
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
