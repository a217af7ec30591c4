import { expect, test } from 'vitest';
import { framePayload } from '../../../../src/mysql/codec/framing.ts';
import { decodeRow, walkResponse } from '../../../../src/mysql/codec/walk-response.ts';
import { Capability } from '../../../../src/mysql/constants/capabilities.ts';
import { CommandCode } from '../../../../src/mysql/constants/commands.ts';
import { Status } from '../../../../src/mysql/constants/status.ts';
import { encodeColumnDefinition } from '../../../../src/mysql/packets/column-definition.ts';
import { encodeEof } from '../../../../src/mysql/packets/eof.ts';
import { encodeOk, plainOk } from '../../../../src/mysql/packets/ok.ts';
import { encodePrepareOk } from '../../../../src/mysql/packets/prepare-ok.ts';
import { encodeTextRow } from '../../../../src/mysql/packets/text-row.ts';

const encoding = Capability.PROTOCOL_41;

function definition(name: string) {
  const text = Buffer.from(name);
  const empty = Buffer.alloc(0);
  const names = { catalog: Buffer.from('def'), schema: empty, table: empty, originalTable: empty };
  const type = { charset: 45, displayLength: 80, type: 0xfd, flags: 0, decimals: 0 };
  return { ...names, name: text, originalName: text, extendedMetadata: [], ...type };
}

function stream(...payloads: Buffer[]): Buffer[] {
  return payloads.flatMap((payload, at) => framePayload(payload, (at + 1) & 0xff));
}

test('a walk numbers results and rows, and reads each row by the columns of its own result', () => {
  const eof = (status: number) => encodeEof({ warnings: 0, status }, encoding);
  const chunks = stream(
    Buffer.of(1),
    encodeColumnDefinition(definition('a'), encoding),
    eof(0),
    encodeTextRow([Buffer.from('1')]),
    encodeTextRow([null]),
    eof(Status.MORE_RESULTS_EXISTS),
    Buffer.of(2),
    encodeColumnDefinition(definition('b'), encoding),
    encodeColumnDefinition(definition('c'), encoding),
    eof(0),
    encodeTextRow([Buffer.from('2'), Buffer.from('3')]),
    eof(Status.MORE_RESULTS_EXISTS),
    encodeOk(plainOk(Status.AUTOCOMMIT), encoding),
  );
  const told: string[] = [];
  for (const { kind, payload, result, row, columns, ok } of walkResponse(chunks, { command: 3, encoding })) {
    if (kind === 'ok') told.push(`${kind} ${result} ${ok.status}`);
    if (kind !== 'row') continue;
    const cells = decodeRow(CommandCode.COM_QUERY, payload, columns);
    told.push(`${result}/${row} ${columns.map(({ name }, at) => `${name}=${cells[at]}`).join(' ')}`);
  }
  expect(told).toEqual(['1/1 a=1', '1/2 a=null', '2/3 b=2 c=3', 'ok 3 2']);
});

test("a prepare's parameters are no columns of its result", () => {
  const prepared = { statementId: 1, columnCount: 1, parameterCount: 2, warnings: 0, hasDefinitions: true };
  const shaped = encoding | Capability.DEPRECATE_EOF;
  const of = (name: string) => encodeColumnDefinition(definition(name), shaped);
  const chunks = stream(encodePrepareOk(prepared, shaped), of('?'), of('?'), of('id'));
  const blocks: string[] = [];
  for (const walk of walkResponse(chunks, { command: CommandCode.COM_STMT_PREPARE, encoding: shaped })) {
    if (walk.kind === 'column') blocks.push(`${walk.before}: ${walk.columns.map(({ name }) => name).join()}`);
  }
  expect(blocks).toEqual(['prepareParameters: ?', 'prepareParameters: ?,?', 'prepareColumns: id']);
});

test('a result that came without definitions is read by those that are known', () => {
  const known = [definition('id')];
  const chunks = stream(encodeTextRow([Buffer.from('7')]), encodeEof({ warnings: 0, status: 0 }, encoding));
  const shape = { command: CommandCode.COM_STMT_FETCH, encoding, knownColumns: () => known };
  const told: string[] = [];
  for (const { kind, columns } of walkResponse(chunks, shape)) told.push(`${kind} ${columns.length}`);
  expect(told).toEqual(['row 1', 'rows_eof 1']);
});
