// A result whose columns the client had from the prepare gets them back from there.

import { expect, test } from 'vitest';
import type { RecordedExchange, RecordingReader } from '../../../../src/core/recording.ts';
import { encodePrepared } from '../../../../src/mysql/codec/encode-result-set.ts';
import { walkResponse } from '../../../../src/mysql/codec/walk-response.ts';
import { Capability } from '../../../../src/mysql/constants/capabilities.ts';
import { ColumnType } from '../../../../src/mysql/constants/column-types.ts';
import { CommandCode } from '../../../../src/mysql/constants/commands.ts';
import { encodeColumnCount } from '../../../../src/mysql/packets/column-count.ts';
import { encodeOk, plainOk } from '../../../../src/mysql/packets/ok.ts';
import { withDefinitions } from '../../../../src/replay/answers/with-definitions.ts';
import { responseOf } from '../../../support/recorded-response.ts';

const plain = Capability.PROTOCOL_41 | Capability.DEPRECATE_EOF;
const encoding = plain | Capability.MARIADB_CACHE_METADATA;
const NOTHING = Buffer.alloc(0);
const COLUMN = {
  ...{ catalog: Buffer.from('def'), schema: NOTHING, table: NOTHING, originalTable: NOTHING, originalName: NOTHING },
  ...{ name: Buffer.from('n'), extendedMetadata: [], charset: 63, displayLength: 11, type: ColumnType.LONG },
  ...{ flags: 0, decimals: 0 },
};
const ROW = Buffer.from('000007000000', 'hex');
const EXECUTE = { id: 2, command: 'COM_STMT_EXECUTE', prepareExchange: 1 } as RecordedExchange;

test('what was left out is put in, and rows stay as they are', () => {
  const prepared = encodePrepared(1, [], [COLUMN], { capabilities: encoding, status: 2 });
  const prepare = {
    ...responseOf([], { encoding }),
    whole: prepared,
    bytes: prepared.length,
    chunks: () => [prepared],
  };
  const reader: Partial<RecordingReader> = {
    exchangeById: () => ({ ...EXECUTE, id: 1, command: 'COM_STMT_PREPARE', responseId: 1 }),
    response: () => prepare,
  };
  const count = encodeColumnCount({ count: 1, hasDefinitions: false }, encoding);
  const recorded = responseOf([count, ROW, encodeOk(plainOk(2, 0xfe), encoding)], { encoding, outcome: 'resultset' });
  const whole = withDefinitions(recorded, EXECUTE, reader as RecordingReader);
  expect(whole.encoding).toBe(plain);
  const shape = { command: CommandCode.COM_STMT_EXECUTE, encoding: plain };
  const walked: string[][] = [];
  for (const { kind, payload } of walkResponse(whole.chunks(), shape)) walked.push([kind, payload.toString('hex')]);
  expect(walked.map(([kind]) => kind).slice(0, 3)).toEqual(['column_count', 'column', 'row']);
  expect(walked[2]?.[1]).toBe(ROW.toString('hex'));
});

test('what came with them, or has none, is the answer itself', () => {
  const reader = {} as RecordingReader;
  for (const same of [responseOf([], { outcome: 'resultset' }), responseOf([], { encoding })]) {
    expect(withDefinitions(same, EXECUTE, reader)).toBe(same);
  }
});
