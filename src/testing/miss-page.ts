// The page of the misses of a file of tests: written when its recording is closed, linked to by the errors of its tests.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Miss } from '../replay/misses/misses.ts';
import type { ReplayRun } from '../serve/replay.ts';

const CACHE = ['.cache', 'mysql-replay'] as const;
const HASH_CHARS = 8;

/**
 * Where the page goes: as told, else into the folder that MOCK_REPORT names, else where the project keeps what its tools
 * make, `node_modules/.cache`; null where there is none of these.
 * @param report a file; false for no page
 */
export function pagePath(recording: string, report: string | false | undefined): string | null {
  if (report === false) return null;
  const path = report ?? defaultPath(resolve(recording));
  if (path === null) return null;
  try {
    mkdirSync(dirname(path), { recursive: true });
    return resolve(path);
  } catch {
    // a page that cannot be written is not promised
    return null;
  }
}

function defaultPath(recording: string): string | null {
  const { MOCK_REPORT: folder } = process.env;
  // several projects may have a shop.db
  const hash = createHash('sha256').update(recording).digest('hex').slice(0, HASH_CHARS);
  const name = `${basename(recording)}-${hash}.html`;
  if (folder !== undefined && folder !== '') return join(folder, name);
  for (let at = dirname(recording); ; at = dirname(at)) {
    const modules = join(at, 'node_modules');
    if (existsSync(modules)) return join(modules, ...CACHE, name);
    if (at === dirname(at)) return null;
  }
}

/** The address of the page at the first of these misses; null where the replay knows none of them. */
export function pageLink(path: string, run: Pick<ReplayRun, 'misses'>, misses: readonly Miss[]): string | null {
  const [first] = misses;
  if (first === undefined) return null;
  const key = keyOf(first);
  const index = run.misses().findIndex(({ miss }) => keyOf(miss) === key);
  return index < 0 ? null : `${pathToFileURL(path).href}#/miss/${index + 1}`;
}

/** As the report tells misses apart. */
function keyOf({ reason, command, sql, parameters, database, scope }: Miss): string {
  return JSON.stringify([reason, command, sql, parameters, database, scope]);
}

/** Writes it; without misses one of an earlier run goes. A page that cannot be written fails no test. */
export async function writePage(path: string, run: ReplayRun): Promise<void> {
  if (run.misses().length === 0) {
    rmSync(path, { force: true });
    return;
  }
  try {
    const [{ collectPage }, { boundedFile }, { openRecording }] = await Promise.all([
      import('../page/collect.ts'),
      import('../page/bounded-file.ts'),
      import('../store/reading/reader.ts'),
    ]);
    const report = run.report();
    const reader = openRecording(report.recording);
    try {
      const { html } = boundedFile((maxBytes) => collectPage(reader, { replay: report, maxBytes }));
      writeFileSync(`${path}.${process.pid}`, html, { mode: 0o600 });
      renameSync(`${path}.${process.pid}`, path);
    } finally {
      reader.close();
    }
  } catch {
    rmSync(`${path}.${process.pid}`, { force: true });
  }
}
