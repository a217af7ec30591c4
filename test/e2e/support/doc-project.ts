// A folder in which the site's pages are followed: mock and what a user's project has are there, `npx` starts at once.

import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../../servers/index.ts';
import { temporaryFolder } from '../mock-process.ts';
import { root } from './example-project.ts';

export function docProject(): { readonly folder: string; readonly env: Readonly<Record<string, string>> } {
  const folder = temporaryFolder();
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  symlinkSync(root, join(modules, 'mysql-replay'));
  for (const name of ['mysql2', 'vitest', 'vite']) symlinkSync(join(root, 'node_modules', name), join(modules, name));
  for (const name of ['mock', 'mysql_server_mock'])
    symlinkSync(join(root, 'bin', `${name}.js`), join(modules, '.bin', name));
  symlinkSync(join(root, 'node_modules', 'vitest', 'vitest.mjs'), join(modules, '.bin', 'vitest'));
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  writeFileSync(join(folder, '.gitignore'), 'node_modules\n');
  return { folder, env: docEnvironment(folder) };
}

/** With an `npx` that looks nowhere but in the folder's node_modules, and starts at once. */
export function quickNpx(folder: string): Readonly<Record<string, string>> {
  const shims = join(folder, 'node_modules', '.shims');
  mkdirSync(shims, { recursive: true });
  const npx = join(shims, 'npx');
  writeFileSync(
    npx,
    '#!/bin/bash\n[ "$1" = --no-install ] && shift\nprogram=$1\nshift\nexec "$(dirname "$0")/../.bin/$program" "$@"\n',
  );
  chmodSync(npx, 0o755);
  const { PATH = '', HOME = '' } = process.env;
  return { PATH: `${shims}:${PATH}`, HOME };
}

function docEnvironment(folder: string): Readonly<Record<string, string>> {
  const env = quickNpx(folder);
  // the one that Debian's packages are for
  if (existsSync('/usr/bin/python3'))
    symlinkSync('/usr/bin/python3', join(folder, 'node_modules', '.shims', 'python3'));
  return {
    ...env,
    LC_ALL: 'C.UTF-8',
    PYTHONDONTWRITEBYTECODE: '1',
    // Debian's packages of Go are sources below its own GOPATH
    ...{ GO111MODULE: 'off', GOPATH: '/usr/share/gocode', GOCACHE: join(cacheFolder(), 'languages', 'go-build') },
  };
}
