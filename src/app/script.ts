// `mock script`: acceptor, session stack and a script, put together.

import { serveClassic } from '../classic/session/server-session.ts';
import type { Connection } from '../net/connection.ts';
import { GlobalStore } from '../script/global-store.ts';
import { openScript } from '../script/open-script.ts';
import { ScriptResponder } from '../script/script-responder.ts';
import { type ClientSideOptions, clientSide } from './client-side.ts';
import { Listeners } from './listeners.ts';
import { type Serving, servingOn } from './serving.ts';

export interface ScriptOptions extends ClientSideOptions {
  /** Base folder of `require()` in scripts; default: the current one. */
  readonly modulePrefix?: string;
  /** Longest that one call into the script may take, in milliseconds; default 1000. */
  readonly callTimeoutMs?: number;
  /** `mysqld.global` at the beginning. */
  readonly globals?: Readonly<Record<string, unknown>>;
  /** What a script prints, line by line; default: the logger. */
  readonly print?: (line: string) => void;
}

/** What a scripted server has done so far. */
export interface ScriptCounts {
  readonly connections: number;
  /** Things that went wrong in the script. */
  readonly failures: number;
}

export interface ScriptServing extends Serving {
  counts(): ScriptCounts;
}

const DEFAULT_CALL_TIMEOUT_MS = 1000;
/** MySQL's own limit; what the script says of a statement does not depend on its length. */
const MAX_PACKET_BYTES = 1024 * 1024 * 1024;

/**
 * Answers as a script says until `close()`.
 * @throws MockError `LISTEN_FAILED`, `TLS_SETUP`, `USAGE`
 */
export async function script(file: string, options: ScriptOptions = {}): Promise<ScriptServing> {
  const side = await clientSide(options);
  const { logger } = side;
  const { modulePrefix = process.cwd(), callTimeoutMs = DEFAULT_CALL_TIMEOUT_MS } = options;
  const print = options.print ?? ((line: string) => logger.info({ script: file }, line));
  const globals = new GlobalStore();
  globals.replace(options.globals ?? {});
  const program = await openScript({ file, modulePrefix, globals, callTimeoutMs, print });
  const session = { ...side.session, maxPacketBytes: MAX_PACKET_BYTES };
  const counts = { connections: 0, failures: 0 };
  const serve = async (connection: Connection, shutdown: AbortSignal) => {
    const responder = new ScriptResponder(program, {
      connectionId: ++counts.connections,
      port: portOf(connection),
      tlsResumptions: () => 0,
      certificate: () => connection.peerCertificate,
      onFailure: (message) => {
        counts.failures++;
        logger.warn({ script: file, client: connection.remote }, message);
      },
    });
    await serveClassic(connection, responder, session, shutdown);
  };
  const listeners = await Listeners.open({ ...side, serve });
  side.warmUp();
  const portOf = (connection: Connection) => (connection.remote.startsWith('unix:') ? 0 : (listeners.tcp?.port ?? 0));
  return {
    ...servingOn(listeners, async () => {
      await program.close();
      await side.settle();
    }),
    counts: () => ({ ...counts }),
  };
}
