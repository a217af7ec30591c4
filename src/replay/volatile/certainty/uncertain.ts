// Why it is not certain what a server would say of values that stand for recorded ones, in words for a miss.

import type { RecordedExchange } from '../../../core/recording.ts';
import type { HowUsed, ValueUse } from '../../../sql/values/value-uses.ts';
import type { Missed } from '../../matching/match-query.ts';

export const UNCERTAIN = {
  unknown: 'it asks for what the server has made of such a value and stored',
  times: 'it asks which times are equal, and these are not as they were recorded',
  rows: 'nothing tells which of several times, that were one when it was recorded, its rows have by now',
  quoted: 'it was refused with a message that quotes a part of such a value',
  checked: 'a CHECK of its table may say something else of this value than of the recorded one',
  kept: 'a view, a trigger, a routine or a generated column computes with such a value',
  view: 'its table was neither made nor written to here and shows what another one holds, as a view does: record with an account in --upstream to have it known',
  numbers: 'it depends on numbers of rows which this client knows by other ones',
  held: 'a row that is there has a recorded value by itself, or under another one than it is to stand for now',
  clock: 'rows may lie on the other side of the time that it asks with by now',
} as const;

const WORDS: Readonly<Record<HowUsed, (what: string) => string>> = {
  computed: (what) => `it computes with ${what}`,
  ordered: (what) => `it sorts by ${what}`,
  'ordered in turn': (what) => `it sorts by ${what}`,
  'ordered first': (what) => `it sorts by ${what}`,
  picked: (what) => `it asks for the least or the greatest ${what}`,
  ranked: (what) => `it asks which is the greater one, ${what}`,
  compared: (what) => `it compares ${what} by size`,
  equated: (what) => `it compares ${what}`,
  grouped: (what) => `it groups by ${what}`,
  matched: (what) => `it compares ${what} with a pattern`,
  measured: (what) => `it measures ${what}`,
};

/** @param why in a few words */
export function missBy(near: RecordedExchange, why: string): Missed {
  return { kind: 'miss', reason: 'new values', near, why };
}

/** `it computes with id (crc32)` */
export function whyUncertain({ how, name, call }: Pick<ValueUse, 'how' | 'name' | 'call'>): string {
  const what = name ?? 'a value of its own';
  return WORDS[how](call === null ? what : `${what} (${call.name})`);
}
