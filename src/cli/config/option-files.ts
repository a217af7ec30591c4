// The option files that MySQL's programs read, in their order; what comes later wins.
// https://dev.mysql.com/doc/refman/en/option-files.html, https://dev.mysql.com/doc/refman/en/option-file-options.html

import { readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { MockError, messageOf } from '../../core/errors.ts';
import { parseOptionFile } from './option-file.ts';

/** Which files are read; as MySQL's options of the same names. */
export interface DefaultsFlags {
  /** False: none, `--no-defaults`. */
  readonly defaults: boolean;
  /** Only this one. */
  readonly defaultsFile?: string;
  /** This one too, before the user's own. */
  readonly defaultsExtraFile?: string;
  /** Groups with this suffix are read as well. */
  readonly defaultsGroupSuffix?: string;
}

export interface FileOption {
  /** Null where it stands without one. */
  readonly value: string | null;
  /** `/etc/my.cnf:12` */
  readonly origin: string;
}

const GROUPS = ['client', 'mock'];
const MAX_DEPTH = 10;
const WORLD_WRITABLE = 0o002;

/**
 * The options of the groups [client] and [mock], by name with dashes and in lower case.
 * @throws MockError `USAGE` where a file that was named is not there, or one makes no sense
 */
export function readOptionFiles(
  flags: DefaultsFlags,
  env: NodeJS.ProcessEnv,
  warn: (line: string) => void,
): ReadonlyMap<string, FileOption> {
  const { MYSQL_GROUP_SUFFIX: ofEnvironment } = env;
  const suffix = (flags.defaultsGroupSuffix ?? ofEnvironment ?? '').toLowerCase();
  const groups = new Set(suffix === '' ? GROUPS : GROUPS.flatMap((group) => [group, `${group}${suffix}`]));
  const reading = new Reading(groups, warn);
  if (!flags.defaults) return reading.options;
  for (const { path, isRequired } of filesOf(flags, env)) reading.file(path, isRequired, 0);
  return reading.options;
}

interface Wanted {
  readonly path: string;
  readonly isRequired: boolean;
}

function filesOf({ defaultsFile, defaultsExtraFile }: DefaultsFlags, env: NodeJS.ProcessEnv): Wanted[] {
  if (defaultsFile !== undefined) return [{ path: defaultsFile, isRequired: true }];
  const { HOME: home, WINDIR: windows } = env;
  const ofSystem =
    process.platform === 'win32'
      ? ['my.ini', 'my.cnf'].flatMap((name) => [...(windows === undefined ? [] : [join(windows, name)]), `C:\\${name}`])
      : ['/etc/my.cnf', '/etc/mysql/my.cnf'];
  const optional = (path: string) => ({ path, isRequired: false });
  return [
    ...ofSystem.map(optional),
    ...(defaultsExtraFile === undefined ? [] : [{ path: defaultsExtraFile, isRequired: true }]),
    ...(home === undefined || process.platform === 'win32' ? [] : [optional(join(home, '.my.cnf'))]),
  ];
}

class Reading {
  readonly options = new Map<string, FileOption>();
  readonly #groups: ReadonlySet<string>;
  readonly #warn: (line: string) => void;

  constructor(groups: ReadonlySet<string>, warn: (line: string) => void) {
    this.#groups = groups;
    this.#warn = warn;
  }

  file(path: string, isRequired: boolean, depth: number): void {
    const text = this.#read(path, isRequired);
    if (text === null) return;
    for (const entry of parseOptionFile(text, path)) {
      if (entry.kind === 'option') {
        if (!this.#groups.has(entry.group)) continue;
        const name = entry.name
          .toLowerCase()
          .replaceAll('_', '-')
          .replace(/^loose-/, '');
        this.options.set(name, { value: entry.value, origin: `${path}:${entry.line}` });
      } else if (depth >= MAX_DEPTH) {
        throw new MockError('USAGE', `${path}:${entry.line}: files include each other more than ${MAX_DEPTH} deep`);
      } else if (entry.kind === 'include') this.file(entry.path, false, depth + 1);
      else for (const name of listed(entry.path, `${path}:${entry.line}`)) this.file(name, false, depth + 1);
    }
  }

  /** Null for a file that is not read. */
  #read(path: string, isRequired: boolean): string | null {
    try {
      const stats = statSync(path, { throwIfNoEntry: isRequired });
      if (stats === undefined || !stats.isFile()) return null;
      if (isWorldWritable(stats)) {
        this.#warn(`${path} is ignored, since everybody may write to it`);
        return null;
      }
      return readFileSync(path, 'utf8');
    } catch (cause) {
      if (!isRequired) return null;
      throw new MockError('USAGE', `the option file ${path} cannot be read: ${messageOf(cause)}`, { cause });
    }
  }
}

function isWorldWritable({ mode }: Stats): boolean {
  return process.platform !== 'win32' && (mode & WORLD_WRITABLE) !== 0;
}

/** In the order of their names. */
function listed(folder: string, origin: string): string[] {
  const endings = process.platform === 'win32' ? ['.cnf', '.ini'] : ['.cnf'];
  try {
    const names = readdirSync(folder).filter((name) => endings.some((ending) => name.endsWith(ending)));
    return names.sort().map((name) => join(folder, name));
  } catch (cause) {
    throw new MockError('USAGE', `${origin}: ${folder} cannot be read: ${messageOf(cause)}`, { cause });
  }
}
