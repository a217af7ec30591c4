// The page of a process that serves: wired to what it does, and to the recording that it reads or writes.

import { gzipSync } from 'node:zlib';
import { MockError } from '../core/errors.ts';
import { emptyPage, MAX_EXCHANGES } from './collect.ts';
import type { LiveSide } from './live/live-side.ts';
import { openReading } from './reading/open-reading.ts';
import type { PageReading } from './reading/questions.ts';
import { type PageServer, type PageServerOptions, servePage } from './serve-page.ts';

/**
 * @param path of the recording that is written or read; of a script where `live` is one
 * @throws MockError `LISTEN_FAILED`
 */
export async function openLivePage(path: string, live: LiveSide, options: PageServerOptions): Promise<PageServer> {
  const reading = live.mode === 'script' ? null : openReading(path);
  return await servePage({ path, live, reading, data: () => dataOf(path, reading) }, options);
}

/** A recording that is not there yet is an empty one. */
async function dataOf(path: string, reading: PageReading | null): Promise<Uint8Array> {
  const empty = () => gzipSync(JSON.stringify(emptyPage(path)));
  if (reading === null) return empty();
  try {
    return await reading.ask('data', { maxExchanges: MAX_EXCHANGES, hasValues: true });
  } catch (error) {
    if (error instanceof MockError && error.code.startsWith('RECORDING_')) return empty();
    throw error;
  }
}
