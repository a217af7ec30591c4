// The rows of an answer with the live values in them, also where a cursor gives them to fetches.

import type { RecordedResponse } from '../../../core/recording.ts';
import { CommandCode } from '../../../mysql/constants/commands.ts';
import { asksCursor } from '../../../mysql/packets/com-stmt-execute.ts';
import { fetchesBehind } from '../../answers/recorded-cursor.ts';
import { type CarryOptions, carriedAnswer } from './carried-answer.ts';

/** Fetches of one cursor that are looked at. */
const MOST_FETCHES = 64;

/** The answer, and where it opens a cursor those to the fetches that were recorded behind it. */
export function* carriedRows(options: CarryOptions): Generator<RecordedResponse> {
  yield carriedAnswer(options);
  const { command, exchange, reader } = options;
  if (!asksCursor(command)) return;
  let count = 0;
  for (const fetch of fetchesBehind(exchange, reader)) {
    if (fetch.responseId === null || ++count > MOST_FETCHES) return;
    const asked = { ...command, code: CommandCode.COM_STMT_FETCH, name: 'COM_STMT_FETCH' };
    yield carriedAnswer({ ...options, command: asked, exchange: fetch, response: reader.response(fetch.responseId) });
  }
}
