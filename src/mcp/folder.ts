// The recordings below one folder, and nothing outside of it.

import { readdirSync, realpathSync } from 'node:fs';
import { extname, join, relative, resolve, sep } from 'node:path';
import { MockError } from '../core/errors.ts';
import { openRecording, type RecordingFileReader } from '../store/reading/reader.ts';

const PASSED_BY: ReadonlySet<string> = new Set(['node_modules', '.git', 'dist', 'build', 'vendor', 'target']);
const MAX_DEPTH = 8;
const MAX_FILES = 200;

export class RecordingFolder {
  readonly #root: string;

  /** @throws MockError `USAGE` where there is no such folder */
  constructor(folder: string) {
    try {
      this.#root = realpathSync(folder);
    } catch (cause) {
      throw new MockError('USAGE', `there is no folder ${folder}: name another with --root`, { cause });
    }
  }

  /** Files that may be recordings, by their paths from the folder on; the first 200. */
  files(): string[] {
    const found: string[] = [];
    const visit = (folder: string, depth: number): void => {
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        if (found.length >= MAX_FILES) return;
        const path = join(folder, entry.name);
        if (entry.isFile() && extname(entry.name) === '.db') found.push(relative(this.#root, path));
        const isPassedBy = PASSED_BY.has(entry.name) || entry.name.startsWith('.');
        if (entry.isDirectory() && !isPassedBy && depth < MAX_DEPTH) visit(path, depth + 1);
      }
    };
    visit(this.#root, 0);
    return found.sort();
  }

  /** Gives a recording to `use`, and closes it. @throws MockError `USAGE` for what lies outside; those of `openRecording` */
  async read<T>(path: string, use: (reader: RecordingFileReader) => T | Promise<T>): Promise<T> {
    const reader = openRecording(this.inside(path));
    try {
      return await use(reader);
    } finally {
      reader.close();
    }
  }

  /** The file's own path, links followed. @throws MockError `USAGE`, `RECORDING_MISSING` */
  inside(path: string): string {
    const asked = resolve(this.#root, path);
    let real: string;
    try {
      real = realpathSync(asked);
    } catch (cause) {
      throw new MockError(
        'RECORDING_MISSING',
        `there is no recording at ${path}: list_recordings tells those there are`,
        {
          cause,
        },
      );
    }
    if (real.startsWith(this.#root + sep)) return real;
    throw new MockError('USAGE', `${path} lies outside of ${this.#root}: start mock mcp with another --root`);
  }
}
