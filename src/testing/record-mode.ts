// When a recording of tests is made: by options, environment, and what is there.

import { existsSync } from 'node:fs';
import { MockError } from '../core/errors.ts';
import { CI_BAN, chooseMode, type RecordBan } from './run/choose-mode.ts';
import { type Environment, isContinuousIntegration } from './run/environment.ts';

/**
 * `none`: never records; `once`: records where the recording is not there yet; `new`: records the tests that it lacks,
 * too; `all`: records anew. From the environment variable MOCK_RECORD; else `once`. With CI set nothing is ever recorded.
 */
export type RecordMode = 'none' | 'once' | 'new' | 'all';

/** What is done in fact. `add`: replays the tests that are recorded, and records the others. */
export type UsedMode = 'record' | 'replay' | 'add';

export interface WantedMode {
  readonly file: string;
  /** By the options; undefined where they say nothing. */
  readonly mode: RecordMode | undefined;
  /** The runner was asked to update its snapshots. */
  readonly isUpdate: boolean;
  readonly hasUpstream: boolean;
}

const MODES: readonly RecordMode[] = ['none', 'once', 'new', 'all'];
const NONE_BAN: RecordBan = { cause: 'mode none', advice: 'run it once with MOCK_RECORD=once, and commit the file' };

/** @throws MockError `USAGE`; `RECORDING_MISSING` where there is none and none may be made */
export function usedMode({ file, mode: given, isUpdate, hasUpstream }: WantedMode, env: Environment): UsedMode {
  const mode = given ?? parseMode(env['MOCK_RECORD']) ?? 'once';
  const ban = mode === 'none' ? NONE_BAN : isContinuousIntegration(env) ? CI_BAN : null;
  const exists = existsSync(file);
  // -u may be meant for other snapshots than ours
  const isAnew = mode === 'all' || (mode !== 'none' && isUpdate);
  const chosen = chooseMode({ file, exists, isUpdate: isAnew, ban, hasUpstream });
  if (mode !== 'new' || chosen === 'record' || ban !== null) return chosen;
  if (hasUpstream) return 'add';
  throw new MockError('USAGE', `mode new needs a server for what ${file} lacks: name it (MOCK_UPSTREAM)`);
}

function parseMode(text: string | undefined): RecordMode | undefined {
  if (text === undefined || text === '') return undefined;
  const mode = MODES.find((one) => one === text);
  if (mode !== undefined) return mode;
  throw new MockError('USAGE', `MOCK_RECORD is ${text}: it may be none, once, new or all`);
}
