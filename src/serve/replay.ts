// `mock replay`: acceptor, session stack and a recording, put together.

import type { Command } from '../core/command.ts';
import type { RecordingReader } from '../core/recording.ts';
import { FaultList } from '../faults/fault-list.ts';
import { hasOutdatedStates, rulesOf } from '../identity/recorded-rules.ts';
import type { RuleSet } from '../identity/rule-set.ts';
import type { Connection } from '../net/connection.ts';
import type { TlsCounts } from '../net/tls-context.ts';
import type { Exhausted, StrategyName } from '../replay/matching/match-query.ts';
import type { Miss } from '../replay/misses/misses.ts';
import type { CountedMiss, Journal } from '../replay/session/journal.ts';
import type { Latency } from '../replay/session/latency.ts';
import { PlaybackResponder } from '../replay/session/playback-responder.ts';
import { usersLetIn } from '../replay/session/recorded-refusals.ts';
import {
  type MissPolicy,
  type Played,
  ReplayContext,
  type ReplayContextOptions,
  type ReplayUser,
  type Synthesised,
} from '../replay/session/replay-context.ts';
import type { CommandMasking } from '../replay/volatile/values/masked-forms.ts';
import type { Substitution } from '../replay/volatile/values/substitution.ts';
import type { ActiveRule, VolatileRule } from '../replay/volatile/values/volatile-rules.ts';
import { digestOf } from '../store/file/digests.ts';
import { openRecording, type RecordingFileReader } from '../store/reading/reader.ts';
import { type ClientSide, type ClientSideOptions, clientSide } from './client-side.ts';
import { type HttpOptions, openHttp } from './http-side.ts';
import { Listeners } from './listeners.ts';
import type { OverlaySide } from './overlay-side.ts';
import { commandMasking, type RedactionOptions } from './redaction.ts';
import { checkReplayOptions } from './replay-option-checks.ts';
import {
  type OverBudget,
  overBudget,
  type ReplayReport,
  type ReplayTally,
  type ReportOptions,
  replayReport,
  replayTally,
} from './replay-report.ts';
import { KeptMisses, replayTarget } from './replay-rest.ts';
import type { RestServer } from './rest/server.ts';
import type { RestTarget } from './rest/target.ts';
import { type Serving, servingOn } from './serving.ts';
import { Sessions } from './sessions.ts';
import { traced } from './trace/traced.ts';

export interface ReplayOptions extends ClientSideOptions, HttpOptions {
  /** Users whose password is verified. */
  readonly users?: readonly ReplayUser[];
  /** Only `users` may log in; without it any user of the recording may, with any password. */
  readonly requireAuth?: boolean;
  /** MySQL's max_allowed_packet, in bytes; default 64 MiB. */
  readonly maxAllowedPacket?: number;
  /**
   * The version to greet with, such as `8.0.36` or `10.11.6-MariaDB` (which is greeted with as MariaDB 10 does, `5.5.5-`
   * in front); default: the recorded server's. Answers stay as recorded, also to `SELECT VERSION()`.
   */
  readonly serverVersion?: string;
  readonly onMiss?: (miss: Miss) => void;
  /** Told of each command that was answered though the recording lacks it: chatter of drivers and pools. */
  readonly onSynthesised?: (synthesised: Synthesised) => void;
  /** Told of each command that a recorded exchange answers. */
  readonly onPlayed?: (played: Played) => void;
  /** Told of each command that the overlay answers. */
  readonly onScripted?: (command: string, sql: string | null) => void;
  /** Which of several recorded answers is taken; default `data`. */
  readonly strategy?: StrategyName;
  /** Whether text statements are answered from prepared ones and the reverse; default true. */
  readonly crossProtocol?: boolean;
  /**
   * What follows the last recorded answer to a statement: a miss, the last one again, or all of them from the first on.
   * Default: reads that always had one answer get it again, all else is a miss.
   */
  readonly exhausted?: Exclude<Exhausted, null>;
  /** A file with faults, and answers, that are laid over the recording: docs/scripts.md. */
  readonly overlay?: string;
  /** Values that are not the same at every run: docs/matching.md. */
  readonly volatile?: readonly VolatileRule[];
  /**
   * Whether values that look as made anew at every run (the clock, UUIDs, tokens, names with a number of the process in
   * them) are carried without a rule where the program brings them into the world; default true.
   */
  readonly fresh?: boolean;
  /** A file with more of them, as its `volatile`. */
  readonly rules?: string;
  /**
   * How the recording was masked, the same rules and key as then: clients may send the originals, and where they did, answers
   * tell them. For the classic protocol.
   */
  readonly redact?: RedactionOptions;
  /** Hears of every value that stood for another. */
  readonly onSubstituted?: (substitution: Substitution) => void;
  /** Whether the log says of each command which exchange answers it and why; default false. */
  readonly explain?: boolean;
  /** How long answers from the recording are held back; default not at all. */
  readonly latency?: Latency;
  /** `error`, the default: a MySQL error; `close`: the connection ends without an answer. */
  readonly missPolicy?: MissPolicy;
}

