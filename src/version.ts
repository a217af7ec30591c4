// The version in package.json, which stands beside dist/ and src/ alike.

import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const manifest: { version: string } = createRequire(import.meta.url)('../package.json');

export const version = manifest.version;

/** Where the package is installed. */
export const packageFolder = fileURLToPath(new URL('..', import.meta.url));
