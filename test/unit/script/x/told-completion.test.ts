// What notices beside an answer told of it.

import { expect, test } from 'vitest';
import { infoNotice, numberNotice } from '../../../../src/mysqlx/codec/state-notice.ts';
import {
  NoticeFrame,
  SessionStateChanged,
  SessionVariableChanged,
  Warning,
} from '../../../../src/mysqlx/messages/messages.ts';
import {
  DatatypesScalarType,
  NoticeFrameType,
  NoticeSessionStateChangedParameter as Param,
} from '../../../../src/mysqlx/messages/schema.ts';
import { type ToldCompletion, tellNotice } from '../../../../src/script/x/told-completion.ts';

function told(...payloads: readonly Buffer[]): ToldCompletion {
  const completion: ToldCompletion = {};
  for (const payload of payloads) tellNotice(payload, completion);
  return completion;
}
const notice = (type: number, payload: Buffer) => NoticeFrame.encode({ type, scope: 2, payload } as never);
const warning = (level: number | undefined, code: number) =>
  notice(NoticeFrameType.WARNING, Warning.encode({ ...(level !== undefined && { level }), code, msg: 'w' } as never));
const octets = (...values: string[]) =>
  values.map((value) => ({ type: DatatypesScalarType.V_OCTETS, vOctets: { value: Buffer.from(value) } }));

test('rows, ids and messages; no rows at all are not told of', () => {
  expect(told(numberNotice(Param.ROWS_AFFECTED, 3n), numberNotice(Param.GENERATED_INSERT_ID, 2n ** 60n))).toEqual({
    ...{ affected_rows: 3, last_insert_id: String(2n ** 60n) },
  });
  expect(told(numberNotice(Param.ROWS_AFFECTED, 0n))).toEqual({});
  expect(told(infoNotice('Records: 1'))).toEqual({ message: 'Records: 1' });
});

test('warnings by their levels, in their order', () => {
  expect(told(warning(1, 10), warning(2, 11), warning(3, 12), warning(undefined, 13)).warnings).toEqual([
    { level: 'note', code: 10, message: 'w' },
    { code: 11, message: 'w' },
    { level: 'error', code: 12, message: 'w' },
    { code: 13, message: 'w' },
  ]);
});

test('what changed of the session, and the ids of documents', () => {
  const value = { type: DatatypesScalarType.V_STRING, vString: { value: Buffer.from('x') } };
  const variable = notice(
    NoticeFrameType.SESSION_VARIABLE_CHANGED,
    SessionVariableChanged.encode({ param: 'v', value } as never),
  );
  const change = (param: number, values: object[]) =>
    notice(NoticeFrameType.SESSION_STATE_CHANGED, SessionStateChanged.encode({ param, value: values } as never));
  expect(
    told(variable, change(Param.CURRENT_SCHEMA, [value]), change(Param.GENERATED_DOCUMENT_IDS, octets('a', 'b'))),
  ).toEqual({
    session_trackers: [
      { type: 'system_variable', name: 'v', value: 'x' },
      { type: 'schema', schema: 'x' },
    ],
    document_ids: ['a', 'b'],
  });
});