/** What a replay has done so far. */
export interface ReplayCounts {
  readonly connections: number;
  /** Recorded exchanges that were played, each counted once. */
  readonly played: number;
  /** Of all responses sent. */
  readonly bytes: number;
  readonly misses: number;
  /** Values that stood for others. */
  readonly substituted: number;
  /** Commands answered though the recording lacks them: chatter of drivers and pools. */
  readonly synthesised: number;
  /** Commands that the overlay has answered. */
  readonly scripted: number;
  /** TLS handshakes with clients. */
  readonly tls: Readonly<TlsCounts>;
  /** Gaps of the recording behind which the replay went on, each counted once. */
  readonly gapsCrossed: number;
  /** Answers by place only: recorded with several for the same data. */
  readonly holes: number;
}

export interface ReplayRun extends Serving {
  /** What the recording's content is known by; null where it has no digests. It is compared as the content is read. */
  readonly digest: string | null;
  counts(): ReplayCounts;
  /** Rules that covered no value so far, each with its place: `mock.config.yaml:3: order ids`. */
  idleRules(): readonly string[];
  /** Of the REST API; null where there is none. */
  readonly httpUrl: string | null;
  /** What the REST API shows and changes, whether there is one or not. */
  readonly steering: RestTarget;
  /** Distinct misses so far, with how often each came. */
  misses(): readonly CountedMiss[];
  /** Values of the clients that stood for recorded ones, the first 10,000 of each protocol. */
  substituted(): readonly Substitution[];
  /**
   * Recorded exchanges that could be played, until `close()`. Reads every one of them (a second for a million); null
   * where there are more than `limit`.
   */
  countPlayable(limit?: number): number | null;
  /**
   * Lets a scope begin, from its beginning, for all connections that name none, open ones too; the empty name ends it. False
   * where the recording has no such scope: they are in the unnamed one then.
   */
  beginScope(name: string): boolean;
  /** Statements that clients executed in a scope so far, answered or not. Not for the X Protocol. */
  statementsIn(scope: string): number;
  /** What was played, missed, left, exchange by exchange, until `close()`. Reads every exchange of the recording. */
  report(options?: ReportOptions): ReplayReport;
  /** What was played and what was not, until `close()`. Reads every exchange of the recording once. */
  tally(): ReplayTally;
  /** Scopes in which more statements were executed so far. Not for the X Protocol. */
  overBudget(maxQueries: number): readonly OverBudget[];
}

/** MySQL's default max_allowed_packet. */
const MAX_PACKET_BYTES = 64 * 1024 * 1024;
/** Refused logins that are looked through. */
const MOST_REFUSED = 1000;
const TOLD_USERS = 5;
const CHECK_RULE = ': check its statement and positions';

/**
 * Answers from a recording until `close()`.
 * @throws MockError `RECORDING_MISSING`, `RECORDING_UNUSABLE`, `LISTEN_FAILED`, `TLS_SETUP`, `USAGE`
 */
