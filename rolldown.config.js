// Bundles the command, so that it starts as fast as a test needs: reading a hundred small files takes longer than all
// the work before the first query. The public API (dist/index.js) stays as tsc makes it.
import { defineConfig } from 'rolldown';

export default defineConfig({
  input: { mock: 'src/cli/main.ts', mysql_server_mock: 'src/router-mock/cli/main.ts' },
  platform: 'node',
  // loaded when they are needed, from node_modules
  external: [
    '@peculiar/x509',
    'acorn',
    'ajv',
    'better-sqlite3',
    'cli-table3',
    'eslint-scope',
    'fastify',
    'jsonc-parser',
    'magic-string',
    'unix-dgram',
    'pino',
    'pino-pretty',
    'prom-client',
    'protobufjs/light.js',
    're2js',
    'reflect-metadata',
  ],
  output: { dir: 'dist', format: 'esm', entryFileNames: '[name].js', chunkFileNames: 'mock-[name]-[hash].js' },
});
