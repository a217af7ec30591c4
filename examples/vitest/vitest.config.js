import { defineConfig } from 'vitest/config';

export default defineConfig({
  cacheDir: '../../node_modules/.cache/vitest',
  test: { include: ['*.test.js'], testTimeout: 20_000 },
});
