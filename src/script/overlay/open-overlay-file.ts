// Opens what is laid over a recording or a script: functions of a module in a thread of their own, where the package is built.

import type { Fault } from '../../faults/fault.ts';
import type { ThreadOptions } from '../thread/thread-link.ts';
import type { OverlayProgram } from './overlay-program.ts';

export interface OpenOverlay {
  readonly faults: readonly Fault[];
  /** Null where there are faults only; else it is to be closed. */
  readonly script: OverlayProgram | null;
}

/** @throws MockError `USAGE` that names the file */
export async function openOverlayFile(options: Omit<ThreadOptions, 'kind'>): Promise<OpenOverlay> {
  const { file, callTimeoutMs } = options;
  if (!file.endsWith('.json')) {
    const { threadFile } = await import('../thread/thread-link.ts');
    const program = threadFile('script-thread');
    if (program !== null) {
      const { ThreadedOverlay } = await import('../thread/threaded-overlay.ts');
      return await ThreadedOverlay.open(program, options);
    }
  }
  const { loadOverlay } = await import('./load-overlay.ts');
  return await loadOverlay(file, callTimeoutMs);
}
