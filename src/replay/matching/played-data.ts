// What an exchange does to the data where it is played: as it is asked for here, however it stood when it was recorded.

import type { Control } from '../../core/data-use.ts';
import type { RecordedData, RecordingReader } from '../../core/recording.ts';
import type { SessionView } from '../../data/versions/session-view.ts';
import { clearing } from './as-cleared.ts';
import type { SameVersion, Versioned } from './lane-versions.ts';
import type { MatchQuery } from './match-query.ts';

/** Which of several rows a new one stands for shows only later. */
export function alikeOf(
  same: SameVersion | undefined,
  data: RecordedData | undefined,
): (() => readonly number[]) | undefined {
  if (same === undefined || same.list.length < 2 || data?.use.soft === undefined || data.use.writes === 'all')
    return undefined;
  const isAdded = data.use.writes.some(({ effect }) => effect === 'change');
  return isAdded ? () => same.list.map(({ exchange }) => exchange.id) : undefined;
}

export function hasSavepoint({ savepoints }: SessionView, { name }: Control): boolean {
  return savepoints.some((one) => one.name === name);
}

/** What GET_LOCK() and its like said is in a variable: its answer says nothing of it, what others hold decides it. */
export function keepsLock({ exchange, data }: Versioned, reader: Pick<RecordingReader, 'statementOf'>): boolean {
  return data?.use.named !== undefined && /^\s*set\b/i.test(reader.statementOf(exchange.id) ?? '');
}

/** Whatever the recorded savepoint was called: it is the one of the name that is asked for. */
function ofSavepoint(data: RecordedData | undefined, { savepoint }: MatchQuery): RecordedData | undefined {
  const control = data?.use.control;
  if (data === undefined || savepoint == null || control === undefined || control.name === savepoint.name) return data;
  return { ...data, use: { ...data.use, control: { ...control, name: savepoint.name } } };
}

/** What it does where it is asked, however it stood when it was recorded. @param rows that it throws away here */
export function asAsked(
  recorded: RecordedData | undefined,
  query: MatchQuery,
  rows?: number,
): RecordedData | undefined {
  const data =
    recorded === undefined || rows === undefined ? recorded : { ...recorded, use: clearing(recorded.use, rows) };
  if (data === undefined || query.isInOtherTransaction !== true) return ofSavepoint(data, query);
  return { ...data, use: { ...data.use, isOpen: query.isInTransaction } };
}
