import { expect, test } from 'vitest';
import type { RecordedSession, RecordingReader, SessionFacts } from '../../../../src/core/recording.ts';
import { encodeErr } from '../../../../src/mysql/packets/err.ts';
import { type AskedLogin, RecordedLogins } from '../../../../src/replay/session/recorded-logins.ts';

const OK = Buffer.from('00000002000000', 'hex');

function refusal(code: number, message: string): Buffer {
  return encodeErr({ code, sqlState: '28000', message: Buffer.from(message) });
}

interface Given {
  readonly database?: string;
  readonly reply?: Buffer;
  readonly charset?: number;
  readonly startedAtUs?: number;
}

/** Sessions of one user, with ids from 1. */
function loginsOf(...given: readonly Given[]): RecordedLogins {
  const sessions = given.map(({ database = 'shop', reply = OK, charset = 45, startedAtUs = 1 }, n) => {
    const authOutcome = reply[0] === 0x00 ? 'ok' : 'error';
    const facts = { protocol: 'classic', scope: '', database, charset, startedAtUs, authOutcome, loginReply: reply };
    return { id: n + 1, facts: facts as Partial<SessionFacts> as SessionFacts } as RecordedSession;
  });
  const reader: Pick<RecordingReader, 'sessionsOf'> = { sessionsOf: () => sessions };
  return new RecordedLogins(reader, undefined);
}

const LOGIN: AskedLogin = { user: 'app', database: 'shop', scope: '', charset: 45, isUsingPassword: true };
const DENIED = refusal(1045, "Access denied for user 'app'@'localhost' (using password: YES)");
const NO_PASSWORD = refusal(1045, "Access denied for user 'app'@'localhost' (using password: NO)");
const WRONG_CHARSET = refusal(1231, "Variable 'character_set_client' can't be set to the value of 'ucs2'");

test('an accepted login goes before a refused one: any password passes', () => {
  const logins = loginsOf({ reply: DENIED }, {}, {});
  const ids = [1, 2, 3].map(() => logins.follow(LOGIN)?.id);
  expect(ids).toEqual([2, 3, 2]);
});

test('a refused one is taken where all are', () => {
  expect(loginsOf({ reply: DENIED }).follow(LOGIN)?.id).toBe(1);
});

test('a login without a password is refused as often as the recording has it', () => {
  const logins = loginsOf({}, { reply: NO_PASSWORD });
  expect(logins.follow(LOGIN)?.id).toBe(1);
  const without = { ...LOGIN, isUsingPassword: false };
  expect([logins.follow(without)?.id, logins.follow(without)?.id]).toEqual([2, 1]);
});

test('a login is refused for its character set alone', () => {
  const logins = loginsOf({ reply: WRONG_CHARSET, charset: 35 }, {});
  expect(logins.follow({ ...LOGIN, charset: 35 })?.id).toBe(1);
  expect(logins.follow(LOGIN)?.id).toBe(2);
});

test('a change of user goes on with what the same recorded connection did, refusals too', () => {
  const logins = loginsOf({}, { startedAtUs: 2 }, { reply: DENIED }, { database: 'other' }, {});
  const first = logins.follow(LOGIN);
  if (first === undefined) throw new Error('nothing is followed');
  const refused = logins.changedFrom(first, LOGIN);
  expect(refused?.id).toBe(3);
  expect(logins.changedFrom(refused ?? first, LOGIN)?.id).toBe(5);
  expect(logins.changedFrom(first, LOGIN)).toBeUndefined();
  expect(logins.changedFrom(first, { ...LOGIN, database: 'none' })).toBeUndefined();
});
