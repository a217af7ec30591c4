// What a client says of itself in COM_CHANGE_USER and in its handshake, as a login.

import { MalformedPacketError } from '../../core/errors.ts';
import type { Login } from '../../core/responder.ts';
import { type ScopedUser, scopedUser } from '../../core/scope.ts';
import { Capability, hasCapability } from '../constants/capabilities.ts';
import type { Flavour } from '../constants/flavour.ts';
import { type ComChangeUser, decodeComChangeUser } from '../packets/com-change-user.ts';
import type { ConnectAttribute } from '../packets/connect-attributes.ts';

/** What is known of the client's connection. */
export type ChannelFacts = Pick<Login, 'tls' | 'isSecure' | 'isTls'>;

const NUL = Buffer.alloc(1);

/** A change of user, read as leniently as the server reads it; one that it could not read says so in `unread`. */
export function readChangeUser(sent: Buffer, capabilities: bigint, channel: ChannelFacts, flavour: Flavour): Login {
  const withoutAttributes = capabilities & ~Capability.CONNECT_ATTRS;
  // MariaDB puts a NUL behind each packet, and takes it for the end of what has none
  const isCut = flavour.readsPastPacket && decoded(sent, withoutAttributes) === null;
  const payload = isCut ? Buffer.concat([sent, NUL]) : sent;
  const request = decoded(payload, capabilities) ?? decoded(payload, withoutAttributes);
  if (request === null || lacksPlugin(request, capabilities)) {
    const nobody = { user: '', scope: '', database: '', authPlugin: '', authResponse: Buffer.alloc(0), charset: 0 };
    return { payload: sent, capabilities, ...nobody, ...channel, unread: 'all' };
  }
  const login = {
    payload,
    capabilities,
    ...scopeOf(request),
    database: request.database.toString('utf8'),
    authPlugin: request.authPlugin ?? '',
    authResponse: request.authResponse,
    charset: request.charset ?? 0,
    ...channel,
  };
  const lacksAttributes = hasCapability(capabilities, Capability.CONNECT_ATTRS) && request.attributes === null;
  return lacksAttributes ? { ...login, payload: sent, unread: 'attributes' } : login;
}

function decoded(payload: Buffer, capabilities: bigint): ComChangeUser | null {
  try {
    return decodeComChangeUser(payload, capabilities);
  } catch (error) {
    if (error instanceof MalformedPacketError) return null;
    throw error;
  }
}

function lacksPlugin({ authPlugin }: ComChangeUser, capabilities: bigint): boolean {
  return authPlugin === null && hasCapability(capabilities, Capability.PLUGIN_AUTH);
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
