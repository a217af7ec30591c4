// Passes a login of the X Protocol on between client and server, message by message: the challenge is the server's own,
// so MYSQL41 and SHA256_MEMORY need no help. PLAIN holds the password itself: from a client that is safe to a server that
// is not, it ends here, and what the server gets is a proof of the password.
// https://dev.mysql.com/doc/dev/mysql-server/latest/mysqlx_protocol_authentication.html

import { ConnectionLost } from '../core/errors.ts';
import type { XAuthDialogue, XLogin, XMessage } from '../core/x-responder.ts';
import {
  type AuthData,
  formatAuthData,
  MYSQL41,
  NOBODY,
  PLAIN,
  parseAuthData,
  SHA256_MEMORY,
  withoutScope,
} from '../mysqlx/auth/auth-data.ts';
import { passwordProof } from '../mysqlx/auth/password-proof.ts';
import { frameMessage } from '../mysqlx/codec/framing.ts';
import { ClientMessage, ServerMessage } from '../mysqlx/constants/message-types.ts';
import { AuthenticateContinue, AuthenticateStart, ErrorMessage } from '../mysqlx/messages/messages.ts';
import { MysqlxErrorSeverity } from '../mysqlx/messages/schema.ts';
import { mechanismsOf } from '../mysqlx/session/capabilities.ts';
import type { XAnswer, XUpstream } from './x-upstream.ts';

export interface XAuthRelayResult {
  /** What the server said last, and what came with it. */
  readonly reply: XAnswer;
  /** As the client gave it: a scope may stand behind it. */
  readonly user: string;
  readonly database: string;
}

export function isAccepted({ last }: XAnswer): boolean {
  return last.type === ServerMessage.SESS_AUTHENTICATE_OK;
}

/** Whether the server ends the connection behind it. */
export function isOver({ last }: XAnswer): boolean {
  if (last.type !== ServerMessage.ERROR) return false;
  return ErrorMessage.decode(last.payload).severity === MysqlxErrorSeverity.FATAL;
}

/** Runs one login up to its end; the reply is sent to the client by the caller. @throws ConnectionLost */
export async function relayLogin(
  login: XLogin,
  dialogue: XAuthDialogue,
  upstream: XUpstream,
): Promise<XAuthRelayResult> {
  const isPlain = login.mechanism === PLAIN;
  let data = isPlain ? (parseAuthData(login.authData) ?? NOBODY) : null;
  if (data !== null && !upstream.connection.isSecure) return await provePassword(data, upstream);
  let reply = await upstream.ask(startFor(login));
  while (reply.last.type === ServerMessage.SESS_AUTHENTICATE_CONTINUE) {
    await dialogue.send(reply.frames);
    const answer = await dialogue.receive();
    data = authDataOf(answer) ?? data;
    reply = await upstream.ask(continueFor(answer));
  }
  return { reply, user: data?.user ?? '', database: data?.schema ?? '' };
}

/** What goes to the server of it: as the client packed it, once for all that came in one. */
export function wireOf({ frame, packed }: XMessage): Buffer {
  if (packed === undefined) return frame;
  return packed.isFirst ? packed.frame : Buffer.alloc(0);
}

/** What the client sent, less the scope in it. */
function startFor({ message, mechanism: mechName, authData }: XLogin): Buffer {
  const own = withoutScope(authData);
  if (own === authData) return wireOf(message);
  return frameMessage(message.type, AuthenticateStart.encode({ mechName, authData: own }));
}

/** No proof of a password holds the user's name, so it may be another. */
function continueFor(message: XMessage): Buffer {
  const { authData } = AuthenticateContinue.decode(message.payload);
  const own = withoutScope(authData);
  return own === authData
    ? wireOf(message)
    : frameMessage(message.type, AuthenticateContinue.encode({ authData: own }));
}

function authDataOf({ payload }: XMessage): AuthData | null {
  return parseAuthData(AuthenticateContinue.decode(payload).authData);
}

/** Tries what the server knows of the ways that need no safe channel. */
async function provePassword({ schema, user, secret }: AuthData, upstream: XUpstream): Promise<XAuthRelayResult> {
  const known = mechanismsOf(upstream.capabilities);
  const mechanisms = [SHA256_MEMORY, MYSQL41].filter((name) => known.includes(name));
  let reply: XAnswer | null = null;
  for (const mechName of mechanisms) {
    const start = frameMessage(ClientMessage.SESS_AUTHENTICATE_START, AuthenticateStart.encode({ mechName }));
    reply = await upstream.ask(start);
    if (reply.last.type === ServerMessage.SESS_AUTHENTICATE_CONTINUE) {
      const challenge = AuthenticateContinue.decode(reply.last.payload).authData;
      const secretProof = passwordProof(mechName, secret, challenge);
      const authData = withoutScope(formatAuthData({ schema, user, secret: secretProof }));
      const proof = frameMessage(ClientMessage.SESS_AUTHENTICATE_CONTINUE, AuthenticateContinue.encode({ authData }));
      reply = await upstream.ask(proof);
    }
    if (isAccepted(reply) || isOver(reply)) break;
  }
  if (reply === null) throw new ConnectionLost('server');
  return { reply, user, database: schema };
}
