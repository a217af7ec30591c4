// Whoever started us and speaks to us by standard input: a test helper of another language (`integrations/`). With
// MOCK_END_WITH_STDIN=1 the end of standard input ends us, as a signal does, so it need not clean up and cannot leave us behind by
// dying; and the line `failed` on it says that what is being recorded is not to be kept.

import type { Readable } from 'node:stream';

const FAILED = 'failed';

/** Whether somebody said that it speaks so. */
export function hasStarter(env: NodeJS.ProcessEnv): boolean {
  return env['MOCK_END_WITH_STDIN'] === '1';
}

/** Resolves at the end of what the starter says; at once where that has been. */
export function starterGone(input: Readable = process.stdin): Promise<null> {
  if (input.readableEnded || input.destroyed) return Promise.resolve(null);
  return new Promise((resolve) => {
    input.once('end', () => resolve(null)).once('error', () => resolve(null));
    input.resume();
  });
}

/** Listens from now on; what it returns says whether the starter has told of a test that failed. */
export function listenForFailure(input: Readable = process.stdin): () => boolean {
  let failed = false;
  let begun = '';
  input.setEncoding('utf8').on('data', (text: string) => {
    const lines = `${begun}${text}`.split('\n');
    begun = (lines.pop() ?? '').slice(0, FAILED.length + 2);
    failed ||= lines.some((line) => line.trim() === FAILED);
  });
  return () => failed;
}
