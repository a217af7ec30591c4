// What a recording keeps of a login, or of a change of user: no secret of it.

import type { SessionFacts, TlsFacts } from '../core/recording.ts';
import type { Login } from '../core/responder.ts';
import type { ConnectAttribute } from '../mysql/packets/connect-attributes.ts';
import { maskAttributes } from '../sql/secrets/mask-attributes.ts';
import type { AuthRelayResult } from './auth-relay.ts';

/** What a login says besides, and what is known of the server's side. */
export interface LoginCircumstances {
  /** As negotiated, without what is not carried. */
  readonly capabilities: bigint;
  readonly maxPacketBytes: number;
  readonly attributes: readonly ConnectAttribute[] | null;
  readonly serverTls: TlsFacts | null;
  readonly serverVersion: string;
  readonly startedAtUs: number;
}

/** @param result its reply is empty where the dialogue broke off */
export function loginFacts(
  login: Login,
  { reply, plugin }: AuthRelayResult,
  { attributes, ...circumstances }: LoginCircumstances,
): Omit<SessionFacts, 'greeting'> {
  return {
    protocol: 'classic',
    user: login.user,
    database: login.database,
    charset: login.charset,
    attributes: maskAttributes(
      Object.fromEntries((attributes ?? []).map(({ name, value }) => [String(name), String(value)])),
    ),
    clientTls: login.tls,
    authPlugin: plugin,
    authOutcome: reply[0] === 0x00 ? 'ok' : reply.length > 0 ? 'error' : 'aborted',
    loginReply: reply,
    scope: login.scope,
    ...circumstances,
  };
}
