// A recording as git has it: `HEAD~1:recordings/shop.db`, written into a folder of its own for as long as it is looked at.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { MockError } from '../../core/errors.ts';

export interface NamedRecording {
  readonly path: string;
  remove(): void;
}

const MAX_BYTES = 2 ** 31;

/**
 * @param name a path; where there is no such file and it has a colon, a revision and a path within it
 * @throws MockError `RECORDING_MISSING` with what git says
 */
export function recordingAt(name: string): NamedRecording {
  const [, revision, path] = /^([^:]+):(.+)$/s.exec(name) ?? [];
  if (existsSync(name) || revision === undefined || path === undefined) return { path: name, remove: () => undefined };
  // a path is the repository's, as git has it; `./` makes it the current folder's
  const tries = [name, `${revision}:./${path}`].map((blob) =>
    spawnSync('git', ['cat-file', 'blob', blob], { maxBuffer: MAX_BYTES }),
  );
  const found = tries.find(({ status }) => status === 0);
  if (found === undefined) {
    const [{ error, stderr } = {}] = tries;
    const said = error?.message ?? stderr?.toString('utf8').trim().split('\n').at(-1);
    throw new MockError('RECORDING_MISSING', `there is no recording at ${name}: ${said}`);
  }
  const folder = mkdtempSync(join(tmpdir(), 'mock-revision-'));
  const copy = join(folder, basename(path));
  writeFileSync(copy, found.stdout);
  return { path: copy, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
