// `npm test` proves each helper and example once, in as few runs of a runner as that takes: a start of one costs seconds. All that
// was ever promised of them is in `npm run test:examples`, which sets MOCK_EXAMPLES=long.

import { test } from 'vitest';

export const isLong = process.env['MOCK_EXAMPLES'] === 'long';

/** A test of `npm run test:examples` alone. */
export const longTest = test.runIf(isLong);
