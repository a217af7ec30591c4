import { expect, test } from 'vitest';
import type { RecordedSession, RecordingReader, SessionFacts } from '../../../../src/core/recording.ts';
import { Capability } from '../../../../src/mysql/constants/capabilities.ts';
import { encodeErr } from '../../../../src/mysql/packets/err.ts';
import { RecordedLogins } from '../../../../src/replay/session/recorded-logins.ts';
import type { AskedLogin } from '../../../../src/replay/session/recorded-refusals.ts';

const OK = Buffer.from('00000002000000', 'hex');

function refusal(code: number, message: string): Buffer {
  return encodeErr({ code, sqlState: '28000', message: Buffer.from(message) });
}

interface Given {
  readonly database?: string;
  readonly reply?: Buffer;
  readonly charset?: number;
  readonly startedAtUs?: number;
  readonly capabilities?: bigint;
  /** Of a connection that was refused instead of greeted: how many others were there. */
  readonly connection?: number;
}

/** Sessions of one user, with ids from 1. */
function loginsOf(...given: readonly Given[]): RecordedLogins {
  const sessions = given.map(
    ({ database = 'shop', reply = OK, charset = 45, startedAtUs, capabilities = 0n, connection }, n) => {
      const authOutcome = reply[0] === 0x00 ? 'ok' : 'error';
      const greeting = Buffer.from(connection === undefined ? 'x' : '');
      const how = {
        greeting,
        attributes: { open_connections: String(connection ?? 0) },
        charset,
        startedAtUs: startedAtUs ?? n + 1,
        capabilities,
      };
      const facts = { protocol: 'classic', scope: '', database, ...how, authOutcome, loginReply: reply };
      return { id: n + 1, facts: facts as Partial<SessionFacts> as SessionFacts } as RecordedSession;
    },
  );
  const reader: Pick<RecordingReader, 'users' | 'sessionsOf' | 'firstSession' | 'refusedLogins'> = {
    users: () => ['app'],
    sessionsOf: () => sessions,
    firstSession: () => sessions[0],
    refusedLogins: () => sessions.filter(({ facts }) => facts.authOutcome === 'error'),
  };
  return new RecordedLogins(reader, undefined);
}

const LOGIN: AskedLogin = { user: 'app', database: 'shop', scope: '', charset: 45, isUsingPassword: true };
const DENIED = refusal(1045, "Access denied for user 'app'@'localhost' (using password: YES)");
const NO_PASSWORD = refusal(1045, "Access denied for user 'app'@'localhost' (using password: NO)");
const EXPIRED = refusal(1862, 'Your password has expired.');
const LIMIT = refusal(1226, "User 'app' has exceeded the 'max_user_connections' resource (current value: 1)");
const CAN_HANDLE = Capability.CAN_HANDLE_EXPIRED_PASSWORDS;
const WRONG_CHARSET = refusal(1231, "Variable 'character_set_client' can't be set to the value of 'ucs2'");

/** A login that plays something of the first session that may be its own. */
function asksOf(logins: RecordedLogins): number | undefined {
  const { seat } = logins.follow(LOGIN);
  const own = seat?.candidates()[0]?.id;
  if (own !== undefined) seat?.claim(own);
  return own;
}

test('any password passes, and what was refused for one takes no session of another', () => {
  const logins = loginsOf({ reply: DENIED }, {}, {});
  expect(logins.follow(LOGIN).session?.id).toBe(2);
  expect([asksOf(logins), asksOf(logins), asksOf(logins)]).toEqual([2, 3, undefined]);
});

test('a login that asks for nothing moves no other, whatever its number', () => {
  const logins = loginsOf({}, {});
  const probes = [1, 2, 3].map(() => logins.follow(LOGIN).session?.id);
  expect(probes).toEqual([1, 1, 1]);
  expect([asksOf(logins), asksOf(logins)]).toEqual([1, 2]);
});

test('behind a SET GLOBAL a login is answered as those that were recorded behind it', () => {
  const logins = loginsOf({ startedAtUs: 10 }, { startedAtUs: 20 }, { startedAtUs: 30 });
  const first = logins.follow(LOGIN).session?.id;
  logins.noteGlobalsSet(15);
  const second = logins.follow(LOGIN).session?.id;
  logins.noteGlobalsSet(25);
  expect([first, second, logins.follow(LOGIN).session?.id]).toEqual([1, 2, 3]);
  logins.noteGlobalsSet(99);
  expect(logins.follow(LOGIN).session?.id).toBe(1);
  logins.forget(null);
  expect(logins.follow(LOGIN).session?.id).toBe(1);
});

