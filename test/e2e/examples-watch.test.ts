// The helpers in runners that stay and run the tests again when a file has changed; in `npm test` Vitest alone.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { describeWithServer } from '../servers/index.ts';
import { root, shopOn } from './support/example-project.ts';
import { isLong } from './support/long.ts';
import { copyOfRunner, RUNNERS } from './support/runners.ts';

const WAITING = { timeout: 60_000, interval: 100 };

interface Watching {
  /** What it printed until now. */
  output(): string;
}

/** Runs until the test ends, with all that it has started. */
function watch(words: readonly string[], env: Readonly<Record<string, string>>): Watching {
  const [program = '', ...args] = words;
  const { PATH, HOME } = process.env;
  const child = spawn(program, args, {
    cwd: root,
    env: { PATH, HOME, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
  }
  const closed = once(child, 'close');
  onTestFinished(async () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
    await closed;
  });
  return { output: () => text };
}

/** How often all three tests have passed; each runner says it in its own words, once per run. */
function runs(output: string): number {
  return output.match(/Tests {2}3 passed|Tests: +3 passed|^(?:# |ℹ )pass 3$/gm)?.length ?? 0;
}

describeWithServer('mysql', (server) => {
  const runners = RUNNERS.filter(({ name }) => isLong || name === 'vitest');
  test.each(runners)('$name records in its first run, and replays in the next ones', async (runner) => {
    const folder = copyOfRunner(runner);
    const file = join(folder, 'shop.db');
    rmSync(file);
    const watching = watch(runner.words(folder, ...runner.watch), await shopOn(server));
    const runTimes = (count: number) =>
      vi.waitFor(() => expect(runs(watching.output()), watching.output()).toBeGreaterThanOrEqual(count), WAITING);
    await runTimes(1);
    const recorded = readFileSync(file);
    // a watcher may miss one that comes too soon, and begins anew at each one, so that a run must have the time to end
    const edits = setInterval(() => appendFileSync(join(folder, 'shop.test.js'), '// changed\n'), 5000);
    await runTimes(2).finally(() => clearInterval(edits));
    expect(readFileSync(file).equals(recorded), watching.output()).toBe(true);
  });
});
