// Notices of a module, as they are sent.

import { XNoticeType } from '../notice-types.ts';
import type { NoticePlan } from '../script.ts';
import type { ScriptNotice } from './define-script.ts';

/** As in Mysqlx.Notice.GroupReplicationStateChanged.Type. */
const CHANGES = { quorumLoss: 1, viewChange: 2, roleChange: 3, stateChange: 4 } as const;

export function noticePlan(notice: ScriptNotice): NoticePlan {
  const { delayMs = 0, scope = 'local' } = notice;
  return { sendOffsetMs: delayMs, scope: scope === 'global' ? 'GLOBAL' : 'LOCAL', ...contentOf(notice) };
}

function contentOf(notice: ScriptNotice): Pick<NoticePlan, 'type' | 'payload'> {
  switch (notice.notice) {
    case 'warning': {
      const { level = 'warning', code, message } = notice;
      return { type: XNoticeType.WARNING, payload: { level, code, message } };
    }
    case 'variable':
      return { type: XNoticeType.SESSION_VARIABLE_CHANGED, payload: { name: notice.name, value: notice.value } };
    case 'schema':
      return { type: XNoticeType.SESSION_STATE_CHANGED, payload: { schema: notice.name } };
    case 'groupReplication': {
      const viewId = notice.viewId === undefined ? {} : { 'view-id': notice.viewId };
      return {
        type: XNoticeType.GROUP_REPLICATION_STATE_CHANGED,
        payload: { type: CHANGES[notice.change], ...viewId },
      };
    }
  }
}
