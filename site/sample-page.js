// The page of the sample recording as one file, for the front page to hold it live. It needs the project built.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

const site = import.meta.dirname;
const root = join(site, '..');
mkdirSync(join(site, 'public'), { recursive: true });
const words = ['ui', join(root, 'recordings', 'sample-mysql-9.7.db'), '-o', join(site, 'public', 'sample.html')];
const { status } = spawnSync(process.execPath, [join(root, 'bin', 'mock.js'), ...words], { stdio: 'inherit' });
process.exitCode = status ?? 1;
