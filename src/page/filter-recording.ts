// The filter for whoever goes through a recording by itself: the command line, and agents.

import { MockError } from '../core/errors.ts';
import { linearPattern } from '../core/pattern.ts';
import type { ListedExchange } from '../store/reading/listing.ts';
import type { RecordingFileReader } from '../store/reading/reader.ts';
import { parseFilter } from './filter.ts';

/**
 * Everything without one.
 * @param name what a mistake is said to be in
 * @throws MockError `USAGE` for a filter with a mistake, which is shown
 */
export function recordingFilter(
  text: string | undefined,
  reader: RecordingFileReader,
  name: string,
): (exchange: ListedExchange) => boolean {
  if (text === undefined) return () => true;
  const beganUs = reader.summary().firstAtUs ?? 0;
  const filter = parseFilter(text, { pattern: linearPattern, beganUs });
  if (!filter.ok) {
    const { message, from } = filter.mistake;
    throw new MockError('USAGE', `${name}, at character ${from + 1}: ${message}`);
  }
  const users = new Map(reader.listSessions().map(({ id, facts }) => [id, facts.user]));
  return (exchange) =>
    filter.matches({
      ...exchange,
      atUs: exchange.startedAtUs - beganUs,
      user: users.get(exchange.session) ?? '',
      played: null,
      missed: null,
    });
}
