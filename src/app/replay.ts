// `mock replay`: acceptor, session stack and a recording, put together.

import { serveClassic } from '../classic/session/server-session.ts';
import { MockError } from '../domain/errors.ts';
import type { Connection } from '../net/connection.ts';
import type { TlsCounts } from '../net/tls-context.ts';
import { openRecording } from '../recording/reader.ts';
import { Library, type MissPolicy, type ReplayUser } from '../replay/library.ts';
import type { Exhausted, StrategyName } from '../replay/match-query.ts';
import type { Miss } from '../replay/misses.ts';
import { PlaybackResponder } from '../replay/playback-responder.ts';
import { type ClientSideOptions, clientSide, isLoopback } from './client-side.ts';
import { Listeners } from './listeners.ts';
import { type Serving, servingOn } from './serving.ts';

export interface ReplayOptions extends ClientSideOptions {
  /** Users whose password is verified. */
  readonly users?: readonly ReplayUser[];
  /** Only `users` may log in; without it any user of the recording may, with any password. */
  readonly requireAuth?: boolean;
  /** Lets anybody in on an address that is not loopback. */
  readonly allowAnyone?: boolean;
  /** MySQL's max_allowed_packet, in bytes; default 64 MiB. */
  readonly maxAllowedPacket?: number;
  /**
   * The version to greet with, such as `8.0.36` or `10.11.6-MariaDB` (which is greeted with as MariaDB 10 does, `5.5.5-`
   * in front); default: the recorded server's. Answers stay as recorded, also to `SELECT VERSION()`.
   */
  readonly serverVersion?: string;
  readonly onMiss?: (miss: Miss) => void;
  /** Which of several recorded answers is taken; default `ordered`. */
  readonly strategy?: StrategyName;
  /**
   * What follows the last recorded answer to a statement: a miss, the last one again, or all of them from the first on.
   * Default: reads that always had one answer get it again, all else is a miss.
   */
  readonly exhausted?: Exclude<Exhausted, null>;
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
  /** TLS handshakes with clients. */
  readonly tls: Readonly<TlsCounts>;
}

export interface ReplayRun extends Serving {
  counts(): ReplayCounts;
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
  checkServerVersion(options);
  const side = await clientSide(options);
  const reader = openRecording(file);
  const { users = [], requireAuth = false, missPolicy = 'error', strategy = 'ordered' } = options;
  const { onMiss, serverVersion, exhausted = null } = options;
  const { rsaKeys, logger } = side;
  const matching = { strategy, exhausted, missPolicy, ...(onMiss && { onMiss }) };
  const face = serverVersion === undefined ? {} : { serverVersion };
  const shared = { reader, users, requireAuth, rsaKeys, logger, ...matching, ...face };
  const library = new Library(shared);
  const xLibrary = new Library({ ...shared, protocol: 'x' });
  const libraries = [library, xLibrary];
  const total = (count: (each: Library) => number) => libraries.reduce((sum, each) => sum + count(each), 0);
  const session = { ...side.session, maxPacketBytes: options.maxAllowedPacket ?? MAX_PACKET_BYTES };
  let listeners: Listeners;
  let x: Listeners | null = null;
  try {
    if (side.x !== null) {
      const { replayX } = await import('./x-listeners.ts');
      x = await replayX({ ...side, ...side.x }, session, xLibrary, clientHost);
    }
    listeners = await Listeners.open({
      ...side,
      serve: (connection, shutdown) =>
        serveClassic(connection, new PlaybackResponder(library, clientHost(connection)), session, shutdown),
    });
  } catch (error) {
    await x?.stop();
    reader.close();
    throw error;
  }
  side.warmUp();
  return {
    ...servingOn(
      listeners,
      async () => {
        reader.close();
        await side.settle();
      },
      x,
    ),
    counts: () => ({
      connections: total((each) => each.connectionCount),
      played: total((each) => each.scopes.playedCount),
      bytes: total((each) => each.bytesPlayed),
      misses: total((each) => each.missCount),
      tls: side.tlsCounts(),
    }),
    countPlayable: (limit = Number.POSITIVE_INFINITY) => reader.countPlayable(limit),
  };
}

/** Any password passes by default: that is for this machine only. */
function checkAddress({ host = '127.0.0.1', requireAuth, allowAnyone }: ReplayOptions): void {
  if (isLoopback(host) || requireAuth || allowAnyone) return;
  const advice = 'pass --require-auth with --user and --password-file, or --allow-anyone';
  throw new MockError('USAGE', `listening on ${host} would let anybody in: ${advice}`);
}

/** Clients read it up to its NUL, and some keep no more than MySQL's SERVER_VERSION_LENGTH of it. */
function checkServerVersion({ serverVersion = '8' }: ReplayOptions): void {
  if (/^[\x21-\x7e]{1,60}$/.test(serverVersion)) return;
  const form = '1 to 60 ASCII characters without spaces, such as 8.0.36 or 10.11.6-MariaDB';
  throw new MockError('USAGE', `--server-version ${JSON.stringify(serverVersion)} is no version: pass ${form}`);
}

/** As MySQL names a client's host in its messages. */
function clientHost(connection: Connection): string {
  const { remote } = connection;
  if (remote.startsWith('unix:') || remote.startsWith('127.') || remote.startsWith('[::1]')) return 'localhost';
  return remote.replace(/:\d+$/, '');
}
