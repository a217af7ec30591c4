// `mock record`: acceptor, session stack, the real server and a recording, put together.

import { existsSync } from 'node:fs';
import { MockError, messageOf } from '../core/errors.ts';
import type { Logger } from '../core/log/logger.ts';
import type { RecordingWriter, ServerVariable } from '../core/recording.ts';
import { FaultList } from '../faults/fault-list.ts';
import { RULES, STATE_RULES } from '../identity/identity-rules.ts';
import { formatOwnRules, rulesOf } from '../identity/recorded-rules.ts';
import { combined, type IdentityRule, type RuleSet } from '../identity/rule-set.ts';
import { type Account, withSession } from '../mysql/session/client-session.ts';
import { serveClassic } from '../mysql/session/server-session.ts';
import type { ServerSessionOptions } from '../mysql/session/server-session-options.ts';
import type { UpstreamOptions } from '../mysql/session/upstream.ts';
import { describeEndpoint, type Endpoint } from '../net/endpoint.ts';
import type { TlsCounts } from '../net/tls-context.ts';
import { Backlog } from '../record/backlog.ts';
import { LenientWriter } from '../record/lenient-writer.ts';
import { readServerVariables } from '../record/server-variables.ts';
import { microsecondsNow } from '../record/session-writer.ts';
import { readSchemaNames, readTableSchemas } from '../record/table-schemas.ts';
import { UpstreamResponder, type UpstreamResponderOptions } from '../record/upstream-responder.ts';
import { readRecordingMeta } from '../store/file/open-file.ts';
import type { WriterMode } from '../store/file/writer-mode.ts';
import { openRecordingWriter, type RecordingFileWriter, type WrittenCounts } from '../store/writing/writer.ts';
import type { Touched } from '../tools/redact/masker.ts';
import { version } from '../version.ts';
import { type ClientSide, type ClientSideOptions, clientSide, isLoopback } from './client-side.ts';
import { type HttpOptions, openHttp } from './http-side.ts';
import { Listeners } from './listeners.ts';
import { recordTarget } from './record-rest.ts';
import { prepareMasking, type RedactionOptions } from './redaction.ts';
import type { RestTarget } from './rest/target.ts';
import { type ServerSideOptions, toEndpoint, upstreamOptions } from './server-side.ts';
import { type Serving, servingOn } from './serving.ts';
import { Sessions } from './sessions.ts';
import { traced } from './trace/traced.ts';

export interface RecordOptions extends ClientSideOptions, ServerSideOptions, HttpOptions {
  /**
   * The real server: `host:port`, `mysql://…`, or a socket's path. With a user and password in the URL its variables and
   * tables are read, over a connection of mock's own, for the recording.
   */
  readonly upstream: string | Endpoint;
  /** That account, where `upstream` names none. */
  readonly user?: string;
  readonly password?: string;
  /** The real server's X Protocol port; without it the X Protocol is not listened for. */
  readonly upstreamX?: string | Endpoint;
  /** The recording to write. */
  readonly output: string;
  /** What to do where `output` exists; `create`, the default, refuses. */
  readonly mode?: WriterMode;
  /**
   * The scope of connections that name none. In mode `append` what the recording has of it is replaced, and nothing else
   * of it is touched.
   */
  readonly scope?: string;
  /** The user's own rules of what counts when statements are compared; kept in the recording. */
  readonly identity?: readonly IdentityRule[];
  /** A file with more of them, as its `identity`. */
  readonly identityFile?: string;
  /**
   * Masks values before they are written; not with `append`, nor with the X Protocol. Values that a rule is about are
   * masked at once; where they stand elsewhere and were written before they were met, it is done at the end.
   */
  readonly redact?: RedactionOptions;
  /** Told when the recording cannot be written any more; every session is ended then. */
  readonly onFailure?: (error: MockError) => void;
  /** Whether open connections are kept track of without a REST API of our own, for `steering`. */
  readonly isSteered?: boolean;
  /** Waited for when the last session has ended, before the recording is sealed: whoever reads it closes it then. */
  readonly onSealing?: () => Promise<void>;
  /** Consent to listen on an address that other machines reach: clients' passwords and data pass here. */
  readonly allowAnyone?: boolean;
  /**
   * Whether an answer is in the recording, and on disk, before its client gets the last of it. Default: what a crash of the
   * machine may cost is a second more than one of `mock`: some ten milliseconds, under a load a second.
   */
  readonly durable?: boolean;
  /** How long the server may say nothing in answer to a command, in milliseconds; default: as long as it likes. */
  readonly upstreamTimeoutMs?: number;
  /**
   * What happens when the recording cannot be written any more: `stop` (default) ends every session; `passthrough` goes on
   * without recording, and `close()` rejects with the failure.
   */
  readonly onRecordFailure?: 'stop' | 'passthrough';
}

