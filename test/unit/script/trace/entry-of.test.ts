// A recorded answer as an entry of a trace, and the entry as an answer again.

import { expect, test } from 'vitest';
import { decodeResponse } from '../../../../src/mysql/codec/decode-response.ts';
import { CommandCode } from '../../../../src/mysql/constants/commands.ts';
import { entryOf } from '../../../../src/script/trace/entry-of.ts';
import { answerOfEntry } from '../../../../src/script/trace/trace-answer.ts';
import { answerLines, recordingOf, type SaidAnswer, said } from '../../../support/playback.ts';

function entry(answer: SaidAnswer | readonly string[]) {
  const lines =
    Array.isArray(answer) && typeof answer[0] === 'string' ? (answer as string[]) : answerLines(answer as SaidAnswer);
  const reader = recordingOf([[...said('SELECT 1').slice(0, 3), ...lines]]);
  const { encoding, chunks } = reader.response(reader.exchangeById(1)?.responseId ?? 0);
  const parts = decodeResponse([...chunks()], { command: CommandCode.COM_QUERY, encoding, knownColumns: () => [] });
  return entryOf('SELECT 1', parts);
}

test('only what is not usual is said', () => {
  expect(entry('ok')).toEqual({ stmt: 'SELECT 1', ok: { status: 2 } });
  expect(entry({ insertId: 5 })).toEqual({ stmt: 'SELECT 1', ok: { affected_rows: 1, last_insert_id: 5, status: 2 } });
  expect(entry({ code: 1064, message: 'oh' })).toEqual({ stmt: 'SELECT 1', error: { code: 1064, message: 'oh' } });
  expect(entry(["error 1064 '42000' 'oh'"])?.error).toEqual({ code: 1064, message: 'oh', sql_state: '42000' });
});

test('rows with their columns, which come out of the entry as they were', () => {
  const made = entry([
    ['1', null],
    ['', 'é'],
  ]);
  expect(made?.result?.rows).toEqual([
    ['1', null],
    ['', 'é'],
  ]);
  expect(made?.result?.columns[0]).toEqual({ name: 'a', type: 'VAR_STRING', length: 80, decimals: 31 });
  const [result] = answerOfEntry(made ?? { ok: {} }).results;
  expect(result?.kind === 'rows' && result.rows).toEqual([
    ['1', null],
    ['', 'é'],
  ]);
});

test('bytes that are no text stay what they are', () => {
  const made = entry(['columns columns-1 eof 0x0002', '| a |', '| 0x00ff |', 'end status 0x0002']);
  expect(made?.result?.rows).toEqual([[{ base64: 'AP8=' }]]);
});

test('several results say nothing of those behind them', () => {
  const made = entry(['ok status 0x000a', 'ok status 0x0002']);
  expect(made?.results).toEqual([{ ok: { status: 2 } }, { ok: { status: 2 } }]);
});

test('numbers that JSON’s readers would round are text', () => {
  expect(entry(['ok affected 18446744073709551615 status 0x0000'])?.ok).toEqual({
    affected_rows: '18446744073709551615',
  });
});
