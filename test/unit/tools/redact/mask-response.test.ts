import { expect, test } from 'vitest';
import { framePayload } from '../../../../src/mysql/codec/framing.ts';
import { Capability } from '../../../../src/mysql/constants/capabilities.ts';
import { CommandCode } from '../../../../src/mysql/constants/commands.ts';
import { encodeColumnDefinition } from '../../../../src/mysql/packets/column-definition.ts';
import { encodePrepareOk } from '../../../../src/mysql/packets/prepare-ok.ts';
import { learnResponse } from '../../../../src/tools/redact/mask-response.ts';
import { Masker } from '../../../../src/tools/redact/masker.ts';
import { Pseudonyms } from '../../../../src/tools/redact/pseudonym.ts';

const encoding = Capability.PROTOCOL_41 | Capability.DEPRECATE_EOF;
const nothing = Buffer.alloc(0);

function definition(name: string): Buffer {
  const names = { catalog: Buffer.from('def'), schema: nothing, table: nothing, originalTable: nothing };
  const type = { charset: 45, displayLength: 80, type: 0xfd, flags: 0, decimals: 0 };
  const column = { ...names, name: Buffer.from(name), originalName: nothing, extendedMetadata: [], ...type };
  return encodeColumnDefinition(column, encoding);
}

test("the columns that a prepare tells are those of its result, without its parameters': a cursor's rows are read by them", () => {
  const prepared = { statementId: 1, columnCount: 2, parameterCount: 1, warnings: 0, hasDefinitions: true };
  const payloads = [encodePrepareOk(prepared, encoding), definition('?'), definition('id'), definition('name')];
  const chunks = payloads.flatMap((payload, at) => framePayload(payload, at + 1));
  const context = { command: CommandCode.COM_STMT_PREPARE, encoding, knownColumns: [], derived: () => null };
  const columns = learnResponse(chunks, context, new Masker([], new Pseudonyms(nothing)));
  expect(columns.map(({ name }) => name.toString())).toEqual(['id', 'name']);
});