export interface RecordCounts extends WrittenCounts {
  readonly tls: Readonly<TlsCounts>;
}

export interface RecordingRun extends Serving {
  /** What was written so far, and TLS handshakes with clients. */
  counts(): RecordCounts;
  /** Own rules of identity that changed no statement so far, each with its place: `mock.config.yaml:3: order ids`. */
  idleRules(): readonly string[];
  /**
   * What follows on connections that name no scope, open ones too, belongs to this one; the empty name is the scope that
   * the recording began with.
   */
  beginScope(name: string): void;
  /** How often each rule of `redact` was applied; all of it once closed. */
  masked(): readonly Touched[];
  /** Of the REST API; null where there is none. */
  readonly httpUrl: string | null;
  /** What the REST API shows and changes; of connections only where there is one, or `isSteered`. */
  readonly steering: RestTarget;
}

const DEFAULT_PORT = 3306;
const DEFAULT_X_PORT = 33060;
const X_NEEDS_BOTH =
  'the X Protocol needs two addresses: pass --upstream-x for the server, and --x-port or --x-socket to listen on';
/** The server judges the size of commands; ours is the protocol's own limit. */
const MAX_PACKET_BYTES = 1024 * 1024 * 1024;

/**
 * Records what passes until `close()`.
 * @throws MockError `LISTEN_FAILED`, `RECORDING_EXISTS`, `RECORDING_WRITE_FAILED`, `TLS_SETUP`, `USAGE`
 */
export async function record(options: RecordOptions): Promise<RecordingRun> {
  checkAddress(options);
  const { upstreamX } = options;
  const { endpoint, ...url } = toEndpoint(options.upstream, DEFAULT_PORT);
  const user = url.user ?? options.user;
  const side = await clientSide(options);
  if ((upstreamX === undefined) !== (side.x === null)) throw new MockError('USAGE', X_NEEDS_BOTH);
  const rules = await identityRules(options);
  const upstream = await reachOf(endpoint, options, side.logger);
  const account = user === undefined ? null : { user, password: url.password ?? options.password ?? '' };
  const variables = account === null ? [] : await variablesOf(upstream, account, side.logger);
  const masking = options.redact === undefined ? null : await prepareMasking(options.redact, options.mode === 'append');
  const clean = (text: string) => masking?.clean(text) ?? text;
  const cleaned = variables.map((each) => ({ ...each, value: each.value === null ? null : clean(each.value) }));
  let failure: MockError | null = null;
  const file = openWriter(options, { endpoint, rules, variables: cleaned }, (error) => {
    const isPassedThrough = options.onRecordFailure === 'passthrough';
    if (options.onFailure === undefined || isPassedThrough) side.logger.error({ err: error }, error.message);
    if (isPassedThrough) {
      failure ??= error;
      return;
    }
    void run.close().catch(() => undefined);
    options.onFailure?.(error);
  });
  const masked: RecordingWriter = masking?.over(file, rules) ?? file;
  const writer = options.onRecordFailure === 'passthrough' ? new LenientWriter(masked) : masked;
  const backlog = new Backlog(writer);
  const session = { ...side.session, maxPacketBytes: MAX_PACKET_BYTES, rules };
  const writing = writingOf(options, writer, backlog, account);
  const sessions = trackedSessions(options, session);
  const { listeners, x } = await openListeners({ side, session, sessions, upstream, upstreamX, writing });
  const steering = recordTarget(sessions, () => caughtUp(backlog, file));
  const http = await orEnd(openHttp(steering, options), { listeners, x, writer });
  side.warmUp();
  const idleRules = () => rules?.idle() ?? [];
  const run: RecordingRun = {
    ...servingOn(
      listeners,
      async () => {
        backlog.drain();
        for (const rule of idleRules()) side.logger.warn({ rule }, `${rule} matched no statement: check its patterns`);
        if (account !== null && failure === null) await keepTables(file, clean, upstream, account, side.logger);
        await http?.close();
        await options.onSealing?.();
        writer.close();
        if (file.counts().sessions > 0 && failure === null) masking?.finish(options.output);
        await side.settle();
        if (failure !== null) throw failure;
      },
      x,
    ),
    counts: () => ({ ...drained(backlog, file), tls: side.tlsCounts() }),
    httpUrl: http?.url ?? null,
    steering,
    idleRules: () => {
      backlog.drain();
      return idleRules();
    },
    beginScope: (name) => {
      writing.unnamed.current = name || (options.scope ?? '');
    },
    masked: () => masking?.touched() ?? [],
  };
  return run;
}

