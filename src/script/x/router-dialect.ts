// The X Protocol as MySQL Router's `mysql_server_mock` speaks it: it can do TLS and little else, asks for a proof whatever the
// mechanism, takes any answer to that, and tells nothing in notices. Where a script says who may log in, that is looked at as
// elsewhere, which the original does not.

import type { XAgreement, XAuthDialogue, XLogin } from '../../core/x-responder.ts';
import { NOBODY, PLAIN, parseAuthData } from '../../mysqlx/auth/auth-data.ts';
import { isPasswordProof } from '../../mysqlx/auth/password-proof.ts';
import { frameError, frameMessage } from '../../mysqlx/codec/framing.ts';
import { compressionRefused } from '../../mysqlx/constants/errors.ts';
import { ServerMessage } from '../../mysqlx/constants/message-types.ts';
import { AuthenticateContinue } from '../../mysqlx/messages/messages.ts';
import { compressionIn } from '../../mysqlx/session/capabilities.ts';
import { authenticateX, judge, type PasswordOf, type XAuthentication } from '../../mysqlx/session/server-auth.ts';

export const WELCOME: Buffer = frameMessage(ServerMessage.SESS_AUTHENTICATE_OK);

const CHALLENGE = Buffer.from('01234567890123456789');
const AGREED: XAgreement = { frames: frameMessage(ServerMessage.OK), isAgreed: true };

/** @param payload of Mysqlx.Connection.CapabilitiesSet */
export function routersAgreementOn(payload: Buffer): XAgreement {
  if (compressionIn(payload) === null) return AGREED;
  return { frames: frameError(compressionRefused('algorithm')), isAgreed: false };
}

/** As authenticateX. @param challenge the script's own, where its greeting says one */
export async function authenticateAsRouter(
  login: XLogin,
  dialogue: XAuthDialogue,
  passwordOf: PasswordOf,
  challenge: Buffer = CHALLENGE,
): Promise<XAuthentication> {
  // the original asks for a proof here too, which no client knows how to give
  if (login.mechanism === PLAIN) return await authenticateX(login, dialogue, passwordOf, challenge);
  const payload = AuthenticateContinue.encode({ authData: challenge });
  await dialogue.send(frameMessage(ServerMessage.SESS_AUTHENTICATE_CONTINUE, payload));
  const answer = await dialogue.receive();
  const data = parseAuthData(AuthenticateContinue.decode(answer.payload).authData) ?? NOBODY;
  return await judge(data, login, passwordOf, (password) =>
    isPasswordProof(login.mechanism, data.secret, password, challenge),
  );
}
