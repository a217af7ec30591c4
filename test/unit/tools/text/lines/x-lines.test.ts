// Sessions of the X Protocol go through text with all that the recording knows of them.

import { describe, expect, test } from 'vitest';
import { decodeAnswer } from '../../../../../src/mysqlx/codec/decode-answer.ts';
import { frameMessage } from '../../../../../src/mysqlx/codec/framing.ts';
import { ClientMessage, clientMessageName, ServerMessage } from '../../../../../src/mysqlx/constants/message-types.ts';
import { StmtExecute } from '../../../../../src/mysqlx/messages/messages.ts';
import { openRecording } from '../../../../../src/store/reading/reader.ts';
import { formatXAnswer, parseXAnswer } from '../../../../../src/tools/text/lines/x-answer-lines.ts';
import { Lines } from '../../../../../src/tools/text/reading/scanner.ts';
import { AppendixWriter } from '../../../../../src/tools/text/writing/appendix.ts';
import { dumpRecording } from '../../../../../src/tools/text/writing/dump.ts';
import { loaded, opened } from '../../../../support/edited-recording.ts';
import fc from '../../../../support/property.ts';
import { textValue } from '../../../../support/x-client.ts';
import { xGoldenExchanges } from '../../../../support/x-golden.ts';
import { type XSaid, xRecordingOf } from '../../../../support/x-recording.ts';

function textOf(file: string): string {
  const reader = openRecording(file);
  const text = [...dumpRecording(reader)].join('\n');
  reader.close();
  return text;
}

/** The file's exchanges without times, with their answers' bytes. */
function contentOf(file: string): unknown[] {
  const reader = opened(file);
  return [...reader.listExchanges()].map((listed) => {
    const { startedAtUs: _s, firstByteUs: _f, lastByteUs: _l, begunAfter: _b, responseId, ...rest } = listed;
    const answer =
      responseId === null ? null : Buffer.concat([...reader.response(responseId).chunks()]).toString('hex');
    return { ...rest, answer };
  });
}

function expectLossless(file: string): string {
  const text = textOf(file);
  const copy = loaded(text);
  expect(textOf(copy)).toBe(text);
  expect(contentOf(copy)).toEqual(contentOf(file));
  return text;
}

const captured = (...names: string[]) =>
  names.flatMap((name) =>
    xGoldenExchanges(name).map(({ message, answer }) => ({ type: message.type, payload: message.payload, answer })),
  );

describe('what is loaded is what was recorded', () => {
  test('of captured sessions, which are readable', () => {
    const text = expectLossless(xRecordingOf(captured('statements', 'crud', 'prepared')));
    expect(text).toContain('Crud.Find\n');
    expect(text).toMatch(/# xprobe\.c\.find\(.*\)/);
    expect(text).toMatch(/\n {4}\| a \| b {3}\|\n/);
    expect(text).toMatch(/ {4}error 1064 '42000' 'You have an error/);
    expect(text).not.toMatch(/argument 0x|bytes bytes-|\bframe \d|raw 0x/);
  });

  test('of a transaction, and of what a block refused', () => {
    const say = (stmt: string, answer: Buffer): XSaid => ({
      type: ClientMessage.SQL_STMT_EXECUTE,
      payload: StmtExecute.encode({ stmt: Buffer.from(stmt), args: [] }),
      answer,
    });
    const ok = frameMessage(ServerMessage.SQL_STMT_EXECUTE_OK);
    const text = expectLossless(
      xRecordingOf([say("SET sql_mode = 'ANSI'", ok), say('BEGIN', ok), say('DELETE FROM t', ok), say('COMMIT', ok)]),
    );
    expect(text).not.toMatch(/state|within/);
    const secret = say("CREATE USER u IDENTIFIED BY 'x1'", ok);
    const file = xRecordingOf([say('BEGIN', ok), secret, say('SELECT 1', ok)]);
    expect(expectLossless(file)).toContain('request none');
  });

  test('of messages and answers with bytes changed', () => {
    const all = captured('statements', 'crud', 'prepared');
    const edits = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 });
    const changed = (bytes: Buffer, changes: readonly (readonly [number, number])[]) => {
      const copy = Buffer.from(bytes);
      for (const [at, byte] of changes) if (copy.length > 0) copy[at % copy.length] = byte;
      return copy;
    };
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...all), edits, edits), { minLength: 1, maxLength: 8 }), (said) => {
        const file = xRecordingOf(
          said.map(([{ type, payload, answer }, ofPayload, ofAnswer]) => ({
            type,
            payload: changed(payload, ofPayload),
            answer: changed(answer, ofAnswer),
          })),
        );
        expectLossless(file);
      }),
      { numRuns: 4 },
    );
  });

  test('any bytes in any place of an answer are said', () => {
    const answers = captured('statements', 'crud', 'prepared').map(({ answer }) => answer);
    const edits = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 });
    fc.assert(
      fc.property(fc.constantFrom(...answers), edits, fc.nat(), (answer, changes, cut) => {
        const bytes = Buffer.from(answer.subarray(0, answer.length - (cut % 3 === 0 ? cut % (answer.length + 1) : 0)));
        for (const [at, byte] of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte;
        const appendix = new AppendixWriter();
        const lines = formatXAnswer(bytes, [], appendix);
        const read = parseXAnswer(new Lines(lines.join('\n')), [], appendix.reader());
        appendix.close();
        expect(read.toString('hex')).toBe(bytes.toString('hex'));
      }),
      { numRuns: 1000 },
    );
  });
});

test('what is edited is what is loaded', () => {
  const [find] = captured('statements').filter(({ answer }) =>
    [...decodeAnswer([answer])].some(({ kind }) => kind === 'row'),
  );
  expect(clientMessageName(find?.type ?? 0)).toBe('Sql.StmtExecute');
  const text = textOf(xRecordingOf(find === undefined ? [] : [find]));
  const cell = /\n {4}\| 1 .*\n/.exec(text)?.[0] ?? '';
  const copy = loaded(text.replace(cell, cell.replace('| 1 ', '| 77')).replace('| select', '| SELECT SQL_NO_CACHE'));
  const [exchanged] = contentOf(copy) as { sql: string; answer: string }[];
  expect(exchanged?.sql).toMatch(/^SELECT SQL_NO_CACHE/);
  const parts = [...decodeAnswer([Buffer.from(exchanged?.answer ?? '', 'hex')])];
  expect(JSON.stringify(parts.map((part) => (part.kind === 'row' ? part.decode() : null)))).toContain('"77"');
});

test.each([
  ['argumente: 5', /Mysqlx.Sql.StmtExecute has no field argumente/],
  ['args: {"int": "a"}', /is no integer of vSignedInt/],
  ['args: {"int": 5', /expected a value as JSON/],
  ['args: 5', /5 is no Mysqlx/],
])('a message that makes no sense is refused with its place: %s', (line, expected) => {
  const payload = StmtExecute.encode({ stmt: Buffer.from('SELECT ?'), args: [textValue('a')] });
  const answer = frameMessage(ServerMessage.SQL_STMT_EXECUTE_OK);
  const text = textOf(xRecordingOf([{ type: ClientMessage.SQL_STMT_EXECUTE, payload, answer }]));
  expect(text).toContain('args: {"text":"a"}');
  expect(() => loaded(text.replace('args: {"text":"a"}', line))).toThrow(expected);
});
