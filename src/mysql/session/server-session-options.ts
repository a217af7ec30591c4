// What a connection on which we are the server is told before it begins.

import type { StatementRules } from '../../core/command.ts';
import type { Logger } from '../../core/log/logger.ts';
import type { ServerTlsContext } from '../../net/tls-context.ts';

export interface ServerSessionOptions {
  /** Loads what TLS needs when the first client asks for it; null where TLS is not offered. */
  readonly tls: (() => Promise<ServerTlsContext>) | null;
  /** Clients without TLS are refused (a Unix socket counts as safe, as for MySQL). */
  readonly isTlsRequired: boolean;
  /** Longest command accepted, in bytes; MySQL's max_allowed_packet. */
  readonly maxPacketBytes: number;
  /** MySQL's connect_timeout: from the greeting to the end of authentication, in milliseconds. */
  readonly connectTimeoutMs: number;
  /** Capability flags of the compression that may be offered, where the server offers it too; default: all that we have. */
  readonly compression?: bigint;
  /** The user's own rules of what counts when statements are compared; default none. */
  readonly rules?: StatementRules | null;
  readonly logger: Logger;
}
