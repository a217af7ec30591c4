// Programs that have to be compiled: once for each state of their sources and of the packages, kept in the test cache.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../servers/index.ts';

const run = promisify(execFile);

export interface Sources {
  /** Begins the name of the folder. */
  readonly name: string;
  readonly files: readonly string[];
  readonly compiler: string;
  /** The compiler's arguments, to leave its output in `folder`, which is there. */
  readonly args: (folder: string) => readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Debian packages that the result depends on. */
  readonly packages: readonly string[];
}

/** The folder with what the compiler has made of the sources, now or in an earlier run. */
export async function compiled({ name, files, compiler, args, env, packages }: Sources): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) hash.update(await readFile(file)).update('\0');
  hash.update((await run('dpkg-query', ['-W', ...packages])).stdout);
  const cache = join(cacheFolder(), 'languages');
  const final = join(cache, `${name}-${hash.digest('hex').slice(0, 16)}`);
  if (await exists(final)) return final;

  await mkdir(cache, { recursive: true });
  const part = await mkdtemp(join(cache, '.part-'));
  try {
    const out = join(part, 'out');
    await mkdir(out);
    // HOME: what a compiler keeps for the next time goes with the rest
    await run(compiler, args(out), { env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8', HOME: part, ...env } });
    await rename(out, final).catch(async (error: unknown) => {
      if (!(await exists(final))) throw error; // else another run was faster
    });
  } finally {
    await rm(part, { recursive: true, force: true });
  }
  return final;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
