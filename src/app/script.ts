// `mock script`: acceptor, session stack and a script, put together.

import { serveClassic } from '../classic/session/server-session.ts';
import { MockError } from '../domain/errors.ts';
import type { Connection } from '../net/connection.ts';
import type { RestTarget, SessionView } from '../rest/target.ts';
import { GlobalStore } from '../script/global-store.ts';
import { openScript } from '../script/open-script.ts';
import { ScriptResponder } from '../script/script-responder.ts';
import { type ClientSideOptions, clientSide, isLoopback } from './client-side.ts';
import { type HttpOptions, openHttp } from './http-side.ts';
import { Listeners } from './listeners.ts';
import { type Serving, servingOn } from './serving.ts';

export interface ScriptOptions extends ClientSideOptions, HttpOptions {
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
  readonly statements: number;
  /** Things that went wrong in the script. */
  readonly failures: number;
}

export interface ScriptServing extends Serving {
  counts(): ScriptCounts;
  /** Of the REST API; null where there is none. */
  readonly httpUrl: string | null;
  /** Ends every connection; one that waits for its time to answer answers first. */
  closeConnections(): Promise<void>;
}

interface OpenSession {
  readonly connection: Connection;
  readonly responder: ScriptResponder;
  readonly since: string;
}

const DEFAULT_CALL_TIMEOUT_MS = 1000;
/** MySQL's own limit; what the script says of a statement does not depend on its length. */
const MAX_PACKET_BYTES = 1024 * 1024 * 1024;

/**
 * Answers as a script says until `close()`.
 * @throws MockError `LISTEN_FAILED`, `TLS_SETUP`, `USAGE`
 */
export async function script(file: string, options: ScriptOptions = {}): Promise<ScriptServing> {
  checkAddress(options);
  const side = await clientSide(options);
  const { logger } = side;
  const { modulePrefix = process.cwd(), callTimeoutMs = DEFAULT_CALL_TIMEOUT_MS } = options;
  const print = options.print ?? ((line: string) => logger.info({ script: file }, line));
  const globals = new GlobalStore();
  globals.replace(options.globals ?? {});
  const program = await openScript({ file, modulePrefix, globals, callTimeoutMs, print });
  const session = { ...side.session, maxPacketBytes: MAX_PACKET_BYTES };
  const counts = { connections: 0, statements: 0, failures: 0 };
  const open = new Map<number, OpenSession>();
  let tlsResumptions = 0;
  const serve = async (connection: Connection, shutdown: AbortSignal) => {
    const responder = new ScriptResponder(program, {
      connectionId: ++counts.connections,
      port: portOf(connection),
      tlsResumptions: () => tlsResumptions,
      onLogin: () => {
        if (connection.isTlsResumed) tlsResumptions++;
      },
      onStatement: () => {
        counts.statements++;
      },
      certificate: () => connection.peerCertificate,
      onFailure: (message) => {
        counts.failures++;
        logger.warn({ script: file, client: connection.remote }, message);
      },
    });
    const id = counts.connections;
    open.set(id, { connection, responder, since: new Date().toISOString() });
    const stop = afterPending(shutdown, responder);
    await serveClassic(connection, responder, session, stop).finally(() => open.delete(id));
  };
  const listeners = await Listeners.open({ ...side, serve });
  side.warmUp();
  const closeConnections = async () => {
    await Promise.all([...open.values()].map(closeSession));
  };
  const target: RestTarget = {
    globals,
    sessions: () => [...open].map(([id, session]) => sessionView(id, session)),
    closeSession: async (id) => {
      const one = open.get(id);
      if (one !== undefined) await closeSession(one);
      return one !== undefined;
    },
    closeConnections,
    counts: () => ({ ...counts }),
    misses: () => null,
    reset: () => {
      Object.assign(counts, { connections: open.size, statements: 0, failures: 0 });
      globals.replace(options.globals ?? {});
    },
    faults: null,
  };
  const http = await openHttp(target, options).catch(async (error) => {
    await listeners.stop();
    throw error;
  });
  const portOf = (connection: Connection) => (connection.remote.startsWith('unix:') ? 0 : (listeners.tcp?.port ?? 0));
  return {
    ...servingOn(listeners, async () => {
      await http?.close();
      await program.close();
      await side.settle();
    }),
    counts: () => ({ ...counts }),
    closeConnections,
    httpUrl: http?.url ?? null,
  };
}

function sessionView(id: number, { connection, responder, since }: OpenSession): SessionView {
  return { id, client: connection.remote, user: responder.user, since, statements: responder.statementCount };
}

async function closeSession({ connection, responder }: OpenSession): Promise<void> {
  await responder.settled();
  connection.terminate();
}

/** What is waiting for its time is sent before the session ends. */
function afterPending(shutdown: AbortSignal, responder: ScriptResponder): AbortSignal {
  const stop = new AbortController();
  const abort = () => void responder.settled().then(() => stop.abort());
  if (shutdown.aborted) abort();
  shutdown.addEventListener('abort', abort, { once: true });
  return stop.signal;
}

/** A script decides who may log in, and most of them let in anyone. */
function checkAddress({ host = '127.0.0.1', allowAnyone }: ScriptOptions): void {
  if (isLoopback(host) || allowAnyone) return;
  throw new MockError('USAGE', `listening on ${host} would let anybody in: pass --allow-anyone`);
}
