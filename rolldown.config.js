// Bundles what is published, `dist`, with all libraries but the native ones: a command that starts as fast as a test needs
// (reading a hundred small files takes longer than all the work before the first query), and an install that is one package
// and SQLite. `build` has the same as tsc makes it, a file for a file, for the benches.
import { join } from 'node:path';
import { defineConfig } from 'rolldown';
import { declarations } from './bin/bundle/declarations.js';
import { lazyRequires, separateRequires } from './bin/bundle/lazy-requires.js';
import { licences } from './bin/bundle/licences.js';
import { reachedFrom } from './bin/bundle/reach.js';

const TESTING = ['vitest', 'jest', 'node-test'];
const source = (name) => [name, `src/testing/${name}.ts`];
const PUBLIC = ['index', 'testing/index', ...TESTING.map((name) => `testing/${name}`)];

/** Libraries that few runs ask for, by name: they would be a third of what is read and compiled at each start. */
const LIBRARIES = {
  ajv: 'library-ajv.cjs',
  'jsonc-parser': 'library-jsonc-parser.cjs',
  'pino-pretty': 'library-pino-pretty.cjs',
  'protobufjs/light.js': 'library-protobufjs.cjs',
  re2js: 'library-re2js.cjs',
};

/** Native or WebAssembly, the user's own, or Node's. */
const external = ['better-sqlite3', 'lz4-napi', '@hpcc-js/wasm-zstd', 'vitest'];
const common = {
  platform: 'node',
  external,
  transform: { target: 'node20' },
  // where a package has both, its modules: what hides its require()s from a bundler (UMD) would look for files at run time
  resolve: { mainFields: ['module', 'main'] },
};

/** What the sources say to readers is not read at run time; licences are in a file of their own. */
const comments = false;

/** A script's thread is begun anew where a script fails: it reads no more than it needs. */
const ofThread = reachedFrom('src/script/thread/entry.ts');

export default defineConfig([
  {
    ...common,
    input: {
      mock: 'src/cli/main.ts',
      mysql_server_mock: 'src/router-mock/cli/main.ts',
      index: 'src/index.ts',
      testing: 'src/testing/index.ts',
      ...Object.fromEntries(TESTING.map(source)),
      sample: 'src/serve/sample/sample-server.ts',
      'page-worker': 'src/page/reading/worker.ts',
      'script-thread': 'src/script/thread/entry.ts',
      'router-thread': 'src/router-mock/script/thread.ts',
    },
    plugins: [
      separateRequires(LIBRARIES),
      lazyRequires(),
      licences(join('dist', 'LICENCES.txt')),
      declarations('build', join('dist', 'types'), PUBLIC),
    ],
    output: {
      ...{ dir: 'dist', format: 'esm', entryFileNames: '[name].js', chunkFileNames: 'mock-[name]-[hash].js', comments },
      // what most commands need is one file: finding and opening one costs as much as compiling 20 KiB of it
      codeSplitting: {
        groups: [
          { name: 'thread', test: (id) => ofThread.has(id), minShareCount: 8, priority: 1 },
          { name: 'common', minShareCount: 8 },
        ],
      },
    },
  },
  ...Object.entries(LIBRARIES).map(([library, file]) => ({
    ...common,
    input: { library },
    plugins: [licences(join('dist', 'LICENCES.txt'))],
    output: { file: join('dist', file), format: 'cjs', comments },
  })),
  {
    // Jest without --experimental-vm-modules knows no ES modules, and no import()
    ...common,
    input: { jest: 'src/testing/jest.ts' },
    plugins: [lazyRequires()],
    output: {
      ...{
        dir: 'dist',
        format: 'cjs',
        entryFileNames: '[name].cjs',
        chunkFileNames: 'jest-[name]-[hash].cjs',
        comments,
      },
      // one file: Jest resolves each by itself, and what is imported late is still run late
      codeSplitting: false,
      minify: true,
    },
  },
]);
