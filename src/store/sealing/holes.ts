// Statements with several answers though statement, session state and version of the data are the same, as far as numbers of
// responses tell: what it is that makes them differ, the versions do not know.

import type { DataUse } from '../../core/data-use.ts';
import { DATA_USES } from '../file/digests.ts';
import type { ReadStatements } from '../reading/read-statements.ts';
import { useJson } from '../use-text.ts';

const MAX_GROUPS = 1000;
const MAX_EXCHANGES = 50;

export interface HoleCandidate {
  /** The first ones, in the order of the recording. */
  readonly exchanges: readonly number[];
  /** What all of them depend on; null for a statement that depends on no data. */
  readonly use: DataUse | null;
  /** The exchange of the last write that they depend on; 0 where there is none. */
  readonly behind: number;
}

const SQL = `
  SELECT min(e.id) AS first, group_concat(e.id) AS ids, max(COALESCE(d.behind, 0)) AS behind,
         u.use AS own, COALESCE(l.use, '') AS other
    FROM exchange e
    LEFT JOIN exchange_data d ON d.exchange_id = e.id
    ${DATA_USES}
   WHERE e.fingerprint IS NOT NULL AND e.gap IS NULL AND e.response_id IS NOT NULL AND d.also IS NULL
     AND (u.use IS NULL OR u.use || COALESCE(l.use, '') NOT LIKE '%"isByChance":true%')
   GROUP BY e.fingerprint, e.scope_id, e.state_id, COALESCE(d.version, 0), COALESCE(d.soft, 0)
  HAVING count(DISTINCT e.response_id) > 1
   ORDER BY first LIMIT ${MAX_GROUPS}`;

type Row = readonly [first: number, ids: string, behind: number, own: string | null, like: string];

/** In the order of their first exchanges; only of a recording that knows its versions. */
export function readHoleCandidates(read: ReadStatements): HoleCandidate[] {
  return read.lists<[], Row>(SQL).map(([, ids, behind, own, like]) => ({
    exchanges: ids.split(',').slice(0, MAX_EXCHANGES).map(Number),
    use: own === null ? null : (JSON.parse(useJson({ own, like })) as DataUse),
    behind,
  }));
}
