// git and recordings: shown as text by `git diff`, merged as text by `git merge`.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { MockError } from '../../core/errors.ts';
import { dumpToFile, loadFile } from './files.ts';

/** Settings of a clone, by name. @param program how git starts mock, as words of a shell */
export function gitConfig(program: string): Readonly<Record<string, string>> {
  return {
    'diff.mock.textconv': `${program} dump --review`,
    'diff.mock.cachetextconv': 'true',
    'merge.mock.name': 'recordings of mock, merged as text',
    'merge.mock.driver': `${program} merge-driver %O %A %B`,
  };
}

/**
 * How git starts this mock: git runs its commands in the top folder of the clone, where a dependency of a project is no
 * program of its own.
 * @param folder the package's own
 */
export function gitProgram(folder: string): string {
  const top = git(['rev-parse', '--show-toplevel']);
  if (top === '') return 'mock';
  const inside = relative(top, folder);
  if (/^node_modules[\\/]/.test(inside)) return 'npx --no-install mock';
  if (isGlobal(folder)) return 'mock';
  const file = inside.startsWith('..') ? join(folder, 'bin', 'mock.js') : join(inside, 'bin', 'mock.js');
  return `node '${file.replaceAll('\\', '/').replaceAll("'", "'\\''")}'`;
}

/** npm's folder of global packages. */
function isGlobal(folder: string): boolean {
  return /[\\/]lib[\\/]node_modules[\\/]mysql-replay[\\/]?$/.test(folder);
}

export function attributesLine(pattern: string): string {
  return `${pattern} binary diff=mock merge=mock`;
}

/** Adds the line to .gitattributes of the current folder and the settings to the clone's configuration. */
/** @throws MockError `USAGE` outside of a clone */
export function writeGitSettings(pattern: string, program: string): void {
  git(['rev-parse', '--git-dir'], true);
  const line = attributesLine(pattern);
  const before = existsSync('.gitattributes') ? readFileSync('.gitattributes', 'utf8') : '';
  if (!before.split('\n').includes(line)) {
    const glue = before === '' || before.endsWith('\n') ? '' : '\n';
    writeFileSync('.gitattributes', `${before}${glue}${line}\n`);
  }
  for (const [name, value] of Object.entries(gitConfig(program))) git(['config', '--local', name, value], true);
}

/** What git prints; empty where it fails, unless it must not. */
function git(args: readonly string[], isNeeded = false): string {
  const { status, stdout, stderr, error } = spawnSync('git', args, { encoding: 'utf8' });
  if (status === 0) return stdout.trim();
  if (!isNeeded) return '';
  const said = error === undefined ? (stderr.trim().split('\n').at(-1) ?? '') : error.message;
  throw new MockError('USAGE', `git ${args.slice(0, 3).join(' ')} failed: ${said}; run this inside of a clone`);
}

/**
 * Merges three recordings as texts and leaves the outcome in the place of `ours`.
 * @returns null, or where the text with conflicts stands; `ours` is as it was then
 */
export async function mergeRecordings(base: string, ours: string, theirs: string): Promise<string | null> {
  const folder = mkdtempSync(join(tmpdir(), 'mock-merge-'));
  const texts = [ours, base, theirs].map((_, at) => join(folder, `${at}.mock`));
  try {
    for (const [at, file] of [ours, base, theirs].entries()) await dumpToFile(file, texts[at] ?? '');
    const names = ['ours', 'base', 'theirs'].flatMap((name) => ['-L', name]);
    const { status, error } = spawnSync('git', ['merge-file', ...names, ...texts]);
    if (error !== undefined || status === null || status > 127) {
      throw new MockError('USAGE', `git merge-file failed${error === undefined ? '' : `: ${error.message}`}`);
    }
    const merged = texts[0] ?? '';
    if (status === 0) {
      loadFile(merged, ours, true);
      return null;
    }
    const conflicts = `${ours}.mock`;
    writeFileSync(conflicts, readFileSync(merged));
    return conflicts;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
