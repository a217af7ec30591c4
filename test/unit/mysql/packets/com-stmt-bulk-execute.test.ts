import { expect, test } from 'vitest';
import type { ParameterValue } from '../../../../src/core/command.ts';
import { MalformedPacketError } from '../../../../src/core/errors.ts';
import { ColumnType } from '../../../../src/mysql/constants/column-types.ts';
import {
  BulkFlag,
  type ComStmtBulkExecute,
  decodeComStmtBulkExecute,
  encodeComStmtBulkExecute,
} from '../../../../src/mysql/packets/com-stmt-bulk-execute.ts';
import { expectValueOrMalformed } from '../../../support/codec-properties.ts';
import { at, goldenFrom } from '../../../support/golden.ts';
import fc from '../../../support/property.ts';

const TYPES = [
  { type: ColumnType.VAR_STRING, isUnsigned: false },
  { type: ColumnType.LONG, isUnsigned: false },
];

function captured(): Buffer {
  const sent = goldenFrom('client', 'mariadb-10.11.18/mariadb-connector-nodejs-batch');
  return at(
    sent.filter((payload) => payload[0] === 0xfa),
    0,
  );
}

test('a batch of the MariaDB connector: two rows, one NULL', () => {
  const bulk = decodeComStmtBulkExecute(captured(), 2);
  expect(bulk).toEqual({
    statementId: 0x13,
    flags: BulkFlag.SEND_TYPES,
    types: [
      { type: ColumnType.VAR_STRING, isUnsigned: false },
      { type: ColumnType.LONG, isUnsigned: false },
    ],
    rows: [
      [
        { kind: 'text', value: Buffer.from('n') },
        { kind: 'int', value: -1n },
      ],
      [{ kind: 'text', value: Buffer.from('m') }, { kind: 'null' }],
    ],
  });
  expect(encodeComStmtBulkExecute(bulk)).toEqual(captured());
});

const text = fc.uint8Array({ maxLength: 300 }).map((bytes) => ({ kind: 'text' as const, value: Buffer.from(bytes) }));
const int = fc.integer().map((value) => ({ kind: 'int' as const, value: BigInt(value) }));
const instead = fc.constantFrom<ParameterValue>(
  { kind: 'null' },
  { kind: 'instead', value: 'default' },
  { kind: 'instead', value: 'ignore' },
);
const bulks: fc.Arbitrary<ComStmtBulkExecute> = fc.record({
  statementId: fc.integer({ min: 0, max: 0xffffffff }),
  flags: fc.constantFrom(BulkFlag.SEND_TYPES, BulkFlag.SEND_TYPES | BulkFlag.SEND_UNIT_RESULTS),
  types: fc.constant(TYPES),
  rows: fc.array(fc.tuple(fc.oneof(text, instead), fc.oneof(int, instead)), { maxLength: 5 }),
});

test('what is written is read again, with the types of before too', () => {
  fc.assert(
    fc.property(bulks, (bulk) => {
      expect(decodeComStmtBulkExecute(encodeComStmtBulkExecute(bulk), 2)).toEqual(bulk);
      const untyped = { ...bulk, flags: 0 };
      expect(decodeComStmtBulkExecute(encodeComStmtBulkExecute(untyped), 2, TYPES)).toEqual(untyped);
    }),
  );
});

test('types that were never sent, an unknown indicator and any other bytes are malformed', () => {
  expect(() => decodeComStmtBulkExecute(Buffer.from('fa130000000000', 'hex'), 2)).toThrow(MalformedPacketError);
  expect(() => decodeComStmtBulkExecute(Buffer.from('fa130000008000030009', 'hex'), 1)).toThrow('9 is no indicator');
  expectValueOrMalformed((bytes) => decodeComStmtBulkExecute(bytes, 2));
});
