// The sources of others' suites, fetched once into the test cache: a Debian package's, with what npm has of it.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../servers/installed.ts';
import type { Source } from './suite.ts';

const run = promisify(execFile);
const TIMEOUT_MS = 600_000;

/**
 * The folder with the upstream source of a Debian package, or with npm's packages in its `node_modules`; with both where both are asked for.
 * @returns an Error whose message says in one line why it cannot be had
 */
export async function sourceOf({ debian, npm, overrides }: Source): Promise<string | Error> {
  const cache = cacheFolder();
  try {
    if (debian !== undefined) await run('bash', [join(import.meta.dirname, 'fetch-source.sh'), debian, cache]);
    const packages = Object.entries(npm ?? {});
    const name = debian ?? packages.map(([of, version]) => `${of}@${version}`).join('+');
    const folder = join(cache, 'suites', name.replaceAll('/', '-'));
    if (npm !== undefined) await installed(folder, { dependencies: npm, overrides });
    return folder;
  } catch (error) {
    const { stderr = '' } = error as { readonly stderr?: string };
    return new Error(stderr.trim().split('\n').at(-1) || String(error));
  }
}

async function installed(folder: string, wanted: object): Promise<void> {
  if (existsSync(join(folder, 'node_modules'))) return;
  const part = `${folder}.part`;
  await rm(part, { recursive: true, force: true });
  await mkdir(part, { recursive: true });
  await writeFile(join(part, 'package.json'), JSON.stringify({ private: true, ...wanted }));
  const options = ['--no-audit', '--no-fund', '--ignore-scripts', '--legacy-peer-deps'];
  await run('npm', ['install', ...options], { cwd: part, timeout: TIMEOUT_MS });
  await mkdir(folder, { recursive: true });
  await rename(join(part, 'node_modules'), join(folder, 'node_modules'));
  await rm(part, { recursive: true, force: true });
}
