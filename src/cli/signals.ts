// The first SIGINT, SIGTERM or SIGHUP asks a command to end well; from then on the next one ends the process at once.

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
export type StopSignal = (typeof SIGNALS)[number];

/** npm passes a Ctrl-C on to a process that the terminal has sent it to as well: these two are one. */
const NPM_TWIN_MS = 100;

/**
 * Resolves with the first signal. The next one is then the system's own affair: it ends the process even while a
 * recording is being finished, which leaves a valid file as any kill does.
 */
export function stopSignal(isUnderNpm: boolean): Promise<StopSignal> {
  return new Promise((resolve) => {
    let hasCome = false;
    const onSignal = (signal: StopSignal) => {
      if (hasCome) return;
      hasCome = true;
      const finish = () => {
        for (const each of SIGNALS) process.off(each, onSignal);
        resolve(signal);
      };
      if (isUnderNpm) setTimeout(finish, NPM_TWIN_MS);
      else finish();
    };
    for (const each of SIGNALS) process.on(each, onSignal);
  });
}
