// Notices read back as a trace tells them, and those that a script sends unasked.

import { expect, test } from 'vitest';
import { framesOf } from '../../../../src/mysqlx/codec/framing.ts';
import { GroupReplicationStateChanged, NoticeFrame, Warning } from '../../../../src/mysqlx/messages/messages.ts';
import { NoticeFrameScope } from '../../../../src/mysqlx/messages/schema.ts';
import { type Completion, NOTHING_DONE } from '../../../../src/script/answer.ts';
import { XNoticeType } from '../../../../src/script/notice-types.ts';
import type { NoticePlan } from '../../../../src/script/script.ts';
import { type ToldCompletion, tellNotice } from '../../../../src/script/x/told-completion.ts';
import { completionNotices, plannedNotice } from '../../../../src/script/x/x-notices.ts';

function told(completion: Partial<Completion>, saysRows = false): ToldCompletion {
  const result: ToldCompletion = {};
  const notices = completionNotices({ ...NOTHING_DONE, ...completion }, completion.warningList ?? [], saysRows);
  for (const { payload } of framesOf(notices)) tellNotice(payload, result);
  return result;
}

function planned(changes: Partial<NoticePlan>) {
  const frame = plannedNotice({ sendOffsetMs: 0, type: null, scope: null, payload: {}, ...changes });
  const [first] = frame === null ? [] : [...framesOf([frame])];
  return first === undefined ? null : NoticeFrame.decode(first.payload);
}

test('nothing done is nothing told, but for rows where they are to be', () => {
  expect(completionNotices(NOTHING_DONE, [], false)).toEqual([]);
  expect(completionNotices(NOTHING_DONE, [], true)).toHaveLength(1);
});

test('great numbers are told whole', () => {
  expect(told({ affectedRows: 2n ** 32n, lastInsertId: 2n ** 64n - 1n })).toEqual({
    ...{ affected_rows: 2 ** 32, last_insert_id: '18446744073709551615' },
  });
});

test('what the X Protocol has no notice for is left out', () => {
  expect(told({ trackers: [{ type: 'gtids', encoding: 0, gtids: Buffer.from('a:1') }] })).toEqual({});
  expect(told({ warningList: [{ level: 'error', code: 9, message: 'ä' }] })).toEqual({
    warnings: [{ level: 'error', code: 9, message: 'ä' }],
  });
});

test('a planned one has the scope and the content that the script says', () => {
  expect([planned({}), planned({ type: 99 })]).toEqual([null, null]);
  const warning = planned({
    type: XNoticeType.WARNING,
    scope: 'GLOBAL',
    payload: { code: 7.9, message: 'm', level: 'x' },
  });
  expect(warning?.scope).toBe(NoticeFrameScope.GLOBAL);
  expect(Warning.decode(warning?.payload ?? Buffer.alloc(0))).toMatchObject({ code: 7, msg: 'm' });
  const group = planned({ type: XNoticeType.GROUP_REPLICATION_STATE_CHANGED, payload: { type: 'x', 'view-id': 3 } });
  expect(GroupReplicationStateChanged.decode(group?.payload ?? Buffer.alloc(0))).toMatchObject({
    type: 0,
    viewId: '3',
  });
});
