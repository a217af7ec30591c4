import { expect, test } from 'vitest';
import { NoticeFrameType } from '../../../src/mysqlx/messages/schema.ts';
import { XNoticeType } from '../../../src/script/notice-types.ts';

test('types are those that the protocol numbers so', () => {
  expect([XNoticeType.WARNING, XNoticeType.SESSION_STATE_CHANGED, XNoticeType.SERVER_HELLO]).toEqual([
    ...[NoticeFrameType.WARNING, NoticeFrameType.SESSION_STATE_CHANGED, NoticeFrameType.SERVER_HELLO],
  ]);
});
