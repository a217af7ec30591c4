// The sources of others' suites, fetched once into the test cache.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../servers/installed.ts';

/**
 * The folder with the upstream source of a Debian package.
 * @returns an Error whose message says in one line why it cannot be had
 */
export async function sourceOf(name: string): Promise<string | Error> {
  const cache = cacheFolder();
  const script = join(import.meta.dirname, 'fetch-source.sh');
  try {
    await promisify(execFile)('bash', [script, name, cache]);
    return join(cache, 'suites', name);
  } catch (error) {
    const { stderr = '' } = error as { readonly stderr?: string };
    return new Error(stderr.trim().split('\n').at(-1) || String(error));
  }
}