export async function replay(file: string, options: ReplayOptions = {}): Promise<ReplayRun> {
  checkReplayOptions(options);
  const rules = await activeRules(options);
  const side = await clientSide(options);
  const masking = await commandMasking(options.redact, side.logger);
  const reader = openRecording(file);
  const identity = identityOf(reader);
  warnOf(reader, side, options);
  const misses = new KeptMisses(options.httpPort !== undefined, options.onMiss);
  const shared = libraryOptions(reader, side, options, misses);
  const contexts = contextsOf(shared, rules, identity, masking);
  const idleRules = () => contexts.classic.volatile.unusedRules().map(({ where, name }) => `${where}: ${name}`);
  const counts = () => ({ ...countsOf(contexts), tls: side.tlsCounts() });
  const session = { ...side.session, maxPacketBytes: options.maxAllowedPacket ?? MAX_PACKET_BYTES, rules: identity };
  let listeners: Listeners | null = null;
  let x: Listeners | null = null;
  let http: RestServer | null;
  let steering: RestTarget;
  let overlay: OverlaySide | null = null;
  try {
    overlay = await overlayOf(options, side, contexts.classic, () => listeners?.tcp?.port ?? 0);
    const faults = new FaultList(overlay?.faults ?? []);
    const sessions = new Sessions(faults, session);
    if (side.x !== null) {
      const { replayX } = await import('./x-listeners.ts');
      x = await replayX({ ...side, ...side.x }, sessions, session, contexts.x, clientHost);
    }
    listeners = await Listeners.open({
      ...side,
      serve: (connection, shutdown) => {
        const player = new PlaybackResponder(contexts.classic, clientHost(connection));
        const responder = overlay?.over(player, connection) ?? player;
        return sessions.serve(connection, traced(responder, connection, side.tracer), shutdown);
      },
    });
    const parts = { sessions, faults, misses, counts, reader, contexts: [contexts.classic, contexts.x] } as const;
    steering = replayTarget(parts);
    http = await openHttp(steering, options);
  } catch (error) {
    await listeners?.stop();
    await x?.stop();
    await overlay?.close();
    reader.close();
    throw error;
  }
  side.warmUp();
  const finish = async () => {
    await http?.close();
    await overlay?.close();
    for (const rule of idleRules()) side.logger.warn({ rule }, `${rule} matched no value${CHECK_RULE}`);
    reader.close();
    await side.settle();
  };
  return {
    ...servingOn(listeners, finish, x),
    httpUrl: http?.url ?? null,
    digest: digestOf(reader.meta),
    steering,
    ...toldBy([contexts.classic.journal, contexts.x.journal]),
    counts,
    idleRules,
    countPlayable: (limit = Number.POSITIVE_INFINITY) => reader.countPlayable(limit),
    beginScope: (name) => beginScope([contexts.classic, contexts.x], name),
    statementsIn: (scope) => contexts.classic.scopes.statementsIn(scope),
    report: (options) => replayReport(reader, [contexts.classic, contexts.x], options),
    tally: () => replayTally(reader, [contexts.classic, contexts.x]),
    overBudget: (maxQueries) => overBudget([contexts.classic], maxQueries),
  };
}

/** Of both protocols. */
function contextsOf(
  shared: ReplayContextOptions,
  volatile: readonly ActiveRule[],
  rules: RuleSet | null,
  masking: CommandMasking | null,
) {
  const classic = new ReplayContext({ ...shared, volatile, rules, masking });
  const x = new ReplayContext({ ...shared, protocol: 'x' as const });
  x.connections.xIdle = classic.connections.xIdle;
  return { classic, x };
}

function beginScope(contexts: readonly ReplayContext[], name: string): boolean {
  for (const { scopes } of contexts) scopes.end(scopes.current.name);
  return name === '' || contexts.map((run) => run.beginScope(name)).every(Boolean);
}

async function overlayOf(
  { overlay, onScripted }: ReplayOptions,
  side: ClientSide,
  context: ReplayContext,
  port: () => number,
): Promise<OverlaySide | null> {
  if (overlay === undefined) return null;
  const { openOverlay } = await import('./overlay-side.ts');
  const note = (command: Command) => {
    context.noteScripted(command);
    onScripted?.(command.name, command.sql?.toString('utf8') ?? null);
  };
  return await openOverlay(overlay, { logger: side.logger, port, onScripted: note });
}

async function activeRules({ rules, volatile = [] }: ReplayOptions): Promise<readonly ActiveRule[]> {
  if (rules === undefined && volatile.length === 0) return [];
  const { gatherVolatile } = await import('./load-volatile.ts');
  return await gatherVolatile(volatile, rules);
}

/** The recording's own rules of identity. @throws MockError RECORDING_UNUSABLE; the recording is closed then */
function identityOf(reader: RecordingFileReader): RuleSet | null {
  try {
    return rulesOf(reader);
  } catch (error) {
    reader.close();
    throw error;
  }
}

function warnOf(reader: RecordingFileReader, side: ClientSide, options: ReplayOptions): void {
  warnOfCheck(reader, side);
  warnOfStates(reader, side);
  warnOfData(reader, side, options);
  warnOfRefusals(reader, side, options);
}

