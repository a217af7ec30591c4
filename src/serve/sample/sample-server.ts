// The built-in sample server: a tiny MySQL server in this process, for trying `mock record` with nothing installed.

import { serveClassic } from '../../mysql/session/server-session.ts';
import { type ClientSideOptions, clientSide } from '../client-side.ts';
import { Listeners } from '../listeners.ts';
import { type Serving, servingOn } from '../serving.ts';
import { SampleResponder } from './sample-responder.ts';
import { Shop } from './shop.ts';

const MAX_PACKET_BYTES = 1024 * 1024;

/**
 * Listens until `close()`, by default on a free port of this machine. User `demo`, any password, database `shop`.
 * @throws MockError `LISTEN_FAILED`, `TLS_SETUP`, `USAGE`
 */
export async function startSampleServer(options: ClientSideOptions = {}): Promise<Serving> {
  const side = await clientSide(options);
  const shop = new Shop();
  let lastConnectionId = 0;
  const world = { shop, nextConnectionId: () => ++lastConnectionId, rsaKeys: side.rsaKeys };
  const session = { ...side.session, maxPacketBytes: MAX_PACKET_BYTES };
  const listeners = await Listeners.open({
    ...side,
    serve: (connection, shutdown) => serveClassic(connection, new SampleResponder(world), session, shutdown),
  });
  return servingOn(listeners, side.settle);
}
