// The thread that a module's own code runs in, or an overlay's.

import { resolve } from 'node:path';
import { parseFaults } from '../../faults/parse-faults.ts';
import { Budget } from '../limits/budget.ts';
import { loadModule } from '../modern/load-module.ts';
import { ModernScript } from '../modern/modern-script.ts';
import { loadOverlay } from '../overlay/load-overlay.ts';
import type { OverlayScript } from '../overlay/overlay-script.ts';
import type { ThreadStart } from './messages.ts';
import { serveThread, type ThreadProgram } from './serve-thread.ts';

await serveThread((start) => (start.kind === 'script' ? loadScript(start) : loadFunctions(start)));

async function loadScript({ file, callTimeoutMs }: ThreadStart): Promise<ThreadProgram> {
  const budget = new Budget(callTimeoutMs);
  const path = resolve(file);
  const script = new ModernScript(await loadModule(path, budget), { file, path, callTimeoutMs, budget });
  return {
    faults: parseFaults(script.faults, file),
    hasFunctions: true,
    open: (facts, login) => ({ kind: 'script', run: script.open(facts, login) }),
  };
}

async function loadFunctions({ file, callTimeoutMs }: ThreadStart): Promise<ThreadProgram> {
  const { faults, script } = await loadOverlay(file, callTimeoutMs);
  return {
    faults,
    hasFunctions: script !== null,
    open: ({ connectionId, port }, login) => {
      const run = (script as OverlayScript).open(connectionId, port);
      if (login !== null) run.loggedIn(login);
      return { kind: 'overlay', run };
    },
  };
}
