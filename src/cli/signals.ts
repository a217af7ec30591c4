// The first SIGINT, SIGTERM or SIGHUP asks a command to end well; from then on the next one ends what it still does.

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
export type StopSignal = (typeof SIGNALS)[number];

/** npm passes a Ctrl-C on to a process that the terminal has sent it to as well: these two are one. */
const NPM_TWIN_MS = 100;

export interface Stop {
  /** Resolves with the first signal. */
  readonly signal: Promise<StopSignal>;
  /** No signal is waited for any more. */
  release(): void;
}

/**
 * Waits for the first signal. The next one is then the system's own affair: it ends the process even while a recording
 * is being finished, which leaves a valid file as any kill does.
 */
export function stopSignal(isUnderNpm: boolean): Stop {
  let release: () => void = () => undefined;
  const signal = new Promise<StopSignal>((resolve) => {
    let hasCome = false;
    const onSignal = (each: StopSignal) => {
      if (hasCome) return;
      hasCome = true;
      const finish = () => {
        release();
        resolve(each);
      };
      if (isUnderNpm) setTimeout(finish, NPM_TWIN_MS);
      else finish();
    };
    release = listen(onSignal);
  });
  return { signal, release: () => release() };
}

/** Runs what comes after everything is kept; a signal cuts it short, and the next one ends the process. */
export async function untilSignalled(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const controller = new AbortController();
  const release = listen(() => {
    release();
    controller.abort();
  });
  try {
    await work(controller.signal);
  } finally {
    release();
  }
}

function listen(onSignal: (signal: StopSignal) => void): () => void {
  for (const each of SIGNALS) process.on(each, onSignal);
  return () => {
    for (const each of SIGNALS) process.off(each, onSignal);
  };
}
