// `notices` of a script: what a session of the X Protocol is told unasked.

import type { NoticePlan } from '../script.ts';
import { ScriptFailure } from '../script-failure.ts';
import { describeTypes, isObject } from './describe-types.ts';
import { elements, type Fields, milliseconds, object, text, UINT32, unsigned } from './fields.ts';

/** @throws ScriptFailure; checked when the script is loaded, for the classic protocol as well */
export function readNotices(notices: unknown): readonly NoticePlan[] {
  if (notices === undefined || notices === null) return [];
  if (!Array.isArray(notices)) {
    throw new ScriptFailure(`expected 'notices' to be one of callable, thread or array, got ${describeTypes(notices)}`);
  }
  return elements(object(notices)).map((notice) => readNotice(object(notice)));
}

function readNotice(notice: Fields): NoticePlan {
  const { payload } = notice;
  return {
    sendOffsetMs: milliseconds(notice, 'send_offset', ', got'),
    type: notice['type'] === undefined ? null : unsigned(notice, 'type', UINT32),
    scope: readScope(notice),
    payload: isObject(payload) ? payload : {},
  };
}

function readScope(notice: Fields): NoticePlan['scope'] {
  if (notice['scope'] === undefined) return null;
  const scope = text(notice, 'scope');
  if (scope === 'GLOBAL') return 'GLOBAL';
  if (scope === 'LOCAL' || scope === '') return 'LOCAL';
  throw new ScriptFailure(`scope must be LOCAL or GLOBAL was: '${scope}'`);
}
