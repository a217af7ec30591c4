// The page of a serving command (--ui). Loaded only where it is asked for.

import type { LiveFeed } from '../page/live/live-feed.ts';
import type { LiveSide } from '../page/live/live-side.ts';
import type { PageServer, PageServerOptions } from '../page/serve-page.ts';
import type { Serving } from '../serve/serving.ts';

export async function liveFeed(): Promise<LiveFeed> {
  const { LiveFeed } = await import('../page/live/live-feed.ts');
  return new LiveFeed();
}

/** @param serving ends where the page cannot be opened @throws MockError `LISTEN_FAILED` */
export async function openPageOf(
  serving: Serving,
  path: string,
  live: LiveSide,
  options: PageServerOptions,
): Promise<PageServer> {
  try {
    const { openLivePage } = await import('../page/open-page.ts');
    return await openLivePage(path, live, options);
  } catch (error) {
    await serving.close();
    throw error;
  }
}