function drained(backlog: Backlog, file: RecordingFileWriter): WrittenCounts {
  backlog.drain();
  return file.counts();
}

/** Who asks now and then, as the page does each second, holds up nobody for it. */
function caughtUp(backlog: Backlog, file: RecordingFileWriter): WrittenCounts {
  backlog.catchUp();
  return file.counts();
}

/** Once: a client without TLS, or a server, has what both say read on the way. Not where that way leaves no machine. */
function plainWarning(endpoint: Endpoint, logger: Logger): () => void {
  let isTold = endpoint.kind === 'unix' || isLoopback(endpoint.host);
  return () => {
    if (isTold) return;
    isTold = true;
    const what = `a client came without TLS, or the server offers none: what both say goes to ${describeEndpoint(endpoint)} in clear`;
    logger.warn({}, `${what}; connect with TLS, or pass --server-ssl-mode REQUIRED`);
  };
}

/** How the server is reached: one that stands still answers nobody who comes, either. @throws MockError `TLS_SETUP` */
async function reachOf(endpoint: Endpoint, options: RecordOptions, logger: Logger): Promise<UpstreamOptions> {
  const reach = await upstreamOptions(endpoint, options);
  const connectTimeoutMs = Math.min(reach.connectTimeoutMs, options.upstreamTimeoutMs || reach.connectTimeoutMs);
  return { ...reach, connectTimeoutMs, onPlain: plainWarning(endpoint, logger) };
}

/** What connections are written to, and how. */
function writingOf(
  { durable: isDurable = false, upstreamTimeoutMs: silenceMs = 0, scope = '' }: RecordOptions,
  writer: RecordingWriter,
  backlog: Backlog,
  account: Account | null,
): Opening['writing'] {
  return { writer, backlog, isDurable, silenceMs, account, unnamed: { current: scope }, open: { count: 0 } };
}

/** What connections are answered from and written to. */
interface Opening {
  readonly side: ClientSide;
  readonly session: ServerSessionOptions;
  /** Null where nobody asks which connections are open. */
  readonly sessions: Sessions | null;
  readonly upstream: UpstreamOptions;
  readonly upstreamX: RecordOptions['upstreamX'];
  readonly writing: Omit<UpstreamResponderOptions, 'upstream' | 'rsaKeys' | 'unnamed'> & {
    readonly unnamed: { current: string };
  };
}

/** Listens for both protocols. @throws MockError `LISTEN_FAILED`, the writer closed */
async function openListeners(opening: Opening): Promise<{ listeners: Listeners; x: Listeners | null }> {
  const { side, session, sessions, upstream, upstreamX, writing } = opening;
  let x: Listeners | null = null;
  try {
    if (side.x !== null && upstreamX !== undefined) {
      const { recordX } = await import('./x-listeners.ts');
      const xUpstream = { ...upstream, endpoint: toEndpoint(upstreamX, DEFAULT_X_PORT).endpoint };
      x = await recordX({ ...side, ...side.x }, sessions, session, { upstream: xUpstream, ...writing });
    }
    const listeners = await Listeners.open({
      ...side,
      serve: (connection, shutdown) => {
        const responder = new UpstreamResponder({ upstream, ...writing, rsaKeys: side.rsaKeys });
        const seen = traced(responder, connection, side.tracer);
        if (sessions !== null) return sessions.serve(connection, seen, shutdown);
        return serveClassic(connection, seen, session, shutdown);
      },
    });
    return { listeners, x };
  } catch (error) {
    await x?.stop();
    writing.writer.close();
    throw error;
  }
}

