// A running process as its page sees it.

import type { CountedMiss } from '../../replay/session/journal.ts';
import type { Substitution } from '../../replay/volatile/values/substitution.ts';
import type { RestTarget } from '../../serve/rest/target.ts';
import type { LiveMode, LiveState } from './live-data.ts';
import type { LiveFeed } from './live-feed.ts';

export interface LiveSide {
  readonly mode: LiveMode;
  readonly target: RestTarget;
  readonly feed: LiveFeed;
  /** Distinct ones; none where nothing is replayed. */
  misses(): readonly CountedMiss[];
  /** Values of the run that stood for recorded ones; absent where nothing is replayed. */
  readonly carried?: () => readonly Substitution[];
}

const SHOWN_SESSIONS = 50;

export function stateOf({ mode, target, misses }: LiveSide): LiveState {
  const counts = target.counts();
  const sessions = target.sessions();
  return {
    mode,
    counts,
    sessions: sessions.slice(-SHOWN_SESSIONS),
    open: sessions.length,
    upTo: mode === 'record' ? (counts['exchanges'] ?? 0) : null,
    misses: misses().length,
    faults: target.faults?.list().length ?? null,
  };
}
