// `mock script`: acceptor, session stack and a script, put together.

import { MockError } from '../core/errors.ts';
import type { Fault } from '../faults/fault.ts';
import { FaultList } from '../faults/fault-list.ts';
import { parseFaults } from '../faults/parse-faults.ts';
import type { Connection } from '../net/connection.ts';
import { GlobalStore } from '../script/global-store.ts';
import { openScript, type ScriptSource } from '../script/open-script.ts';
import type { Script } from '../script/script.ts';
import { ScriptResponder } from '../script/script-responder.ts';
import type { ScriptedConnection } from '../script/scripted-client.ts';
import { type ClientSideOptions, clientSide, isLoopback } from './client-side.ts';
import { type HttpOptions, openHttp } from './http-side.ts';
import { Listeners } from './listeners.ts';
import { faultsOver } from './overlay-side.ts';
import type { RestServer } from './rest/server.ts';
import type { RestTarget } from './rest/target.ts';
import { type Serving, servingOn } from './serving.ts';
import { Sessions } from './sessions.ts';

export interface ScriptOptions extends ClientSideOptions, HttpOptions {
  /** Base folder of `require()` in scripts; default: the current one. */
  readonly modulePrefix?: string;
  /** Longest that one call into the script may take, in milliseconds; default 1000. */
  readonly callTimeoutMs?: number;
  /** A file with faults that are laid over the script. */
  readonly overlay?: string;
  /** `mysqld.global` at the beginning. */
  readonly globals?: Readonly<Record<string, unknown>>;
  /** What a script prints, line by line; default: the logger. */
  readonly print?: (line: string) => void;
  /** The X Protocol as MySQL Router's mock server has it, which knows less of it than MySQL; default false. */
  readonly isRouters?: boolean;
}

/** What a scripted server has done so far. */
export interface ScriptCounts {
  readonly connections: number;
  readonly statements: number;
  /** Things that went wrong in the script. */
  readonly failures: number;
}

/** The same while it counts. */
type Counts = { -readonly [each in keyof ScriptCounts]: number };

export interface ScriptServing extends Serving {
  counts(): ScriptCounts;
  /** Of the REST API; null where there is none. */
  readonly httpUrl: string | null;
  /** What the REST API shows and changes, whether there is one or not. */
  readonly steering: RestTarget;
  /** Ends every connection; one that waits for its time to answer answers first. */
  closeConnections(): Promise<void>;
}

const DEFAULT_CALL_TIMEOUT_MS = 1000;
/** A greeting may take as long as the script wants. */
const FOREVER_MS = 2 ** 31 - 1;
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
  const onTrouble = (message: string) => logger.warn({ script: file }, message);
  const source: ScriptSource = { file, modulePrefix, globals, callTimeoutMs, print, onTrouble };
  const overlay = options.overlay === undefined ? [] : await faultsOver(options.overlay);
  const program = await openScript(source, openRouterScript);
  const faults = await faultsOf(program, overlay);
  const counts: Counts = { connections: 0, statements: 0, failures: 0 };
  const { connectTimeoutMs = FOREVER_MS } = options;
  const session = { ...side.session, connectTimeoutMs, maxPacketBytes: MAX_PACKET_BYTES };
  // A script's greeting has the capabilities that the script says.
  const sessions = new Sessions(faults, { ...session, compression: 0n });
  const describe = connectionsOf(counts, (message, client) => logger.warn({ script: file, client }, message));
  const serve = (connection: Connection, shutdown: AbortSignal) => {
    const responder = new ScriptResponder(program, describe(connection, listeners?.tcp?.port ?? side.tcp?.port ?? 0));
    return sessions.serve(connection, responder, shutdown, () => responder.settled());
  };
  let listeners: Listeners | null = null;
  let x: Listeners | null = null;
  let http: RestServer | null;
  let steering: RestTarget;
  try {
    listeners = await Listeners.open({ ...side, serve });
    if (side.x !== null) {
      const { scriptX } = await import('./x-listeners.ts');
      const { tcp } = side.x;
      const described = (connection: Connection) => describe(connection, x?.tcp?.port ?? tcp?.port ?? 0);
      const isRouters = options.isRouters ?? false;
      x = await scriptX({ ...side, ...side.x }, sessions, session, program, described, isRouters);
    }
    const initial = options.globals ?? {};
    steering = restTarget({ globals, initial, sessions, counts, faults });
    http = await openHttp(steering, options);
  } catch (error) {
    await Promise.all([listeners?.stop(), x?.stop()]);
    await program.close();
    throw error;
  }
  side.warmUp();
  const finish = async () => {
    await http?.close();
    await program.close();
    await side.settle();
  };
  return {
    ...servingOn(listeners, finish, x),
    counts: () => ({ ...counts }),
    closeConnections: () => sessions.closeAll(),
    httpUrl: http?.url ?? null,
    steering,
  };
}

/** The script's own, and those that are laid over it. @throws MockError `USAGE`, and the script is closed */
async function faultsOf(program: Script, overlay: readonly Fault[]): Promise<FaultList> {
  try {
    return new FaultList([...parseFaults(program.faults, program.file), ...overlay]);
  } catch (error) {
    await program.close();
    throw error;
  }
}

/** Describes connections to the script, and counts what happens on them. */
function connectionsOf(
  counts: Counts,
  onFailure: (message: string, client: string) => void,
): (connection: Connection, port: number) => ScriptedConnection {
  let tlsResumptions = 0;
  return (connection, port) => ({
    connectionId: ++counts.connections,
    port: connection.remote.startsWith('unix:') ? 0 : port,
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
      onFailure(message, connection.remote);
    },
  });
}

interface Steered {
  readonly globals: GlobalStore;
  /** What they are set back to. */
  readonly initial: Readonly<Record<string, unknown>>;
  readonly sessions: Sessions;
  readonly counts: Counts;
  readonly faults: FaultList;
}

/** What the REST API may do. */
function restTarget({ globals, initial, sessions, counts, faults }: Steered): RestTarget {
  return {
    globals,
    sessions: () => sessions.views(),
    closeSession: (id) => sessions.close(id),
    closeConnections: () => sessions.closeAll(),
    counts: () => ({ ...counts }),
    misses: () => null,
    scopes: null,
    reset: () => {
      Object.assign(counts, { connections: sessions.views().length, statements: 0, failures: 0 });
      globals.replace(initial);
      faults.reset();
    },
    faults,
  };
}

/** A script decides who may log in, and most of them let in anyone. */
function checkAddress({ host = '127.0.0.1', allowAnyone }: ScriptOptions): void {
  if (isLoopback(host) || allowAnyone) return;
  throw new MockError('USAGE', `listening on ${host} would let anybody in: pass --allow-anyone`);
}

/** A script of MySQL Router's mock server, in a thread of its own where the package is built; its engine is loaded only for one. */
async function openRouterScript(source: ScriptSource): Promise<Script> {
  const { threadFile } = await import('../script/thread/thread-link.ts');
  const program = threadFile('router-thread');
  if (program !== null) {
    const { ThreadedScript } = await import('../script/thread/threaded-script.ts');
    return await ThreadedScript.open(program, { kind: 'other', ...source });
  }
  const { RouterScript } = await import('../router-mock/script/router-script.ts');
  return new RouterScript(source);
}
