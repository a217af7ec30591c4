// `mock replay`: acceptor, session stack and a recording, put together.

import { MockError } from '../domain/errors.ts';
import { FaultList } from '../faults/fault-list.ts';
import { loadFaults } from '../faults/load-faults.ts';
import type { Connection } from '../net/connection.ts';
import { openRecording } from '../recording/reader.ts';
import { Library, type MissPolicy, type ReplayUser } from '../replay/library.ts';
import type { Exhausted, StrategyName } from '../replay/match-query.ts';
import type { Miss } from '../replay/misses.ts';
import { PlaybackResponder } from '../replay/playback-responder.ts';
import type { RestServer } from '../rest/server.ts';
import type { RestTarget } from '../rest/target.ts';
import { type ClientSideOptions, clientSide, isLoopback } from './client-side.ts';
import { type HttpOptions, openHttp } from './http-side.ts';
import { Listeners } from './listeners.ts';
import { type Serving, servingOn } from './serving.ts';
import { Sessions } from './sessions.ts';

export interface ReplayOptions extends ClientSideOptions, HttpOptions {
  /** Users whose password is verified. */
  readonly users?: readonly ReplayUser[];
  /** Only `users` may log in; without it any user of the recording may, with any password. */
  readonly requireAuth?: boolean;
  /** MySQL's max_allowed_packet, in bytes; default 64 MiB. */
  readonly maxAllowedPacket?: number;
  readonly onMiss?: (miss: Miss) => void;
  /** Which of several recorded answers is taken; default `ordered`. */
  readonly strategy?: StrategyName;
  /**
   * What follows the last recorded answer to a statement: a miss, the last one again, or all of them from the first on.
   * Default: reads that always had one answer get it again, all else is a miss.
   */
  readonly exhausted?: Exclude<Exhausted, null>;
  /** A file with faults that are laid over the recording. */
  readonly overlay?: string;
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
}

export interface ReplayRun extends Serving {
  counts(): ReplayCounts;
  /** Of the REST API; null where there is none. */
  readonly httpUrl: string | null;
  /**
   * Recorded exchanges that could be played, until `close()`. Reads every one of them (a second for a million); null
   * where there are more than `limit`.
   */
  countPlayable(limit?: number): number | null;
}

/** MySQL's default max_allowed_packet. */
const MAX_PACKET_BYTES = 64 * 1024 * 1024;

/**
 * Answers from a recording until `close()`.
 * @throws MockError `RECORDING_MISSING`, `RECORDING_UNUSABLE`, `LISTEN_FAILED`, `TLS_SETUP`, `USAGE`
 */
export async function replay(file: string, options: ReplayOptions = {}): Promise<ReplayRun> {
  checkAddress(options);
  const side = await clientSide(options);
  const reader = openRecording(file);
  const { users = [], requireAuth = false, missPolicy = 'error', strategy = 'ordered', onMiss } = options;
  const exhausted = options.exhausted ?? null;
  const { rsaKeys, logger } = side;
  const misses: Miss[] = [];
  const noteMiss = (miss: Miss) => {
    if (options.httpPort !== undefined && misses.push(miss) > KEPT_MISSES) misses.shift();
    onMiss?.(miss);
  };
  const matching = { strategy, exhausted, missPolicy, onMiss: noteMiss };
  const library = new Library({ reader, users, requireAuth, rsaKeys, logger, ...matching });
  const session = { ...side.session, maxPacketBytes: options.maxAllowedPacket ?? MAX_PACKET_BYTES };
  let listeners: Listeners | undefined;
  let http: RestServer | null;
  try {
    const faults = new FaultList(options.overlay === undefined ? [] : await loadFaults(options.overlay));
    const sessions = new Sessions(faults, session);
    listeners = await Listeners.open({
      ...side,
      serve: (connection, shutdown) =>
        sessions.serve(connection, new PlaybackResponder(library, clientHost(connection)), shutdown),
    });
    http = await openHttp(restTarget(library, sessions, faults, misses), options);
  } catch (error) {
    await listeners?.stop();
    reader.close();
    throw error;
  }
  side.warmUp();
  return {
    ...servingOn(listeners, async () => {
      await http?.close();
      reader.close();
      await side.settle();
    }),
    httpUrl: http?.url ?? null,
    counts: () => countsOf(library),
    countPlayable: (limit = Number.POSITIVE_INFINITY) => reader.countPlayable(limit),
  };
}

function countsOf(library: Library): ReplayCounts {
  return {
    connections: library.connectionCount,
    played: library.scopes.playedCount,
    bytes: library.bytesPlayed,
    misses: library.missCount,
  };
}

function restTarget(library: Library, sessions: Sessions, faults: FaultList, misses: Miss[]): RestTarget {
  return {
    globals: null,
    sessions: () => sessions.views(),
    closeSession: (id) => sessions.close(id),
    closeConnections: () => sessions.closeAll(),
    counts: () => ({ ...countsOf(library) }),
    misses: () => misses,
    reset: () => {
      misses.length = 0;
      faults.reset();
    },
    faults,
  };
}

/** Misses that the REST API still tells of. */
const KEPT_MISSES = 1000;

/** Any password passes by default: that is for this machine only. */
function checkAddress({ host = '127.0.0.1', requireAuth, allowAnyone }: ReplayOptions): void {
  if (isLoopback(host) || requireAuth || allowAnyone) return;
  const advice = 'pass --require-auth with --user and --password-file, or --allow-anyone';
  throw new MockError('USAGE', `listening on ${host} would let anybody in: ${advice}`);
}

/** As MySQL names a client's host in its messages. */
function clientHost(connection: Connection): string {
  const { remote } = connection;
  if (remote.startsWith('unix:') || remote.startsWith('127.') || remote.startsWith('[::1]')) return 'localhost';
  return remote.replace(/:\d+$/, '');
}
