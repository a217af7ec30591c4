// Why a recorded login was refused, as far as that can be seen again in a login whose password nobody knows.
// https://dev.mysql.com/doc/mysql-errors/9.0/en/server-error-reference.html

import type { RecordedSession, RecordingReader } from '../../core/recording.ts';
import type { Login } from '../../core/responder.ts';
import { Capability } from '../../mysql/constants/capabilities.ts';
import { decodeErr } from '../../mysql/packets/err.ts';
import { loginRefusal } from '../../mysqlx/codec/login-reply.ts';

/** Who asks, and how, as far as recorded logins differ in it. */
export type AskedLogin = Pick<Login, 'user' | 'database' | 'scope' | 'charset'> & {
  readonly isUsingPassword: boolean;
  /** As negotiated; default none. */
  readonly capabilities?: bigint;
  /** Default false. */
  readonly isTls?: boolean;
  /** Over the X Protocol: by which it logs in, each of which may be refused for reasons of its own. */
  readonly mechanism?: string;
};

/** The error's number and text; over either protocol. */
interface Refusal {
  readonly code: number;
  readonly message: string;
}

/** The password was wrong, or missing: all that MySQL and MariaDB say of it. */
const ACCESS_DENIED: ReadonlySet<number> = new Set([1045, 1698]);
/** The server cannot speak the character set that the client logs in with (as UCS-2). */
const ER_WRONG_VALUE_FOR_VAR = 1231;
/** The client cannot do the plugin of the account. */
const ER_NOT_SUPPORTED_AUTH_MODE = 1251;
/** The password has expired, and the client does not say that it can change it. */
const ER_MUST_CHANGE_PASSWORD_LOGIN = 1862;
/** In the text of error 1045, whatever the language of the rest. */
const WITHOUT_PASSWORD = /: NO\)/;

/** The server said so instead of greeting: nobody logged in. */
export function isRefusedConnection({ facts }: RecordedSession): boolean {
  return facts.protocol === 'classic' && facts.greeting.length === 0 && facts.loginReply.length > 0;
}

function refusalOf({ facts }: RecordedSession): Refusal | null {
  if (facts.authOutcome !== 'error' || facts.loginReply.length === 0) return null;
  if (facts.protocol === 'x') return loginRefusal(facts.loginReply);
  const { code, message } = decodeErr(facts.loginReply);
  return { code, message: message.toString('latin1') };
}

/** What its flags decide, which a login of the X Protocol has none of. */
function isByFlags({ facts }: RecordedSession): boolean {
  return facts.protocol === 'classic';
}

/** Refused for something that this login has as well: no password where one is needed, its character set, its flags. */
export function isRefusedLikewise(session: RecordedSession, login: AskedLogin): boolean {
  const refusal = refusalOf(session);
  if (refusal === null) return false;
  const { facts } = session;
  if (!isByFlags(session)) return isWithoutPassword(refusal) && !login.isUsingPassword;
  switch (refusal.code) {
    case ER_WRONG_VALUE_FOR_VAR:
      return facts.charset === login.charset;
    case ER_NOT_SUPPORTED_AUTH_MODE:
      return isAlikeIn(Capability.PLUGIN_AUTH, facts.capabilities, login.capabilities);
    case ER_MUST_CHANGE_PASSWORD_LOGIN:
      return isAlikeIn(Capability.CAN_HANDLE_EXPIRED_PASSWORDS, facts.capabilities, login.capabilities);
    default:
      return isWithoutPassword(refusal) && !login.isUsingPassword;
  }
}

/**
 * What was refused once for it is refused again as often as it is tried: but for a password that had expired, where one like it was let
 * in later, since somebody had changed it.
 * @param accepted logins of the same user, in the order of the recording
 */
export function showsAlways(session: RecordedSession, accepted: readonly RecordedSession[] = []): boolean {
  const code = isByFlags(session) ? (refusalOf(session)?.code ?? 0) : 0;
  if (code !== ER_MUST_CHANGE_PASSWORD_LOGIN) return code === ER_NOT_SUPPORTED_AUTH_MODE;
  const { id, facts } = session;
  const isAlike = (one: RecordedSession) =>
    isAlikeIn(Capability.CAN_HANDLE_EXPIRED_PASSWORDS, one.facts.capabilities, facts.capabilities);
  return !accepted.some((one) => one.id > id && isAlike(one));
}

/**
 * Refused for what neither password nor login says: a limit of connections, a locked account, an unknown database, a
 * server that is offline. It is refused again in its turn.
 */
export function isRefusedUnseen(session: RecordedSession): boolean {
  const code = refusalOf(session)?.code;
  if (code === undefined || ACCESS_DENIED.has(code)) return false;
  return !isByFlags(session) || (code !== ER_WRONG_VALUE_FOR_VAR && !showsAlways(session));
}

/** Whether a login was refused for a wrong password: a replay that knows none lets it in. */
export function isWrongPassword(session: RecordedSession): boolean {
  const refusal = refusalOf(session);
  return refusal !== null && ACCESS_DENIED.has(refusal.code) && !isWithoutPassword(refusal);
}

/**
 * Whether a login was refused because its account requires TLS: of that servers say no more than of a wrong password, but who
 * has it is let in with TLS alone.
 * @param ofUser all that the user was recorded with
 */
export function lacksTls(session: RecordedSession, ofUser: readonly RecordedSession[]): boolean {
  if (session.facts.clientTls !== null || !isWrongPassword(session)) return false;
  const accepted = ofUser.filter(isAccepted);
  return accepted.length > 0 && accepted.every(({ facts }) => facts.clientTls !== null);
}

/**
 * Users who were refused for a wrong password and are let in, since a replay that knows none cannot tell.
 * @param limit of logins that are looked at
 */
export function usersLetIn(
  reader: Pick<RecordingReader, 'refusedLogins' | 'sessionsOf'>,
  limit: number,
): readonly string[] {
  const users = new Set<string>();
  for (const one of reader.refusedLogins(limit)) {
    const { user, protocol, authPlugin } = one.facts;
    if (users.has(user) || !isWrongPassword(one)) continue;
    const all = reader.sessionsOf(user, limit, protocol);
    // over the X Protocol what never worked is refused again
    const isRefusedAgain =
      protocol === 'x' && !all.some((each) => each.facts.authPlugin === authPlugin && isAccepted(each));
    if (!isRefusedAgain && !lacksTls(one, all)) users.add(user);
  }
  return [...users];
}

function isWithoutPassword({ code, message }: Refusal): boolean {
  return ACCESS_DENIED.has(code) && WITHOUT_PASSWORD.test(message);
}

function isAlikeIn(flag: bigint, recorded: bigint, asked = 0n): boolean {
  return ((recorded ^ asked) & flag) === 0n;
}

export function isAccepted({ facts }: RecordedSession): boolean {
  return facts.authOutcome === 'ok';
}
