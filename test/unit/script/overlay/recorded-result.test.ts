// A recorded answer as overlays have it.

import { expect, test } from 'vitest';
import { decodeResponse } from '../../../../src/mysql/codec/decode-response.ts';
import { CommandCode } from '../../../../src/mysql/constants/commands.ts';
import { recordedResults } from '../../../../src/script/overlay/recorded-result.ts';
import { answerLines, recordingOf, said } from '../../../support/playback.ts';

function results(lines: readonly string[]) {
  const reader = recordingOf([[...said('SELECT 1').slice(0, 3), ...lines]]);
  const { encoding, chunks } = reader.response(reader.exchangeById(1)?.responseId ?? 0);
  return recordedResults(
    decodeResponse([...chunks()], { command: CommandCode.COM_QUERY, encoding, knownColumns: () => [] }),
  );
}

test('rows: text as text, bytes that are none as bytes', () => {
  const [result] = results([
    'columns columns-1 eof 0x0002',
    '| a |',
    "| 'é' |",
    '| NULL |',
    '| 0x00ff |',
    'end status 0x0022 warnings 2',
  ]);
  expect(result?.rows).toEqual([['é'], [null], [Buffer.of(0, 0xff)]]);
  expect(result?.columns).toMatchObject([{ name: 'a', charset: 255, length: 80, decimals: 31 }]);
  expect(result).toMatchObject({ warnings: 2, status: 0x22 });
});

test('an OK and an error', () => {
  expect(results(answerLines({ insertId: 7 }))).toMatchObject([
    { affectedRows: 1n, lastInsertId: 7n, message: '', status: 2 },
  ]);
  expect(results(["error 1064 NULL 'oh'"])).toEqual([{ error: { code: 1064, sqlState: 'HY000', message: 'oh' } }]);
});

test('that more results follow is said anew where they are sent', () => {
  expect(results(['ok status 0x000a', 'ok status 0x0002']).map(({ status }) => status)).toEqual([2, 2]);
});

test('what no overlay can say is refused', () => {
  expect(() => recordedResults([{ kind: 'local_infile' } as never])).toThrow(
    'an answer with local_infile cannot be had',
  );
});
