// The X Protocol's part of `record`, `replay` and `script`. Loaded only where it is asked for: who speaks the classic
// protocol need not wait for protobufjs.

import type { XResponder } from '../core/x-responder.ts';
import { frameError } from '../mysqlx/codec/framing.ts';
import { XErrors } from '../mysqlx/constants/errors.ts';
import { serveX, type XSessionOptions } from '../mysqlx/session/server-session.ts';
import type { Connection } from '../net/connection.ts';
import { XUpstreamResponder, type XUpstreamResponderOptions } from '../record/x-upstream-responder.ts';
import type { ReplayContext } from '../replay/session/replay-context.ts';
import { XPlaybackResponder } from '../replay/x/x-playback-responder.ts';
import type { Script } from '../script/script.ts';
import type { ScriptedConnection } from '../script/scripted-client.ts';
import { XScriptResponder } from '../script/x/x-script-responder.ts';
import { Listeners, type ListenersOptions } from './listeners.ts';
import type { Sessions } from './sessions.ts';
import type { Tracer } from './trace/tracer.ts';
import { XTracingResponder } from './trace/x-tracing-responder.ts';
import { supervised } from './x-sessions.ts';

type Side = Omit<ListenersOptions, 'serve' | 'tooMany'> & { readonly tracer?: Tracer | null };

const AT_ONCE = () => Promise.resolve();

/** @throws MockError `LISTEN_FAILED`; nothing listens then */
export function recordX(
  side: Side,
  sessions: Sessions | null,
  session: XSessionOptions,
  options: XUpstreamResponderOptions,
): Promise<Listeners> {
  const responderFor = (connection: Connection) => traced(new XUpstreamResponder(options), connection, side);
  if (sessions === null) {
    return listen(side, (connection, shutdown) => serveX(connection, responderFor(connection), session, shutdown));
  }
  return listen(
    side,
    supervised(sessions, session, (connection) => ({ responder: responderFor(connection), settled: AT_ONCE })),
  );
}

/** @throws MockError `LISTEN_FAILED`; nothing listens then */
export function replayX(
  side: Side,
  sessions: Sessions,
  session: XSessionOptions,
  run: ReplayContext,
  clientHost: (connection: Connection) => string,
): Promise<Listeners> {
  return listen(
    side,
    supervised(sessions, session, (connection) => {
      const responder = new XPlaybackResponder(run, clientHost(connection));
      return { responder: traced(responder, connection, side), settled: AT_ONCE };
    }),
  );
}

/** @throws MockError `LISTEN_FAILED`; nothing listens then */
export function scriptX(
  side: Side,
  sessions: Sessions,
  session: XSessionOptions,
  script: Script,
  describe: (connection: Connection) => ScriptedConnection,
  isRouters: boolean,
): Promise<Listeners> {
  return listen(
    side,
    supervised(sessions, session, (connection) => {
      const responder = new XScriptResponder(script, describe(connection), isRouters);
      return { responder, settled: () => responder.settled() };
    }),
  );
}

function traced(responder: XResponder, { remote }: Connection, { tracer = null }: Side): XResponder {
  return tracer === null ? responder : new XTracingResponder(responder, tracer.connection(remote, 'x'));
}

function listen(
  { tcp, socket, maxConnections, maxPerAddress, logger }: Side,
  serve: ListenersOptions['serve'],
): Promise<Listeners> {
  const tooMany = frameError(XErrors.tooManyConnections);
  return Listeners.open({ tcp, socket, maxConnections, maxPerAddress, logger, tooMany, serve });
}
