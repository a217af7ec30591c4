// Tests of which some are recorded: these are replayed, the others recorded, and added when all have passed.
//
// The unit is the test. Within one, what the server would answer depends on what was only replayed to it, such as an
// INSERT that it never saw: a statement that a recorded test lacks is a miss, and that test is to be recorded anew.

import type { RecordOptions } from '../serve/record.ts';
import { openRecording } from '../store/reading/reader.ts';
import { mergeFiles } from '../tools/rewrite/merge.ts';
import { openStaged } from './recorded-tests.ts';
import { openReplayedTests } from './replayed-tests.ts';
import type { TestRecording } from './test-recording.ts';

export async function openAddedTests(
  file: string,
  options: Omit<RecordOptions, 'output'>,
  { failOnUnused, report }: { readonly failOnUnused: boolean; readonly report?: string | false | undefined },
): Promise<TestRecording> {
  const recorded = scopesOf(file);
  const { upstream: _upstream, ...replayOptions } = options;
  const replaying = await openReplayedTests(file, { ...replayOptions, report }, failOnUnused);
  const { port: _taken, ...recordOptions } = options;
  const staged = await openStaged(file, recordOptions).catch(async (error: unknown) => {
    await replaying.close({ isPassed: false });
    throw error;
  });
  return {
    ...replaying,
    begin: (test) => {
      replaying.begin(test);
      staged.begin(test);
    },
    targetOf: (test) => (recorded.has(test) ? replaying.targetOf(test) : staged.target),
    close: async (end = {}) => {
      try {
        await replaying.close(end);
      } finally {
        await staged.close(end.isPassed ?? true, (part) => mergeFiles([file, part], file, true));
      }
    },
  };
}

function scopesOf(file: string): ReadonlySet<string> {
  const reader = openRecording(file);
  try {
    return new Set(['', ...reader.scopeNames()]);
  } finally {
    reader.close();
  }
}
