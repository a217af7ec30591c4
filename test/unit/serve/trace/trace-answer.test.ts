import { expect, test } from 'vitest';
import { framePayload } from '../../../../src/mysql/codec/framing.ts';
import { Capability } from '../../../../src/mysql/constants/capabilities.ts';
import { CommandCode } from '../../../../src/mysql/constants/commands.ts';
import { Status } from '../../../../src/mysql/constants/status.ts';
import { encodeColumnDefinition } from '../../../../src/mysql/packets/column-definition.ts';
import { encodeEof } from '../../../../src/mysql/packets/eof.ts';
import { encodeErr } from '../../../../src/mysql/packets/err.ts';
import { encodeTextRow } from '../../../../src/mysql/packets/text-row.ts';
import { AnswerTrace } from '../../../../src/serve/trace/trace-answer.ts';

const capabilities = Capability.PROTOCOL_41;
const nothing = Buffer.alloc(0);
const column = encodeColumnDefinition(
  {
    catalog: Buffer.from('def'),
    ...{ schema: nothing, table: nothing, originalTable: nothing, name: Buffer.from('card'), originalName: nothing },
    ...{ extendedMetadata: [], charset: 45, displayLength: 80, type: 0xfd, flags: 0, decimals: 0 },
  },
  capabilities,
);

function traceOf(bytes: Buffer, size: number, isSecret = false): string[] {
  const lines: string[] = [];
  const say = (_direction: string, text: string) => void lines.push(text);
  const trace = new AnswerTrace({ command: CommandCode.COM_QUERY, capabilities, isSecret, say });
  for (let at = 0; at < bytes.length; at += size) trace.add(bytes.subarray(at, at + size));
  return lines;
}

function stream(...payloads: Buffer[]): Buffer {
  return Buffer.concat(payloads.flatMap((payload, at) => framePayload(payload, at + 1)));
}

test('an answer is told packet by packet, however its bytes come, and without its values', () => {
  const eof = encodeEof({ warnings: 1, status: Status.AUTOCOMMIT }, capabilities);
  const answer = stream(Buffer.of(1), column, eof, encodeTextRow([Buffer.from('4111-1111')]), eof);
  const expected = [
    'seq 1 column count 1',
    'seq 2 column "card", type 0xfd',
    'seq 3 EOF behind columns',
    'seq 4 row 1, 10 bytes',
    'seq 5 end of rows, status 0x0002, warnings 1',
  ];
  for (const size of [1, 3, 7, answer.length]) expect(traceOf(answer, size)).toEqual(expected);
});

test('an error is told, but for the message where it may quote a secret', () => {
  const error = { code: 1064, sqlState: '42000', message: Buffer.from("near 'hunter2'") };
  expect(traceOf(stream(encodeErr(error)), 5)).toEqual([`seq 1 ERR 1064 (42000) "near 'hunter2'"`]);
  expect(traceOf(stream(encodeErr(error)), 5, true).join()).not.toContain('hunter2');
});

test('a row of more than 2^24-1 bytes is one row, and what cannot be read ends the trace of its answer', () => {
  const eof = encodeEof({ warnings: 0, status: 0 }, capabilities);
  const long = encodeTextRow([Buffer.alloc(0xffffff + 5)]);
  const head = stream(Buffer.of(1), column, eof);
  const rest = Buffer.concat([...framePayload(long, 4), ...framePayload(eof, 6)]);
  expect(traceOf(Buffer.concat([head, rest]), 1 << 20).slice(3)).toEqual([
    `seq 4 row 1, ${long.length} bytes`,
    'seq 6 end of rows, status 0x0000, warnings 0',
  ]);
  expect(traceOf(stream(Buffer.of(0xfc), Buffer.of(0, 0, 0)), 9)).toEqual([
    'seq 1 unreadable packet, 1 bytes; the rest of this answer is not traced',
  ]);
});
