// Why a login was refused decides who is refused again: what shows in a login is, a wrong password never.

import { expect, test } from 'vitest';
import type { RecordedSession, SessionFacts } from '../../../../src/core/recording.ts';
import { Capability } from '../../../../src/mysql/constants/capabilities.ts';
import { encodeErr } from '../../../../src/mysql/packets/err.ts';
import { frameError } from '../../../../src/mysqlx/codec/framing.ts';
import {
  type AskedLogin,
  isRefusedLikewise,
  isRefusedUnseen,
  isWrongPassword,
  lacksTls,
  showsAlways,
  usersLetIn,
} from '../../../../src/replay/session/recorded-refusals.ts';

function refused(code: number, message = '', changes: Partial<SessionFacts> = {}): RecordedSession {
  const loginReply = encodeErr({ code, sqlState: '28000', message: Buffer.from(message) });
  const facts = { protocol: 'classic', authOutcome: 'error', loginReply, charset: 45, capabilities: 0n, ...changes };
  return { id: 1, facts: facts as Partial<SessionFacts> as SessionFacts } as RecordedSession;
}

function refusedX(code: number, message = '', changes: Partial<SessionFacts> = {}): RecordedSession {
  const loginReply = frameError({ code, sqlState: 'HY000', message, isFatal: false });
  return refused(code, '', { protocol: 'x', loginReply, ...changes });
}

const LOGIN: AskedLogin = { user: 'app', database: '', scope: '', charset: 45, isUsingPassword: true };
const NO_PASSWORD = 'Zugriff verweigert (verwendetes Passwort: NO)';

test.each<[string, RecordedSession, unknown[]]>([
  ['a wrong password', refused(1045, '(using password: YES)'), [true, false, false]],
  ['a missing one, in any language', refused(1045, NO_PASSWORD), [false, false, false]],
  ['without the words', refused(1698, 'denied'), [true, false, false]],
  ['a limit', refused(1040), [false, true, false]],
  ['an unknown database', refused(1049), [false, true, false]],
  ['a character set', refused(1231), [false, false, false]],
  ['a plugin', refused(1251), [false, false, true]],
  ['an expired password', refused(1862), [false, false, true]],
  ['accepted', refused(1040, '', { authOutcome: 'ok' }), [false, false, false]],
  ['the server went away', refused(1040, '', { loginReply: Buffer.alloc(0) }), [false, false, false]],
  ['a wrong password over X', refusedX(1045, '(using password: YES)'), [true, false, false]],
  ['a locked account over X', refusedX(3118), [false, true, false]],
  ['an expired password over X, where a capability decides', refusedX(1862), [false, true, false]],
  ['no refusal over X', refused(0, '', { protocol: 'x', loginReply: Buffer.alloc(3) }), [false, false, false]],
])('%s: wrong password, unseen, always', (_, session, verdicts) => {
  expect([isWrongPassword(session), isRefusedUnseen(session), showsAlways(session)]).toEqual(verdicts);
});

test('who asks in the same way is refused likewise', () => {
  const without = { ...LOGIN, isUsingPassword: false };
  expect([LOGIN, without].map((login) => isRefusedLikewise(refused(1045, NO_PASSWORD), login))).toEqual([false, true]);
  expect(isRefusedLikewise(refused(1040, NO_PASSWORD), without)).toBe(false);
  expect([45, 35].map((charset) => isRefusedLikewise(refused(1231), { ...LOGIN, charset }))).toEqual([true, false]);
});

test('of the flags only the one that it is about counts; none said is none had', () => {
  const flag = Capability.CAN_HANDLE_EXPIRED_PASSWORDS;
  const asked = [{}, { capabilities: 0n }, { capabilities: Capability.PLUGIN_AUTH }, { capabilities: flag }];
  expect(asked.map((one) => isRefusedLikewise(refused(1862), { ...LOGIN, ...one }))).toEqual([true, true, true, false]);
  const had = refused(1251, '', { capabilities: Capability.PLUGIN_AUTH });
  expect(asked.map((one) => isRefusedLikewise(had, { ...LOGIN, ...one }))).toEqual([false, false, true, false]);
});

test('who is let in with TLS alone was refused without it for that, and not for the password', () => {
  const tls = { protocol: 'TLSv1.3', cipher: 'x' } as unknown as SessionFacts['clientTls'];
  const inClear = refused(1045, '(using password: YES)', { clientTls: null, user: 'app' });
  const withTls = refused(1045, '(using password: YES)', { clientTls: tls, user: 'app' });
  const secure = refused(0, '', { authOutcome: 'ok', clientTls: tls });
  const open = refused(0, '', { authOutcome: 'ok', clientTls: null });
  expect([[secure], [secure, open], [open], []].map((all) => lacksTls(inClear, all))).toEqual([
    true,
    false,
    false,
    false,
  ]);
  expect(lacksTls(withTls, [secure])).toBe(false);
  expect(lacksTls(refused(1040, '', { clientTls: null }), [secure])).toBe(false);
  const readerOf = (logins: RecordedSession[], others: RecordedSession[]) => ({
    refusedLogins: () => logins,
    sessionsOf: () => [...logins, ...others],
  });
  expect(usersLetIn(readerOf([inClear], [secure]), 9)).toEqual([]);
  expect(usersLetIn(readerOf([inClear, withTls], [secure]), 9)).toEqual(['app']);
});

test('over X a mechanism that never worked lets nobody in', () => {
  const by = (authPlugin: string) =>
    refusedX(1045, '(using password: YES)', { clientTls: null, user: 'app', authPlugin });
  const worked = refused(0, '', { authOutcome: 'ok', clientTls: null, authPlugin: 'PLAIN' });
  const letIn = (...logins: RecordedSession[]) =>
    usersLetIn({ refusedLogins: () => logins, sessionsOf: () => [...logins, worked] }, 9);
  expect([letIn(by('MYSQL41')), letIn(by('MYSQL41'), by('PLAIN'))]).toEqual([[], ['app']]);
});
