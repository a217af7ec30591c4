// A promise that must be kept in time.

import { ScriptFailure } from '../script-failure.ts';

/** @throws ScriptFailure where it takes longer; what comes of it then is dropped */
export async function within<T>(work: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const message = `the script took more than ${limitMs} ms for one call`;
    timer = setTimeout(() => reject(new ScriptFailure(message)), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
