// For every program here: `npx vitest run --root knex --config vitest.config.js`.

import { BaseSequencer } from 'vitest/node';

/** Files in the order of their names. Vitest's own order begins with those that took longest the last time. */
class ByName extends BaseSequencer {
  sort(files) {
    return files.sort((a, b) => (a.moduleId < b.moduleId ? -1 : 1));
  }
}

const isShuffled = process.argv.some((word) => word.startsWith('--sequence.shuffle'));

export default {
  test: {
    include: ['tests/*.test.js'],
    globalSetup: ['setup.js'],
    pool: 'forks',
    sequence: isShuffled ? {} : { sequencer: ByName },
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
};
