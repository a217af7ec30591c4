// A login where we are the server and hold no one's secret but what we were given: any password passes for a user whose
// password is not known, and a known one is really verified.
// https://dev.mysql.com/doc/dev/mysql-server/latest/mysqlx_protocol_authentication.html

import { type ScopedUser, scopedUser } from '../../core/scope.ts';
import type { XAuthDialogue, XLogin } from '../../core/x-responder.ts';
import { type AuthData, MYSQL41, NOBODY, PLAIN, parseAuthData, SHA256_MEMORY } from '../auth/auth-data.ts';
import { isPasswordProof, makeChallenge } from '../auth/password-proof.ts';
import { frameMessage } from '../codec/framing.ts';
import { invalidMechanism } from '../constants/errors.ts';
import { ServerMessage } from '../constants/message-types.ts';
import { AuthenticateContinue } from '../messages/messages.ts';
import { XViolation } from './x-violation.ts';

/** Logins that may fail on one connection; MySQL ends it behind the last. */
export const MAX_FAILED_LOGINS = 3;

export interface XAuthentication extends ScopedUser {
  readonly database: string;
  readonly isAccepted: boolean;
  /** Whether the client gave a password, for the words of a refusal. */
  readonly isUsingPassword: boolean;
}

/** The password to verify; null where any passes; undefined for one who may not enter. */
type KnownPassword = Buffer | null | undefined;
export type PasswordOf = (user: string, schema: string) => KnownPassword | Promise<KnownPassword>;

/**
 * Runs the dialogue up to, not including, the message that ends it.
 * @throws XViolation for a mechanism that no server has
 */
export async function authenticateX(
  login: XLogin,
  dialogue: XAuthDialogue,
  passwordOf: PasswordOf,
  challenge = makeChallenge(),
): Promise<XAuthentication> {
  const { mechanism } = login;
  if (mechanism === PLAIN) {
    const data = parseAuthData(login.authData) ?? NOBODY;
    return await judge(data, login, passwordOf, (password) => data.secret.equals(password));
  }
  if (mechanism !== MYSQL41 && mechanism !== SHA256_MEMORY) {
    throw new XViolation(invalidMechanism(mechanism), 'a login by an unknown mechanism');
  }
  const payload = AuthenticateContinue.encode({ authData: challenge });
  await dialogue.send(frameMessage(ServerMessage.SESS_AUTHENTICATE_CONTINUE, payload));
  const answer = await dialogue.receive();
  const data = parseAuthData(AuthenticateContinue.decode(answer.payload).authData) ?? NOBODY;
  return await judge(data, login, passwordOf, (password) =>
    isPasswordProof(mechanism, data.secret, password, challenge),
  );
}

/** Whether what a client has given is right. */
export async function judge(
  { user: name, schema, secret }: AuthData,
  { attributes }: XLogin,
  passwordOf: PasswordOf,
  isRight: (password: Buffer) => boolean,
): Promise<XAuthentication> {
  const { user, scope } = scopedUser(name, new Map(Object.entries(attributes)));
  const password = await passwordOf(user, schema);
  const isAccepted = password === null || (password !== undefined && isRight(password));
  return { user, scope, database: schema, isAccepted, isUsingPassword: secret.length > 0 };
}
