// For every program here: `npx vitest run --root knex --config vitest.config.js`.

export default {
  test: {
    include: ['tests/*.test.js'],
    globalSetup: ['setup.js'],
    pool: 'forks',
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
};