/** What it cannot be found by is a miss, which somebody would look for in the program. */
function warnOfStates(reader: RecordingFileReader, { logger }: ClientSide): void {
  if (!hasOutdatedStates(reader)) return;
  const what = `${reader.path} tells the states of sessions as an older mock did, so what asks for what its session holds`;
  const which = 'user variables, LAST_INSERT_ID(), SHOW WARNINGS';
  logger.warn({}, `${what} (${which}) may be missed; bring it up to date: mock merge ${reader.path} -o NEW.db`);
}

/** What was made before versions of data were known, or by other rules, is answered by place. */
function warnOfData({ path, hasData }: RecordingFileReader, { logger }: ClientSide, { strategy }: ReplayOptions): void {
  if (hasData || (strategy ?? 'data') !== 'data') return;
  const what = `${path} does not know which data its answers depend on, or by older rules, so it is answered by place (ordered)`;
  logger.warn({}, `${what}; work it out: mock seal ${path}`);
}

/** A recording that does not give its own answers again is not trusted in silence. */
function warnOfCheck({ path, meta }: RecordingFileReader, { logger }: ClientSide): void {
  const mark = meta.get('check') ?? '';
  if (!mark.endsWith(' differ')) return;
  logger.warn(
    { check: mark },
    `${path} does not give all of its own answers again: of its exchanges ${mark}; see mock check`,
  );
}

/** Any password passes: who was refused for a wrong one is let in, unless we are told the right one. */
function warnOfRefusals(reader: RecordingFileReader, { logger }: ClientSide, { users = [] }: ReplayOptions): void {
  const told = new Set(users.map(({ user }) => user));
  const names = usersLetIn(reader, MOST_REFUSED).filter((user) => !told.has(user));
  if (names.length === 0) return;
  const who = names.slice(0, TOLD_USERS).join(', ') + (names.length > TOLD_USERS ? ', …' : '');
  const advice = 'to verify passwords pass --user NAME --password-file FILE for each';
  logger.warn(
    { users: names },
    `recorded logins of ${who} were refused for their password, and will be let in: ${advice}`,
  );
}

function libraryOptions(
  reader: RecordingReader,
  { rsaKeys, logger }: ClientSide,
  options: ReplayOptions,
  misses: KeptMisses,
): ReplayContextOptions {
  const { users = [], requireAuth = false, missPolicy = 'error', strategy = 'data' } = options;
  const {
    serverVersion,
    exhausted = null,
    crossProtocol = true,
    fresh = true,
    explain = false,
    latency,
    onSubstituted,
    onSynthesised,
    onPlayed,
  } = options;
  const face = { ...(serverVersion !== undefined && { serverVersion }), ...(latency && { latency }) };
  const events = {
    onMiss: misses.add,
    ...(onSubstituted && { onSubstituted }),
    ...(onSynthesised && { onSynthesised }),
    ...(onPlayed && { onPlayed }),
  };
  const matching = { strategy, crossProtocol, fresh, exhausted, missPolicy, explain, ...events };
  return { reader, users, requireAuth, rsaKeys, logger, ...matching, ...face };
}

/** What both protocols' journals have, as it is asked for. */
function toldBy(journals: readonly Journal[]): Pick<ReplayRun, 'misses' | 'substituted'> {
  return {
    misses: () => journals.flatMap(({ misses }) => misses),
    substituted: () => journals.flatMap(({ substituted }) => substituted),
  };
}

function countsOf(contexts: { readonly classic: ReplayContext; readonly x: ReplayContext }): Omit<ReplayCounts, 'tls'> {
  const total = (count: (run: ReplayContext) => number) => count(contexts.classic) + count(contexts.x);
  return {
    connections: total((run) => run.connections.count),
    played: total((run) => run.scopes.playedCount),
    bytes: total((run) => run.bytesPlayed),
    misses: total((run) => run.missCount),
    synthesised: total((run) => run.synthesisedCount),
    scripted: total((run) => run.journal.scriptedCount),
    gapsCrossed: total((run) => run.crossings.count),
    holes: total((run) => run.journal.holeCount),
    substituted: total((run) => run.volatile.count),
  };
}

/** As MySQL names a client's host in its messages. */
function clientHost(connection: Connection): string {
  const { remote } = connection;
  if (remote.startsWith('unix:') || remote.startsWith('127.') || remote.startsWith('[::1]')) return 'localhost';
  return remote.replace(/:\d+$/, '');
}
