// `npm run test:torture`: the long forms of what `npm test` does in seconds. Bounded, and the same for the same seed.
import { spawnSync } from 'node:child_process';

const env = { ...process.env, MOCK_TORTURE_FLIPPED: '500', MOCK_TORTURE_EDITED: '217' };
const files = [
  'test/unit/store/damage.test.ts',
  'test/unit/store/processes.test.ts',
  'test/unit/tools/redact/secret-forms.test.ts',
];
const run = spawnSync('npx', ['vitest', 'run', '--reporter=verbose', ...files], {
  env,
  stdio: 'inherit',
  timeout: 600_000,
});
process.exit(run.status ?? 1);
