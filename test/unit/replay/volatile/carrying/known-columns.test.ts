// Columns of a result that comes without them are those of its prepare.
import { expect, test } from 'vitest';
import type { RecordedExchange, RecordingReader } from '../../../../../src/core/recording.ts';
import { Capability } from '../../../../../src/mysql/constants/capabilities.ts';
import { ColumnType } from '../../../../../src/mysql/constants/column-types.ts';
import { encodeColumnDefinition } from '../../../../../src/mysql/packets/column-definition.ts';
import { encodePrepareOk } from '../../../../../src/mysql/packets/prepare-ok.ts';
import { knownColumns } from '../../../../../src/replay/volatile/carrying/known-columns.ts';
import { responseOf } from '../../../../support/recorded-response.ts';

test('nothing is known where nothing was prepared', () => {
  const reader = { exchangeById: () => undefined } as unknown as RecordingReader;
  const exchange = { command: 'COM_QUERY', prepareExchange: null } as RecordedExchange;
  expect(knownColumns(exchange, reader, Capability.PROTOCOL_41)).toEqual([]);
});

test('they are read as the answer is encoded', () => {
  const encoding = Capability.PROTOCOL_41 | Capability.DEPRECATE_EOF;
  const column = {
    ...{ catalog: Buffer.from('def'), schema: Buffer.from('shop'), table: Buffer.from('i') },
    ...{ originalTable: Buffer.from('items'), name: Buffer.from('id'), originalName: Buffer.from('id') },
    ...{ charset: 255, displayLength: 80, type: ColumnType.VAR_STRING, flags: 0, decimals: 0, extendedMetadata: [] },
  };
  const told = { statementId: 1, columnCount: 1, parameterCount: 0, warnings: 0, hasDefinitions: true };
  const payloads = [encodePrepareOk(told, encoding), encodeColumnDefinition(column, encoding)];
  const { chunks } = responseOf(payloads);
  const response = { encoding, chunks };
  const reader = { exchangeById: () => ({ responseId: 1 }), response: () => response } as unknown as RecordingReader;
  const exchange = { command: 'COM_STMT_EXECUTE', prepareExchange: 7 } as RecordedExchange;
  expect(knownColumns(exchange, reader, encoding).map(({ name, charset }) => [String(name), charset])).toEqual([
    ['id', 255],
  ]);
});
