// Programs that are nearly the recorded one, with other fresh values: two of them crossed, taken from another row, only read, never
// stored, look-alikes. Each is asked of a replay and of a real server: the replay says what the server says, or it is a miss.
// `npm run test:near-misses` asks all programs in all forms, with many more changes.

import { expect, test } from 'vitest';
import { describeWithServer, serverKinds } from '../servers/index.ts';
import { formsOf } from '../support/near-miss-clients.ts';
import { runNearMisses } from '../support/near-miss-run.ts';
import { PROGRAMS } from '../support/near-misses.ts';
import { computed } from '../support/near-misses-computed.ts';
import { kept } from '../support/near-misses-kept.ts';
import { times } from '../support/near-misses-times.ts';

const ALL = Number(process.env.MOCK_NEAR_MISSES ?? 0);
const FEW = 5;
/** A program of many statements. */
const FEW_OF_COMPUTED = 2;
const QUICK = new Set([
  'mysql people x',
  'mysql people prepared',
  'mysql documents text',
  'mysql documents cursor',
  'mysql computed prepared',
  // whose columns have other types in the cursor than at the prepare
  'mysql computed cursor',
  'mysql times cursor',
  'mariadb times bulk',
  'mysql kept text',
  'mariadb kept prepared',
  'mariadb documents bulk',
]);
const programs = { ...PROGRAMS, computed, kept, times };

for (const kind of serverKinds) {
  const cases = Object.entries(programs).flatMap(([name, program]) =>
    formsOf(kind).map((form) => ({ name: `${name} ${form}`, program, form })),
  );
  const asked = cases.filter(({ name }) => ALL > 0 || QUICK.has(`${kind} ${name}`));
  describeWithServer(kind, (server) => {
    test.each(asked)('$name: the answer of the server, or a miss', async ({ program, form }) => {
      const seeds = Array.from(
        { length: ALL || (program === computed || program === kept ? FEW_OF_COMPUTED : FEW) },
        (_, seed) => seed,
      );
      const { answered, wrong } = await runNearMisses({ kind, server, program, form, seeds });
      expect(wrong).toEqual([]);
      // else it would prove nothing; which times are equal is drawn, and most of what depends on that is missed
      expect(answered).toBeGreaterThan(seeds.length * (program === times ? 2 : 4));
    });
  });
}
