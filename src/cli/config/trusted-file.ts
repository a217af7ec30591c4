// Whether a configuration that is a program may be run without being named: a program of somebody else's, in a folder
// above that others can write to, would run with the rights of whoever types `mock`.

import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MockError } from '../../core/errors.ts';

const MARKS = ['package.json', '.git'];
const WRITABLE_BY_OTHERS = 0o022;
const ROOT = 0;

/** Whether a file is a program. */
export function isProgram(file: string): boolean {
  return /\.[cm]?[jt]s$/.test(file);
}

/** The folder of the project in which a folder lies: the nearest one with a package.json or a git repository. */
function projectFolder(from: string): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    if (MARKS.some((mark) => existsSync(join(folder, mark)))) return folder;
    if (dirname(folder) === folder) return null;
  }
}

/**
 * @param isNamed whether the user named the file; it need not lie in the project then
 * @throws MockError `USAGE` that says why it is not run
 */
export function checkProgram(file: string, from: string, isNamed: boolean): void {
  if (!isNamed) {
    const project = projectFolder(from) ?? from;
    const isInside = dirname(file) === project || dirname(file).startsWith(project === '/' ? '/' : `${project}/`);
    if (!isInside) throw refused(file, `it lies outside of the project at ${project}`);
  }
  // Windows has neither owners nor modes that say anything here
  if (process.getuid === undefined) return;
  const real = realpathSync(file);
  for (const path of [real, dirname(real)]) {
    const { uid, mode, gid } = statSync(path);
    if (uid !== process.getuid() && uid !== ROOT) throw refused(file, `${path} belongs to another user`);
    if (isOpen(mode, gid, path === real)) throw refused(file, `others can write to ${path}: chmod go-w ${path}`);
  }
}

/** A folder of a group of one's own is what a umask of 002 makes; a sticky one (/tmp) lets others add no program of ours. */
function isOpen(mode: number, gid: number, isFile: boolean): boolean {
  const isOwnGroup = gid === process.getgid?.();
  const bits = isOwnGroup ? WRITABLE_BY_OTHERS & 0o002 : WRITABLE_BY_OTHERS;
  if ((mode & bits) === 0) return false;
  return isFile || (mode & 0o1000) === 0;
}

function refused(file: string, why: string): MockError {
  return new MockError('USAGE', `${file} is a program and is not run: ${why}; pass --config to name another file`);
}