test('a session is claimed by one connection, and a connection claims one', () => {
  const logins = loginsOf({}, {});
  const [one, two] = [logins.follow(LOGIN).seat, logins.follow(LOGIN).seat];
  one?.claim(1);
  two?.claim(1);
  one?.claim(2);
  expect([one?.mayBe(1), one?.mayBe(2), two?.mayBe(1), two?.mayBe(2)]).toEqual([true, false, false, true]);
});

test('a refused one is taken where all are', () => {
  expect(loginsOf({ reply: DENIED }).follow(LOGIN)).toMatchObject({ session: { id: 1 }, seat: null });
});

test('a login without a password is refused as often as the recording has it', () => {
  const logins = loginsOf({}, { reply: NO_PASSWORD });
  expect(logins.follow(LOGIN).session?.id).toBe(1);
  const without = { ...LOGIN, isUsingPassword: false };
  expect([logins.follow(without).session?.id, logins.follow(without).session?.id]).toEqual([2, 1]);
});

test('a login is refused for its character set alone', () => {
  const logins = loginsOf({ reply: WRONG_CHARSET, charset: 35 }, {});
  expect(logins.follow({ ...LOGIN, charset: 35 }).session?.id).toBe(1);
  expect(logins.follow(LOGIN).session?.id).toBe(2);
});

test('what shows in the flags is refused as often as it is tried', () => {
  const logins = loginsOf({ reply: EXPIRED, capabilities: 0n }, { capabilities: CAN_HANDLE });
  const ids = [0n, CAN_HANDLE, 0n].map((capabilities) => logins.follow({ ...LOGIN, capabilities }).session?.id);
  expect(ids).toEqual([1, 2, 1]);
});

test('what the server was short of is refused in its turn', () => {
  const logins = loginsOf({}, { reply: LIMIT }, {});
  const accepted = [1, 2, 3, 4].map(() => logins.follow(LOGIN).seat !== null);
  expect(accepted).toEqual([true, false, true, true]);
});

test('a limit that was never lifted goes on', () => {
  const logins = loginsOf({ reply: LIMIT });
  expect([1, 2].map(() => logins.follow(LOGIN).session?.id)).toEqual([1, 1]);
});

test('a change of user goes on with what the same recorded connection did, refusals too', () => {
  const logins = loginsOf(
    { startedAtUs: 1 },
    {},
    { reply: DENIED, startedAtUs: 1 },
    { database: 'other', startedAtUs: 1 },
    { startedAtUs: 1 },
  );
  const { seat } = logins.follow(LOGIN);
  if (seat === null) throw new Error('nothing is followed');
  const refused = logins.changedFrom(seat, LOGIN);
  expect(refused?.id).toBe(3);
  expect(logins.changedFrom(seat, LOGIN)?.id).toBe(5);
  expect(logins.changedFrom(seat, LOGIN)).toBeUndefined();
  expect(logins.changedFrom(seat, { ...LOGIN, database: 'none' })).toBeUndefined();
});

test('a connection is refused again behind the same logins, while as many are there, each time once', () => {
  const full = { reply: refusal(1040, 'Too many connections') };
  const logins = loginsOf({}, { ...full, connection: 1 }, {}, { ...full, connection: 2 });
  expect(logins.refusedConnection(1)).toBeUndefined();
  logins.follow(LOGIN);
  expect(logins.refusedConnection(0)).toBeUndefined();
  expect(logins.refusedConnection(1)?.id).toBe(2);
  expect(logins.refusedConnection(5)).toBeUndefined();
  logins.follow(LOGIN);
  expect(logins.refusedConnection(1)).toBeUndefined();
  expect(logins.refusedConnection(2)?.id).toBe(4);
  // nobody logged in there
  expect(logins.sessionsOf('app').map(({ id }) => id)).toEqual([1, 3]);
  logins.forget(null);
  logins.follow(LOGIN);
  expect(logins.refusedConnection(1)?.id).toBe(2);
});
