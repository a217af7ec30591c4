// Answers as lines, and lines as the same bytes: of real responses (MySQL 9.7), whole and with bytes that no server sends.

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { joinResponse } from '../../../../../src/mysql/codec/response-packets.ts';
import { Capability } from '../../../../../src/mysql/constants/capabilities.ts';
import { CommandCode, commandCode } from '../../../../../src/mysql/constants/commands.ts';
import { encodeColumnCount } from '../../../../../src/mysql/packets/column-count.ts';
import { encodeEof } from '../../../../../src/mysql/packets/eof.ts';
import { encodePrepareOk } from '../../../../../src/mysql/packets/prepare-ok.ts';
import { encodeTextRow } from '../../../../../src/mysql/packets/text-row.ts';
import { openDatabase } from '../../../../../src/store/file/open-database.ts';
import { formatAnswer } from '../../../../../src/tools/text/lines/answer-lines.ts';
import type { AnswerContext } from '../../../../../src/tools/text/reading/answer-context.ts';
import { readAnswer } from '../../../../../src/tools/text/reading/answer-reader.ts';
import { Lines } from '../../../../../src/tools/text/reading/scanner.ts';
import { TextError } from '../../../../../src/tools/text/reading/text-error.ts';
import { AppendixWriter } from '../../../../../src/tools/text/writing/appendix.ts';
import fc from '../../../../support/property.ts';

const RECORDING = process.env['MOCK_TEST_RECORDING'] ?? join('recordings', 'sample-mysql-9.7.db');

interface Answer {
  readonly bytes: Buffer;
  readonly context: AnswerContext;
}

/** Each response once with its command. */
function answersOf(file: string): Answer[] {
  const database = openDatabase(file, { readonly: true });
  const rows = database
    .prepare(
      `SELECT DISTINCT e.command, r.encoding, r.head AS bytes FROM exchange e JOIN response r ON r.id = e.response_id
       WHERE r.bytes = length(r.head) AND e.command LIKE 'COM@_%' ESCAPE '@'`,
    )
    .all() as { command: string; encoding: number; bytes: Buffer }[];
  database.close();
  return rows.map(({ command, encoding, bytes }) => ({
    bytes,
    context: { command: commandCode(command), encoding: BigInt(encoding), knownColumns: [] },
  }));
}

/** Null where the lines cannot be read. */
function readBack({ bytes, context }: Answer): { readonly lines: readonly string[]; readonly bytes: Buffer } | null {
  const appendix = new AppendixWriter();
  const lines = formatAnswer(bytes, context, appendix);
  try {
    return { lines, bytes: readAnswer(new Lines(lines.join('\n')), context, appendix.reader()).bytes };
  } catch (error) {
    if (error instanceof TextError) return null;
    throw error;
  }
}

const answers = answersOf(RECORDING);

test('an answer without definitions, which the recording lacks too, is written as its packets', () => {
  const encoding = Capability.PROTOCOL_41 | Capability.OPTIONAL_RESULTSET_METADATA;
  const payloads = [
    encodeColumnCount({ count: 1, hasDefinitions: false }, encoding),
    encodeEof({ warnings: 0, status: 2 }, encoding),
    encodeTextRow([Buffer.from('1')]),
    encodeEof({ warnings: 0, status: 2 }, encoding),
  ];
  const bytes = joinResponse(payloads.map((payload) => ({ payload, sequenceId: null })));
  const read = readBack({ bytes, context: { command: CommandCode.COM_QUERY, encoding, knownColumns: [] } });
  expect(read?.bytes).toEqual(bytes);
});

test('of a prepare without definitions the EOF packets are written, which come all the same', () => {
  const encoding = Capability.PROTOCOL_41 | Capability.OPTIONAL_RESULTSET_METADATA;
  for (const [parameterCount, columnCount] of [
    [1, 1],
    [0, 1],
    [2, 0],
  ] as const) {
    const prepared = { statementId: 1, parameterCount, columnCount, warnings: 0, hasDefinitions: false };
    const eof = encodeEof({ warnings: 0, status: 2 }, encoding);
    const payloads = [
      encodePrepareOk(prepared, encoding),
      ...(parameterCount > 0 ? [eof] : []),
      ...(columnCount > 0 ? [eof] : []),
    ];
    const bytes = joinResponse(payloads.map((payload) => ({ payload, sequenceId: null })));
    const read = readBack({ bytes, context: { command: CommandCode.COM_STMT_PREPARE, encoding, knownColumns: [] } });
    expect(read?.lines[0]).toBe(`prepared 1 parameters ${parameterCount} columns ${columnCount} warnings 0 undefined`);
    expect(read?.bytes).toEqual(bytes);
  }
});

test('a real answer has lines of its own, which are read as its bytes', () => {
  expect(answers.length).toBeGreaterThan(10);
  for (const answer of answers) {
    const read = readBack(answer);
    expect(read?.bytes).toEqual(answer.bytes);
    expect(read?.lines.filter((line) => line.startsWith('packet'))).toEqual([]);
  }
});

test('any bytes in any place of an answer are said', () => {
  const change = fc.record({ at: fc.nat(), to: fc.integer({ min: 0, max: 255 }) });
  const changes = fc.array(change, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.constantFrom(...answers), changes, ({ bytes, context }, all) => {
      const changed = Buffer.from(bytes);
      for (const { at, to } of all) changed[at % changed.length] = to;
      expect(readBack({ bytes: changed, context })?.bytes).toEqual(changed);
    }),
    { numRuns: Number(process.env['MOCK_TEST_RUNS'] ?? 500) },
  );
});
