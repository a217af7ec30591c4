export default { testMatch: ['**/*.test.js'], transform: {}, cacheDirectory: '../../node_modules/.cache/jest' };
