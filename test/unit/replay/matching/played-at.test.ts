import { expect, test } from 'vitest';
import type { DataUse } from '../../../../src/core/data-use.ts';
import type { RecordedData } from '../../../../src/core/recording.ts';
import { UndoLog } from '../../../../src/data/history/undo-log.ts';
import { World } from '../../../../src/data/versions/world.ts';
import { PlayedAt } from '../../../../src/replay/matching/played-at.ts';

test('what an exchange made may be made once more where it was thrown away since it was played last', () => {
  const undo = new UndoLog();
  const world = new World(undo);
  const playedAt = new PlayedAt(world, undo);
  const use: DataUse = { reads: [], writes: [{ table: 'db.t', effect: 'change' }] };
  const data = { use } as RecordedData;
  playedAt.note(1, data);
  expect(playedAt.isThrownAway(1, data)).toBe(false);
  world.thrownAway.note([{ table: 'db.t', effect: 'empty' }]);
  expect(playedAt.isThrownAway(1, data)).toBe(true);
  playedAt.note(1, data);
  expect(playedAt.isThrownAway(1, data)).toBe(false);
  // of what did nothing with data nothing is made once more
  playedAt.note(2, undefined);
  expect(playedAt.isThrownAway(2, undefined)).toBe(false);
});
