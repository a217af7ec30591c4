import { expect, test } from 'vitest';
import type { RecordedExchange } from '../../../../src/core/recording.ts';
import { Crossings } from '../../../../src/replay/matching/crossings.ts';
import { openRecording } from '../../../../src/store/reading/reader.ts';
import { CapturedLog } from '../../../support/captured-log.ts';
import { create, put, session, temporaryPath } from '../../store/sample.ts';

test('a gap that a connection goes on behind is told once, and none of another session', () => {
  const path = temporaryPath();
  const writer = create(path);
  const [one, other] = [writer.beginSession(session()), writer.beginSession(session())];
  const answer = [Buffer.from('00000002000000', 'hex')];
  const ids = [
    put(writer, answer, { session: one, ordinal: 1 }),
    put(writer, answer, { session: one, ordinal: 2, gap: 'truncated' }),
    put(writer, answer, { session: other, ordinal: 1, gap: 'secret' }),
    put(writer, answer, { session: one, ordinal: 3 }),
  ];
  writer.close();
  const reader = openRecording(path);
  const log = new CapturedLog();
  const crossings = new Crossings(reader, log);
  const [first, gap, , last] = ids.map((id) => reader.exchangeById(id)) as [
    RecordedExchange,
    RecordedExchange,
    RecordedExchange,
    RecordedExchange,
  ];
  crossings.note(null, first);
  expect(crossings.count).toBe(0);
  crossings.note(first, last);
  crossings.note(first, last);
  expect(crossings.gaps).toEqual([gap.id]);
  expect(log.text.match(/was played behind a gap: COM_QUERY, exchange \d+ \(truncated\)/g)).toHaveLength(1);
  // one that it asked for itself was no gap to it
  const own = new Crossings(reader, log);
  own.note(gap, last);
  expect(own.count).toBe(0);
  reader.close();
});
