// What the REST API shows and changes of a replay.

import type { FaultList } from '../faults/fault-list.ts';
import type { Miss } from '../replay/misses/misses.ts';
import type { ReplayContext } from '../replay/session/replay-context.ts';
import type { RecordingFileReader } from '../store/reading/reader.ts';
import { replayTally } from './replay-report.ts';
import type { RestTarget } from './rest/target.ts';
import type { Sessions } from './sessions.ts';

/** Misses that the REST API still tells of. */
const KEPT_MISSES = 1000;

export class KeptMisses {
  readonly all: Miss[] = [];
  readonly #isKeeping: boolean;
  readonly #onMiss: ((miss: Miss) => void) | undefined;

  constructor(isKeeping: boolean, onMiss: ((miss: Miss) => void) | undefined) {
    this.#isKeeping = isKeeping;
    this.#onMiss = onMiss;
  }

  readonly add = (miss: Miss): void => {
    if (this.#isKeeping && this.all.push(miss) > KEPT_MISSES) this.all.shift();
    this.#onMiss?.(miss);
  };
}

export interface ReplayParts {
  readonly sessions: Sessions;
  readonly faults: FaultList;
  readonly misses: KeptMisses;
  readonly counts: () => Readonly<Record<(typeof SHOWN)[number], number>>;
  readonly reader: RecordingFileReader;
  /** Of both protocols; the first one's scopes are asked. */
  readonly contexts: readonly [ReplayContext, ReplayContext];
}

/** Each becomes a metric. */
const SHOWN = ['connections', 'played', 'bytes', 'misses', 'synthesised', 'scripted', 'gapsCrossed'] as const;

export function replayTarget({ sessions, faults, misses, counts, reader, contexts }: ReplayParts): RestTarget {
  const [{ scopes }] = contexts;
  return {
    globals: null,
    sessions: () => sessions.views(),
    closeSession: (id) => sessions.close(id),
    closeConnections: () => sessions.closeAll(),
    counts: () => {
      const all = counts();
      return Object.fromEntries(SHOWN.map((name) => [name, all[name]]));
    },
    misses: () => misses.all,
    reset: () => {
      misses.all.length = 0;
      faults.reset();
      for (const run of contexts) run.reset();
    },
    faults,
    scopes: {
      current: () => scopes.current.name,
      list: () => replayTally(reader, contexts).scopes,
      begin: (name) => contexts.map((run) => run.beginScope(name)).every(Boolean),
      end: (name) => contexts.map((run) => run.scopes.end(name)).every(Boolean),
      nearest: (name) => scopes.nearest(name),
    },
  };
}
