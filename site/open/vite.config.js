// Builds the page onto which a recording is dropped into site/public/open: the reading side of mock as it is, with what it asks of
// Node and of better-sqlite3 answered by stand-ins.
import { join } from 'node:path';
import { defineConfig } from 'vite';

const here = import.meta.dirname;
const root = join(here, '..', '..');
const standIn = (find, file) => ({ find, replacement: join(here, file) });

export default defineConfig({
  root: here,
  base: './',
  publicDir: join(root, 'dist', 'page'),
  resolve: {
    alias: [
      standIn('better-sqlite3', 'sqlite.ts'),
      standIn('node:crypto', 'node/crypto.ts'),
      standIn('node:fs', 'node/fs.ts'),
      standIn('node:module', 'node/module.ts'),
      ...['node:path', 'node:url', 'node:util'].map((name) => standIn(name, 'node/small.ts')),
      { find: /^buffer$/, replacement: join(root, 'node_modules', 'buffer', 'index.js') },
    ],
  },
  define: { 'process.env': '{}' },
  build: {
    outDir: join(here, '..', 'public', 'open'),
    emptyOutDir: true,
    target: 'es2023',
    modulePreload: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
  },
  worker: { format: 'es' },
  logLevel: 'warn',
});
