// Messages of servers as one line each, and such lines as the same messages.

import { expect, test } from 'vitest';
import { frameMessage } from '../../../../../src/mysqlx/codec/framing.ts';
import { infoNotice, numberNotice } from '../../../../../src/mysqlx/codec/state-notice.ts';
import { ServerMessage } from '../../../../../src/mysqlx/constants/message-types.ts';
import { ErrorMessage, NoticeFrame, Ok } from '../../../../../src/mysqlx/messages/messages.ts';
import {
  NoticeFrameType,
  NoticeSessionStateChangedParameter as Param,
} from '../../../../../src/mysqlx/messages/schema.ts';
import { formatFrame, formatXMessage, parseXMessage } from '../../../../../src/tools/text/lines/x-message-lines.ts';
import { Line } from '../../../../../src/tools/text/reading/scanner.ts';
import { readXGolden, xGoldenNames } from '../../../../support/x-golden.ts';

const NONE = Buffer.alloc(0);
const error = (severity: 0 | 1) => ErrorMessage.encode({ code: 1064, sqlState: '42000', msg: "You've", severity });
const notice = (payload: string) =>
  NoticeFrame.encode({ type: NoticeFrameType.WARNING, scope: 2, payload: Buffer.from(payload, 'hex') });

test.each<[string, number, Buffer]>([
  ['executed', ServerMessage.SQL_STMT_EXECUTE_OK, NONE],
  ['done', ServerMessage.RESULTSET_FETCH_DONE, NONE],
  ['suspended', ServerMessage.RESULTSET_FETCH_SUSPENDED, NONE],
  ['more_results', ServerMessage.RESULTSET_FETCH_DONE_MORE_RESULTSETS, NONE],
  ['more_out_params', ServerMessage.RESULTSET_FETCH_DONE_MORE_OUT_PARAMS, NONE],
  ['ok', ServerMessage.OK, NONE],
  ["ok ''", ServerMessage.OK, Ok.encode({ msg: '' })],
  ["ok 'bye!'", ServerMessage.OK, Ok.encode({ msg: 'bye!' })],
  ["error 1064 '42000' 'You\\'ve'", ServerMessage.ERROR, error(0)],
  ["error 1064 '42000' 'You\\'ve' fatal", ServerMessage.ERROR, error(1)],
  ['affected 18446744073709551615', ServerMessage.NOTICE, numberNotice(Param.ROWS_AFFECTED, 2n ** 64n - 1n)],
  ['insert_id 4294967296', ServerMessage.NOTICE, numberNotice(Param.GENERATED_INSERT_ID, 2n ** 32n)],
  ["info 'Records: 1'", ServerMessage.NOTICE, infoNotice('Records: 1')],
  // what the forms do not say stands as bytes
  ['frame 17 0x08', ServerMessage.SQL_STMT_EXECUTE_OK, Buffer.of(8)],
  ['frame 0 0xff', ServerMessage.OK, Buffer.of(0xff)],
  ['frame 99 0x0102', 99, Buffer.of(1, 2)],
])('%s', (line, type, payload) => {
  expect(formatXMessage(type, payload)).toBe(line);
  expect(parseXMessage(new Line(line, 1))).toEqual(frameMessage(type, payload));
});

test('a notice says what it holds, or its bytes where that says not all of it', () => {
  const line = formatXMessage(ServerMessage.NOTICE, notice('100a1a0161'));
  expect(line).toMatch(/^notice \{.*"holds":\{.*"code":10,"msg":"a"/);
  const opaque = formatXMessage(ServerMessage.NOTICE, notice('100a1a016198069601'));
  expect(opaque).not.toContain('holds');
  for (const [each, payload] of [
    [line, notice('100a1a0161')],
    [opaque, notice('100a1a016198069601')],
  ] as const) {
    expect(parseXMessage(new Line(each, 1))).toEqual(frameMessage(ServerMessage.NOTICE, payload));
  }
});

test('every message that a server said has a line that is read as its bytes', () => {
  for (const { from, type, payload } of xGoldenNames.flatMap(readXGolden)) {
    if (from !== 'server') continue;
    const line = formatXMessage(type, payload);
    expect(parseXMessage(new Line(line, 1))).toEqual(frameMessage(type, payload));
    expect(parseXMessage(new Line(formatFrame(type, payload), 1))).toEqual(frameMessage(type, payload));
  }
});

test('another line is none, whatever every object has under its word', () => {
  for (const text of ['COM_QUERY', 'constructor', '__proto__', '', '| a |']) {
    expect(parseXMessage(new Line(text, 1))).toBeNull();
  }
});

test.each([
  ['error', 'expected the code of an error, a number'],
  ['error 4294967296', 'the code of an error of 4294967295 at the most'],
  ["error 1 '42000'", 'expected a message'],
  ['affected -1', 'expected a number, a number'],
  ['affected 18446744073709551616', 'a number of 18446744073709551615 at the most'],
  ['info 5', 'expected a message in quotes'],
  ['frame 256 0x', 'the type of a message of 255 at the most'],
  ['frame 1', "expected the message's payload"],
  ['notice 5', 'a notice is an object; before here'],
  ['notice []', 'a notice is an object'],
  ['notice {"type":9,"holds":{}}', 'a notice of type 9 holds nothing that is known'],
  ['notice {"kind":1}', 'has no field kind'],
])('%s is refused', (line, message) => {
  expect(() => parseXMessage(new Line(line, 1))).toThrow(message);
});
