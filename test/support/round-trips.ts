// For vitest's setupFiles: whatever a test records goes through its text twin and back when the recording is finished.
// Fuzz tests are left out: what a server means that speaks nonsense is not told twice alike; and a server that is killed, whose
// sessions end while others begin.

import { expect, vi } from 'vitest';
import type * as api from '../../src/index.ts';
import { expectRoundTrip } from './round-trip.ts';

vi.mock(import('../../src/index.ts'), async (importOriginal) => {
  const original = await importOriginal();
  return { ...original, record: recordThere(original.record) };
});

/** `close` fails, as whoever waits for it, where the recording does not come through. */
function recordThere(record: typeof api.record): typeof api.record {
  return async (options) => {
    const run = await record(options);
    if (/(?:fuzz-[\w-]+|upstream-restart)\.test\.ts$/.test(expect.getState().testPath ?? '')) return run;
    let closing: Promise<void> | null = null;
    const close = () => {
      closing ??= run.close().then(() => expectRoundTrip(options.output));
      return closing;
    };
    return { ...run, close, [Symbol.asyncDispose]: close };
  };
}
