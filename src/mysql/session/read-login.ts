// What a client says of itself in COM_CHANGE_USER and in its handshake, as a login.

import { MalformedPacketError } from '../../core/errors.ts';
import type { Login } from '../../core/responder.ts';
import { type ScopedUser, scopedUser } from '../../core/scope.ts';
import { decodeComChangeUser } from '../packets/com-change-user.ts';
import type { ConnectAttribute } from '../packets/connect-attributes.ts';
import { unknownCommand } from './violations.ts';

/** What is known of the client's connection. */
export type ChannelFacts = Pick<Login, 'tls' | 'isSecure' | 'isTls'>;

/** @throws ProtocolViolation where it cannot be read */
export function readChangeUser(payload: Buffer, capabilities: bigint, channel: ChannelFacts): Login {
  try {
    const request = decodeComChangeUser(payload, capabilities);
    return {
      payload,
      capabilities,
      ...scopeOf(request),
      database: request.database.toString('utf8'),
      authPlugin: request.authPlugin ?? '',
      authResponse: request.authResponse,
      charset: request.charset ?? 0,
      ...channel,
    };
  } catch (error) {
    if (error instanceof MalformedPacketError) throw unknownCommand(error);
    throw error;
  }
}

/** The user and the scope that its name or an attribute asks for. */
export function scopeOf({
  user,
  attributes,
}: {
  user: Buffer;
  attributes: readonly ConnectAttribute[] | null;
}): ScopedUser {
  const named = new Map((attributes ?? []).map(({ name, value }) => [name.toString(), value.toString()]));
  return scopedUser(user.toString('utf8'), named);
}
