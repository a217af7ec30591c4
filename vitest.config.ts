// Projects: unit needs nothing but this repository; long too, but takes processes, a full disk or thousands of mutations, and its
// time; page a browser besides; integration and e2e share real servers, started once per run.
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** A busy machine is slow, not wrong. What is polled for has a second by default, which is none there. */
const patient = { testTimeout: 150_000, hookTimeout: 180_000, expect: { poll: { timeout: 60_000 } } };
const withServers = { globalSetup: ['./test/servers/global-setup.ts'], ...patient };

// hours: `npm run test:others` alone
const OTHERS = process.env['MOCK_OTHERS'] ? ['test/others/**/*.test.ts'] : [];
const LONG = ['test/unit/**/*.long.test.ts'];

// vitest itself wants the default export
export default defineConfig({
  test: {
    // most of them wait for servers and programs more than they compute
    maxWorkers: Math.min(4, availableParallelism() + 1),
    silent: 'passed-only',
    teardownTimeout: 15_000,
    passWithNoTests: true,
    projects: [
      {
        extends: true,
        // one module cache for the files of a worker: nothing in `src` keeps what a test could leave behind (the unit test of that
        // is docs/process-state.test.ts), and most of the time of isolated files went into loading the same modules again
        test: { name: 'unit', include: ['test/unit/**/*.test.ts'], exclude: LONG, isolate: false, ...patient },
      },
      { extends: true, test: { name: 'long', include: LONG, ...patient } },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          setupFiles: ['./test/support/round-trips.ts'],
          ...withServers,
        },
      },
      { extends: true, test: { name: 'others', include: OTHERS, ...patient } },
      { extends: true, test: { name: 'page', include: ['test/page/**/*.test.ts'], ...patient } },
      { extends: true, test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], ...withServers } },
    ],
  },
});
