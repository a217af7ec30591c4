// Sessions of the X Protocol that are answered by us, from a recording or a script: shown, ended and befallen by faults as
// those of the classic one. Loaded only where the X Protocol is asked for.

import type { XResponder } from '../core/x-responder.ts';
import { Supervision } from '../faults/supervision.ts';
import { XSupervisedResponder } from '../faults/x-supervised-responder.ts';
import { serveX, type XSessionOptions } from '../mysqlx/session/server-session.ts';
import type { Connection } from '../net/connection.ts';
import type { ListenersOptions } from './listeners.ts';
import type { Sessions } from './sessions.ts';

/** Who answers a connection. */
export interface Answering {
  readonly responder: XResponder;
  /** Resolves when no answer waits for its time. */
  readonly settled: () => Promise<void>;
}

/** A way to serve that the REST API and faults know of. */
export function supervised(
  sessions: Sessions,
  options: XSessionOptions,
  answeringFor: (connection: Connection) => Answering,
): ListenersOptions['serve'] {
  const { faults } = sessions;
  return async (connection, shutdown) => {
    const { responder: inner, settled } = answeringFor(connection);
    const supervision = new Supervision(faults, connection);
    const responder = new XSupervisedResponder(inner, supervision);
    const session = { ...options, tls: sessions.withTlsFaults(options.tls) };
    await sessions.keep({ connection, supervision, settled }, shutdown, (stop) =>
      serveX(connection, responder, session, stop),
    );
  };
}