/** Where nobody asks which connections are open, nothing stands between a session and the server. */
function trackedSessions({ httpPort, isSteered }: RecordOptions, session: ServerSessionOptions): Sessions | null {
  return httpPort === undefined && isSteered !== true ? null : new Sessions(new FaultList(), session);
}

/** What is open is closed where the last of it cannot be opened. */
async function orEnd<T>(
  opening: Promise<T>,
  { listeners, x, writer }: { listeners: Listeners; x: Listeners | null; writer: RecordingWriter },
): Promise<T> {
  try {
    return await opening;
  } catch (error) {
    await Promise.all([listeners.stop(), x?.stop()]);
    writer.close();
    throw error;
  }
}

/** Whoever reaches it reaches the server behind it, under this machine's address. */
function checkAddress({ host = '127.0.0.1', allowAnyone }: RecordOptions): void {
  if (isLoopback(host) || allowAnyone) return;
  const advice = 'pass --allow-anyone where that is meant, or leave --bind out';
  throw new MockError('USAGE', `listening on ${host} would let other machines reach the server through it: ${advice}`);
}

/** What the recording says of itself from the start. */
interface Recorded {
  readonly endpoint: Endpoint;
  readonly rules: RuleSet | null;
  readonly variables: readonly ServerVariable[];
}

/** Those given, else those of the recording that is continued. */
async function identityRules({ identity = [], identityFile, mode, output }: RecordOptions): Promise<RuleSet | null> {
  if (identityFile === undefined && identity.length === 0) {
    const isContinued = mode === 'append' && existsSync(output);
    return isContinued ? rulesOf({ path: output, meta: readRecordingMeta(output) }) : null;
  }
  const { loadIdentity, parseIdentity } = await import('./load-identity.ts');
  const given = identity.length === 0 ? [] : [parseIdentity(identity, ([index]) => `identity[${index ?? ''}]`)];
  return combined(identityFile === undefined ? given : [...given, await loadIdentity(identityFile)]);
}

function openWriter(
  options: RecordOptions,
  { endpoint, rules, variables }: Recorded,
  onFailure: (error: MockError) => void,
): RecordingFileWriter {
  return openRecordingWriter(options.output, {
    mode: options.mode ?? 'create',
    ...(options.scope && { replacedScope: options.scope }),
    meta: {
      mockVersion: version,
      upstream: describeEndpoint(endpoint),
      fingerprintRules: RULES,
      stateRules: STATE_RULES,
      identityRules: formatOwnRules(rules),
    },
    variables,
    isDurable: options.durable ?? false,
    now: microsecondsNow,
    onFailure,
  });
}

/** Recording does not depend on them: without them replay answers less of what drivers ask by themselves. */
async function variablesOf(
  upstream: UpstreamOptions,
  account: Account,
  logger: Logger,
): Promise<readonly ServerVariable[]> {
  try {
    return await withSession(upstream, account, readServerVariables);
  } catch (error) {
    const reason = `the server's variables cannot be read as ${account.user}: ${messageOf(error)}`;
    logger.warn({ err: error }, `${reason}; check the user and password in --upstream, or leave them out`);
    return [];
  }
}

/** Recording does not depend on them either: without them `mock verify` cannot say which tables have changed. */
async function keepTables(
  writer: RecordingFileWriter,
  clean: (text: string) => string,
  upstream: UpstreamOptions,
  account: Account,
  logger: Logger,
): Promise<void> {
  if (writer.counts().sessions === 0) return;
  try {
    await withSession(upstream, account, async (session) => {
      const schemas = writer.schemasUsed(await readSchemaNames(session));
      const tables = await readTableSchemas(session, schemas);
      writer.putTables(
        tables.map((table) => ({ ...table, definition: clean(table.definition) })),
        schemas,
      );
    });
  } catch (error) {
    logger.warn({ err: error }, `the server's tables cannot be described as ${account.user}: ${messageOf(error)}`);
  }
}
