import { expect, test } from 'vitest';
import { packetsOf } from '../../../../src/mysql/codec/framing.ts';
import { Capability } from '../../../../src/mysql/constants/capabilities.ts';
import { ColumnType } from '../../../../src/mysql/constants/column-types.ts';
import { decodeColumnDefinition, encodeColumnDefinition } from '../../../../src/mysql/packets/column-definition.ts';
import { decodePrepareOk } from '../../../../src/mysql/packets/prepare-ok.ts';
import { madePrepare } from '../../../../src/replay/answers/made-prepare.ts';

const { PROTOCOL_41, DEPRECATE_EOF } = Capability;
const NOTHING = Buffer.alloc(0);
const COLUMN = encodeColumnDefinition(
  {
    ...{ catalog: Buffer.from('def'), schema: NOTHING, table: NOTHING, originalTable: NOTHING, originalName: NOTHING },
    ...{ name: Buffer.from('n'), extendedMetadata: [], charset: 63, displayLength: 11, type: ColumnType.LONG },
    ...{ flags: 0, decimals: 0 },
  },
  PROTOCOL_41,
);

function made(parameterCount: number, columns: Buffer[], capabilities: bigint): Buffer[] {
  const bytes = madePrepare({ parameterCount, columns, encoding: PROTOCOL_41 }, 9, capabilities, 2);
  return [...packetsOf([bytes])].map(({ payload }) => Buffer.from(payload));
}

test('parameters are placeholders, columns those that were recorded as text', () => {
  const [ok = NOTHING, parameter = NOTHING, column = NOTHING, ...rest] = made(1, [COLUMN], PROTOCOL_41 | DEPRECATE_EOF);
  expect(decodePrepareOk(ok, PROTOCOL_41)).toMatchObject({ statementId: 9, parameterCount: 1, columnCount: 1 });
  expect(decodeColumnDefinition(parameter, PROTOCOL_41)).toMatchObject({ name: Buffer.from('?'), charset: 63 });
  expect(column).toEqual(COLUMN);
  expect(rest).toEqual([]);
});

test('an old client gets an EOF packet behind each list, and none where there is nothing', () => {
  const kinds = (packets: Buffer[]) => packets.map((packet) => packet[0]);
  expect(kinds(made(2, [COLUMN], PROTOCOL_41))).toEqual([0, 3, 3, 0xfe, 3, 0xfe]);
  expect(made(0, [], PROTOCOL_41)).toHaveLength(1);
});
