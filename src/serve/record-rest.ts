// What the REST API shows and changes of a recording that is being made: connections and counts. Nothing goes wrong on
// purpose here, since it would be recorded.

import { MockError } from '../core/errors.ts';
import type { WrittenCounts } from '../store/writing/writer.ts';
import type { RestTarget } from './rest/target.ts';
import type { Sessions } from './sessions.ts';

/** @param sessions null where connections are not kept track of */
export function recordTarget(sessions: Sessions | null, counts: () => WrittenCounts): RestTarget {
  return {
    globals: null,
    sessions: () => sessions?.views() ?? [],
    closeSession: async (id) => (await sessions?.close(id)) ?? false,
    closeConnections: async () => await sessions?.closeAll(),
    counts: () => ({ ...counts() }),
    misses: () => null,
    scopes: null,
    reset: () => {
      throw new MockError('USAGE', 'a recording that is being made cannot be set back: begin another one');
    },
    faults: null,
  };
}
