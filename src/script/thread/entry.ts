// The thread that a script's own code runs in: it loads the module, says what it is, and answers what it is asked. Nothing that
// the script does here stops the thread that serves clients; see thread-link.ts, which ends this one where it stands still.

import { resolve } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { MockError, messageOf } from '../../core/errors.ts';
import { parseFaults } from '../../faults/parse-faults.ts';
import { Budget } from '../limits/budget.ts';
import { describeStray } from '../limits/script-errors.ts';
import { loadModule } from '../modern/load-module.ts';
import { ModernScript } from '../modern/modern-script.ts';
import { loadOverlay } from '../overlay/load-overlay.ts';
import type { OverlayScript } from '../overlay/overlay-script.ts';
import type { FromThread, ThreadStart, ToThread } from './messages.ts';
import { ServedRuns, type Serving } from './served-runs.ts';

const { kind, file, callTimeoutMs, beats, beatMs, first } = workerData as ThreadStart;
const post = (message: FromThread) => parentPort?.postMessage(message);

setInterval(() => Atomics.add(beats, 0, 1), beatMs);
process.on('uncaughtException', (error: unknown) => post({ op: 'stray', message: describeStray(error) }));

try {
  const open = kind === 'script' ? await startScript() : await startOverlay();
  const runs = new ServedRuns({ open, post, first });
  parentPort?.on('message', (messages: readonly ToThread[]) => {
    for (const message of messages) {
      if (message.op === 'ask') Atomics.store(beats, 1, message.id);
      runs.take(message);
    }
  });
} catch (error) {
  const code = error instanceof MockError ? error.code : 'USAGE';
  post({ op: 'refused', code, message: messageOf(error) });
}

async function startScript(): Promise<Serving['open']> {
  const budget = new Budget(callTimeoutMs);
  const path = resolve(file);
  const script = new ModernScript(await loadModule(path, budget), { file, path, callTimeoutMs, budget });
  post({ op: 'ready', faults: parseFaults(script.faults, file), hasFunctions: true });
  return (facts, login) => ({ kind: 'script', run: script.open(facts, login) });
}

async function startOverlay(): Promise<Serving['open']> {
  const { faults, script } = await loadOverlay(file, callTimeoutMs);
  post({ op: 'ready', faults, hasFunctions: script !== null });
  return ({ connectionId, port }, login) => {
    const run = (script as OverlayScript).open(connectionId, port);
    if (login !== null) run.loggedIn(login);
    return { kind: 'overlay', run };
  };
}
