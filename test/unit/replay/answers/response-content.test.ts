// Two answers say the same though their bytes differ: for clients with other capabilities, under another statement id.

import { expect, test } from 'vitest';
import type { RecordedExchange, RecordedResponse, RecordingReader } from '../../../../src/core/recording.ts';
import { Capability } from '../../../../src/mysql/constants/capabilities.ts';
import { encodeOk, plainOk } from '../../../../src/mysql/packets/ok.ts';
import { encodePrepareOk } from '../../../../src/mysql/packets/prepare-ok.ts';
import { ResponseContents } from '../../../../src/replay/answers/response-content.ts';
import { responseOf } from '../../../support/recorded-response.ts';

const OLD = Capability.PROTOCOL_41;
const MODERN = OLD | Capability.DEPRECATE_EOF;

function contentsOf(...responses: readonly RecordedResponse[]): ResponseContents {
  const reader = { response: (id: number) => responses[id - 1] } as Partial<RecordingReader> as RecordingReader;
  return new ResponseContents(reader);
}

function exchange(responseId: number | null, command = 'COM_QUERY', gap: RecordedExchange['gap'] = null) {
  return { id: responseId ?? 0, command, responseId, gap } as RecordedExchange;
}

function okOf(affectedRows: bigint, encoding = MODERN): RecordedResponse {
  return responseOf([encodeOk({ ...plainOk(2), affectedRows }, encoding)], { encoding });
}

test('an OK packet says the same to an old client and to a new one', () => {
  const contents = contentsOf(okOf(1n), okOf(1n, OLD), okOf(2n));
  expect(contents.isSame(exchange(1), exchange(2))).toBe(true);
  expect(contents.isSame(exchange(1), exchange(3))).toBe(false);
  expect(contents.keyOf(exchange(1))).toBe(contents.keyOf(exchange(2)));
});

test('a statement’s id does not count, its parameters do', () => {
  const prepared = (statementId: number, parameterCount: number) => {
    const counts = { statementId, parameterCount, columnCount: 0, warnings: 0, hasDefinitions: false };
    return responseOf([encodePrepareOk(counts, MODERN)]);
  };
  const contents = contentsOf(prepared(1, 0), prepared(2, 0));
  const [a, b] = [exchange(1, 'COM_STMT_PREPARE'), exchange(2, 'COM_STMT_PREPARE')];
  expect(contents.isSame(a, b)).toBe(true);
});

test('a part of an answer says the same as no other, not even as itself', () => {
  const contents = contentsOf(okOf(1n));
  const gap = exchange(1, 'COM_QUERY', 'disconnected' as RecordedExchange['gap']);
  expect([contents.isSame(gap, gap), contents.keyOf(gap)]).toEqual([false, null]);
});

test('none is like none of the same command, and unlike one', () => {
  const contents = contentsOf(okOf(1n));
  expect(contents.isSame(exchange(null), exchange(null))).toBe(true);
  expect(contents.isSame(exchange(null), exchange(1))).toBe(false);
  expect(contents.keyOf(exchange(null, 'COM_QUIT'))).toBe('COM_QUIT none');
  expect(contents.isSame(exchange(1), exchange(1, 'COM_PING'))).toBe(true);
});

test('what cannot be read, or is too long, is like itself alone', () => {
  const broken = responseOf([Buffer.from('00fb', 'hex')]);
  const long = { ...okOf(1n), bytes: 2 ** 30 };
  const contents = contentsOf(broken, broken, long, long);
  expect([contents.isSame(exchange(1), exchange(2)), contents.isSame(exchange(3), exchange(4))]).toEqual([
    false,
    false,
  ]);
  expect(contents.isSame(exchange(1), exchange(1))).toBe(true);
});
