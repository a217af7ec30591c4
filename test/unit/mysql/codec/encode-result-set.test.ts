import { expect, test } from 'vitest';
import { encodePrepared, encodeResultSet } from '../../../../src/mysql/codec/encode-result-set.ts';
import { decodeTextResult } from '../../../../src/mysql/codec/text-result.ts';
import { payloads, walkResponse } from '../../../../src/mysql/codec/walk-response.ts';
import { Capability } from '../../../../src/mysql/constants/capabilities.ts';
import { ColumnType } from '../../../../src/mysql/constants/column-types.ts';
import { CommandCode } from '../../../../src/mysql/constants/commands.ts';
import type { ColumnDefinition } from '../../../../src/mysql/packets/column-definition.ts';
import { encodeTextRow } from '../../../../src/mysql/packets/text-row.ts';

const NOTHING = Buffer.alloc(0);
const EOFS = Capability.PROTOCOL_41;
const MODERN = EOFS | Capability.DEPRECATE_EOF;

const column = (name: string): ColumnDefinition => ({
  ...{ catalog: Buffer.from('def'), schema: NOTHING, table: NOTHING, originalTable: NOTHING },
  ...{ name: Buffer.from(name), originalName: NOTHING, extendedMetadata: [], charset: 45, displayLength: 80 },
  ...{ type: ColumnType.VAR_STRING, flags: 0, decimals: 0 },
});

test.each([EOFS, MODERN])(
  'a result set is read as it was meant, its packets in turn (capabilities %d)',
  (capabilities) => {
    const cells = Array.from({ length: 300 }, (_, n) => [Buffer.from(`row ${n}`), null]);
    const rows = cells.map((row) => encodeTextRow(row));
    const bytes = encodeResultSet([column('a'), column('b')], rows, { capabilities, status: 2 });
    const read = decodeTextResult(payloads([bytes]), capabilities);
    expect(read.columns.map(({ name }) => name.toString())).toEqual(['a', 'b']);
    expect(read.rows).toEqual(cells);
    const packets = 1 + 2 + 300 + (capabilities === EOFS ? 2 : 1);
    const ids: number[] = [];
    for (let at = 0; at < bytes.length; at += 4 + bytes.readUIntLE(at, 3)) ids.push(bytes[at + 3] ?? -1);
    expect(ids).toEqual(Array.from({ length: packets }, (_, n) => (n + 1) & 0xff));
  },
);

test.each([
  [EOFS, 0, 0, ['prepare_ok']],
  [EOFS, 2, 1, ['prepare_ok', 'column', 'column', 'columns_eof', 'column', 'columns_eof']],
  [MODERN, 1, 2, ['prepare_ok', 'column', 'column', 'column']],
] as const)('a prepare is answered by what it has (capabilities %d, %d parameters, %d columns)', (...given) => {
  const [capabilities, parameters, columns, expected] = given;
  const list = (length: number) => Array.from({ length }, () => column('?'));
  const bytes = encodePrepared(7, list(parameters), list(columns), { capabilities, status: 2 });
  const walk = walkResponse([bytes], { command: CommandCode.COM_STMT_PREPARE, encoding: capabilities });
  const kinds: string[] = [];
  for (const { kind } of walk) kinds.push(kind);
  expect(kinds).toEqual(expected);
  expect(bytes.readUInt32LE(5)).toBe(7);
});
