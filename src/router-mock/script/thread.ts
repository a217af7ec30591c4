// The thread that a script of MySQL Router's mock server runs in.

import { GlobalStore } from '../../script/global-store.ts';
import type { ThreadStart } from '../../script/thread/messages.ts';
import { type Post, serveThread, type ThreadProgram } from '../../script/thread/serve-thread.ts';
import { RouterScript } from './router-script.ts';

await serveThread(load);

async function load({ file, modulePrefix, callTimeoutMs, globals }: ThreadStart, post: Post): Promise<ThreadProgram> {
  const store = new GlobalStore(globals);
  store.watch((change) => post({ op: 'globals', change }));
  const script = new RouterScript({
    file,
    modulePrefix,
    callTimeoutMs,
    globals: store,
    print: (line) => post({ op: 'print', line }),
    onShared: () => post({ op: 'shared' }),
    onTrouble: (message) => post({ op: 'stray', message }),
  });
  script.warmUp();
  return {
    faults: [],
    hasFunctions: true,
    onGlobals: (change) => store.follow(change),
    open: (facts) => ({ kind: 'script', run: script.open(facts) }),
  };
}
