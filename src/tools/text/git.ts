// git and recordings: shown as text by `git diff`, merged as text by `git merge`.

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockError, messageOf } from '../../core/errors.ts';
import { dumpToFile, loadFile } from './files.ts';

/** Settings of a clone, by name. */
export const GIT_CONFIG: Readonly<Record<string, string>> = {
  'diff.mock.textconv': 'mock dump',
  'diff.mock.cachetextconv': 'true',
  'merge.mock.name': 'recordings of mock, merged as text',
  'merge.mock.driver': 'mock merge-driver %O %A %B',
};

export function attributesLine(pattern: string): string {
  return `${pattern} binary diff=mock merge=mock`;
}

/** Adds the line to .gitattributes of the current folder and the settings to the clone's configuration. */
export function writeGitSettings(pattern: string): void {
  const line = attributesLine(pattern);
  const before = existsSync('.gitattributes') ? readFileSync('.gitattributes', 'utf8') : '';
  if (!before.split('\n').includes(line)) {
    const glue = before === '' || before.endsWith('\n') ? '' : '\n';
    writeFileSync('.gitattributes', `${before}${glue}${line}\n`);
  }
  for (const [name, value] of Object.entries(GIT_CONFIG)) git(['config', '--local', name, value]);
}

function git(args: readonly string[]): void {
  try {
    execFileSync('git', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (cause) {
    const said = messageOf(cause).split('\n').at(-2) ?? messageOf(cause);
    throw new MockError('USAGE', `git ${args.slice(0, 3).join(' ')} failed: ${said}; run this inside of a clone`, {
      cause,
    });
  }
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
