// The example projects as their own runners run them: from the committed recording, and recorded anew.

import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startSampleServer } from '../../src/sample/sample-server.ts';

const root = join(import.meta.dirname, '..', '..');
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');

const RUNNERS = {
  'node-test': (folder: string) => ['--test', '--test-concurrency=1', join(folder, 'shop.test.js')],
  vitest: (folder: string) => [vitest, 'run', '--root', folder],
} as const;

interface Ended {
  readonly code: number;
  readonly output: string;
}

function run(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const { PATH, HOME } = process.env;
  return new Promise((resolve) => {
    execFile(process.execPath, [...args], { cwd: root, env: { PATH, HOME, ...env } }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr });
    });
  });
}

/** A copy within the package, so that it finds mysql-replay by its name. */
function copyOf(example: string): string {
  const folder = mkdtempSync(join(root, 'examples', `.${example}-`));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(root, 'examples', example), folder, { recursive: true });
  return folder;
}

test.each(['node-test', 'vitest'] as const)('%s replays the committed recording, with CI set', async (example) => {
  const ended = await run(RUNNERS[example](join(root, 'examples', example)), { CI: 'true' });
  expect(ended.output).not.toMatch(/no recorded answer/);
  expect(ended.code, ended.output).toBe(0);
});

test.each(['node-test', 'vitest'] as const)(
  '%s records where there is no recording, and then replays',
  async (example) => {
    const server = await startSampleServer({ clientSslMode: 'DISABLED' });
    const folder = copyOf(example);
    const file = join(folder, 'shop.db');
    rmSync(file);
    const refused = await run(RUNNERS[example](folder), { CI: 'true' });
    expect(refused.code).not.toBe(0);
    expect(existsSync(file)).toBe(false);
    const recorded = await run(RUNNERS[example](folder), { MOCK_UPSTREAM: `127.0.0.1:${server.port}` });
    await server.close();
    expect(recorded.code, recorded.output).toBe(0);
    expect(existsSync(file)).toBe(true);
    const replayed = await run(RUNNERS[example](folder));
    expect(replayed.code, replayed.output).toBe(0);
  },
);
