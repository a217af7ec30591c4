// Rows that are alike in all that the client said of them, and have their numbers from the server: which recorded one a new row
// stands for shows only with what is asked of it later.

import type { Command } from '../../../core/command.ts';
import type { RecordedExchange, RecordingReader } from '../../../core/recording.ts';
import { readStatement } from '../../../sql/statement-reading.ts';
import type { Found } from '../../matching/find-answer.ts';
import type { Scope } from '../../matching/scopes.ts';
import type { Choice } from './trail.ts';

/** Recorded exchanges that are looked at for which row is meant. */
const MOST_ASKING = 16;
const MOST_ALIKE = 8;

/** Candidates, those first that were recorded the last before what is missed. @param near recorded exchanges that ask it */
export function likeliestFirst(candidates: readonly number[], near: readonly number[]): readonly number[] {
  return [...new Set([...lastBefore(candidates, near), ...candidates])];
}

function lastBefore(candidates: readonly number[], near: readonly number[]): readonly number[] {
  return near.flatMap((asked) => candidates.findLast((id) => id < asked) ?? []);
}

/** Whether it may add a row that gets a number from the server. */
export function isAdding({ sql, dialect }: Command): boolean {
  if (sql === null) return false;
  const first = (sql[0] ?? 0) | 0x20;
  // a comment may stand before it
  return (first < 0x61 || first === 0x69) && readStatement(sql, dialect).keyword === 'INSERT';
}

/**
 * Null where there is but one. The candidates are those that were recorded the last before what is missed.
 * @param others exchanges that add the same row at another time; null where no time is known yet
 */
export function choiceAmongAlike(
  { exchange, alike }: Found & { readonly kind: 'found' },
  mark: Choice['mark'],
  bound: number,
  others: (() => readonly number[]) | null,
): Choice | null {
  if (alike === undefined && others === null) return null;
  const candidates: Choice['candidates'] = (near) => {
    const all = new Set([...(alike?.() ?? []), ...(others?.() ?? [])]);
    return [
      ...new Set(
        lastBefore(
          [...all].sort((a, b) => a - b),
          near,
        ),
      ),
    ];
  };
  return { mark, bound, candidates, chosen: exchange.id };
}

/** Recorded exchanges that ask the same: the nearest, and some others; else those whose statements resemble it. */
export function askingLike(
  { sql, dialect }: Command,
  near: RecordedExchange | null,
  { id: scope }: Pick<Scope, 'id'>,
  reader: Pick<RecordingReader, 'byFingerprintAfter' | 'nearest'>,
): readonly number[] {
  if (near === null) {
    if (sql === null) return [];
    return reader.nearest(readStatement(sql, dialect).masked.toString('utf8'), MOST_ALIKE).map((one) => one.exchange);
  }
  const { id, fingerprint } = near;
  if (fingerprint === null) return [id];
  const others = reader.byFingerprintAfter(fingerprint, scope, 0, MOST_ASKING);
  return [...new Set([id, ...others.map((one) => one.id)])];
}
