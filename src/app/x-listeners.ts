// The X Protocol's part of `record` and `replay`. Loaded only where it is asked for: who speaks the classic protocol need
// not wait for protobufjs.

import type { XResponder } from '../domain/x-responder.ts';
import type { Connection } from '../net/connection.ts';
import { XUpstreamResponder, type XUpstreamResponderOptions } from '../record/x-upstream-responder.ts';
import type { Library } from '../replay/library.ts';
import { XPlaybackResponder } from '../replay/x-playback-responder.ts';
import { frameError } from '../x/codec/framing.ts';
import { XErrors } from '../x/constants/errors.ts';
import { serveX, type XSessionOptions } from '../x/session/server-session.ts';
import { Listeners, type ListenersOptions } from './listeners.ts';

type Side = Omit<ListenersOptions, 'serve' | 'tooMany'>;

/** @throws MockError `LISTEN_FAILED`; nothing listens then */
export function recordX(side: Side, session: XSessionOptions, options: XUpstreamResponderOptions): Promise<Listeners> {
  return listen(side, session, () => new XUpstreamResponder(options));
}

/** @throws MockError `LISTEN_FAILED`; nothing listens then */
export function replayX(
  side: Side,
  session: XSessionOptions,
  library: Library,
  clientHost: (connection: Connection) => string,
): Promise<Listeners> {
  return listen(side, session, (connection) => new XPlaybackResponder(library, clientHost(connection)));
}

function listen(
  { tcp, socket, maxConnections, logger }: Side,
  session: XSessionOptions,
  responderFor: (connection: Connection) => XResponder,
): Promise<Listeners> {
  return Listeners.open({
    tcp,
    socket,
    maxConnections,
    logger,
    tooMany: frameError(XErrors.tooManyConnections),
    serve: (connection, shutdown) => serveX(connection, responderFor(connection), session, shutdown),
  });
}
