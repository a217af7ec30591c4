// `npm run test:torture`: the long forms of what `npm test` does in seconds. Bounded, and the same for the same seed.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const env = {
  ...process.env,
  MOCK_TORTURE_FLIPPED: '500',
  MOCK_TORTURE_EDITED: '217',
  MOCK_TORTURE_MORE: '15',
  MOCK_TORTURE_MOMENTS: '200',
  MOCK_TORTURE_STARTS: '1000',
  MOCK_TORTURE_UPSTREAM: '1',
};
const files = [
  'test/unit/store/file/damage.long.test.ts',
  'test/unit/store/power-loss.long.test.ts',
  'test/unit/store/processes.long.test.ts',
  'test/unit/tools/redact/secret-forms.test.ts',
  'test/unit/serve/starts-and-stops.long.test.ts',
];
const run = spawnSync(
  'npx',
  ['vitest', 'run', '--silent=false', '--testTimeout=1200000', '--reporter=verbose', ...files],
  {
    env,
    stdio: 'inherit',
    timeout: 1_800_000,
  },
);
const disk = spawnSync(process.execPath, [join(import.meta.dirname, 'disk.js')], {
  stdio: 'inherit',
  timeout: 600_000,
});
const load = spawnSync(process.execPath, [join(import.meta.dirname, 'load.js')], {
  stdio: 'inherit',
  timeout: 300_000,
});
process.exit((run.status ?? 1) || (disk.status ?? 1) || (load.status ?? 1));
