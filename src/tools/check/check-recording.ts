// Proof before trust: plays each recorded client stream against our own replay of the same recording and compares what
// the server said, byte for byte less the ids of statements. Memory is that of a replay; time grows with the recording
// and can be bounded.

import { setImmediate as nextTurn } from 'node:timers/promises';
import { SERVER_CLOSE } from '../../core/command.ts';
import { MockError, messageOf } from '../../core/errors.ts';
import { silentLogger } from '../../core/log/logger.ts';
import type { Protocol } from '../../core/recording.ts';
import { rulesOf } from '../../identity/recorded-rules.ts';
import { missMessage } from '../../replay/misses/miss-texts.ts';
import type { Miss } from '../../replay/misses/misses.ts';
import { ReplayContext } from '../../replay/session/replay-context.ts';
import type { ActiveRule } from '../../replay/volatile/values/volatile-rules.ts';
import { DamagedPart } from '../../store/file/damage.ts';
import type { ListedExchange, ListedSession } from '../../store/reading/listing.ts';
import type { RecordingFileReader } from '../../store/reading/reader.ts';
import { NEVER_ASKED } from '../history/follow-session.ts';
import type { CheckDifference, CheckResult } from './check-result.ts';
import { findHoles } from './find-holes.ts';
import type { Player } from './player.ts';
import { SessionPlayer } from './session-player.ts';

export interface CheckOptions {
  /** No exchange is begun later than this, in milliseconds from now; default: all are played. */
  readonly timeLimitMs?: number;
  /** Ends it with what was played so far. */
  readonly signal?: AbortSignal;
  /** Whose replay is asked; default: that of the recording that is played. */
  readonly replayOf?: RecordingFileReader;
  /** Rules for values that are not the same at every run. */
  readonly volatile?: readonly ActiveRule[];
  /** Told of each exchange that was asked, and of the miss that it came to. */
  readonly onAsked?: (exchange: ListedExchange, miss: Miss | null) => void;
  /** Told now and then how far it is. */
  readonly onProgress?: (played: number, total: number) => void;
}

const MAX_DIFFERENCES = 100;
const PROGRESS_EXCHANGES = 500;
/** How long a signal may have to wait. */
const TURN_MS = 30;
/** Statements as text or a prepare may be kept as text alone; of all others no payload means that it held a secret. */
const ASKED_BY_TEXT: ReadonlySet<string> = new Set(['COM_QUERY', 'COM_STMT_PREPARE', SERVER_CLOSE.name]);

/** @throws MockError RECORDING_UNUSABLE where the recording turns out to be damaged */
export async function checkRecording(reader: RecordingFileReader, options: CheckOptions = {}): Promise<CheckResult> {
  return await new Check(reader, options).run();
}

class Check {
  readonly #reader: RecordingFileReader;
  readonly #options: CheckOptions;
  readonly #libraries: Readonly<Record<Protocol, ReplayContext>>;
  readonly #waiting: ListedSession[];
  readonly #players = new Map<number, { readonly player: Player; left: number }>();
  /** Sessions that cannot be played, and why. */
  readonly #unplayable = new Map<number, string>();
  readonly #skipped = new Map<string, number>();
  readonly #differences: CheckDifference[] = [];
  #differing = 0;
  #compared = 0;
  /** Exchanges that are questions. */
  #total: number;
  #lastMiss: Miss | null = null;
  /** When the exchange that is asked now was recorded, in ms since 1970. */
  #nowMs = 0;

  constructor(reader: RecordingFileReader, options: CheckOptions) {
    this.#reader = reader;
    this.#options = options;
    this.#waiting = [...reader.listSessions()].reverse();
    this.#total = this.#waiting.reduce((sum, { exchanges }) => sum + exchanges, 0);
    const replayed = options.replayOf ?? reader;
    const shared = {
      reader: replayed,
      rules: rulesOf(replayed),
      now: () => this.#nowMs,
      volatile: options.volatile ?? [],
      users: [],
      requireAuth: false,
      rsaKeys: () => Promise.reject(new Error('a check asks for no RSA key')),
      logger: silentLogger,
      onMiss: (miss: Miss) => {
        this.#lastMiss = miss;
      },
    };
    this.#libraries = { classic: new ReplayContext(shared), x: new ReplayContext({ ...shared, protocol: 'x' }) };
  }

  async run(): Promise<CheckResult> {
    const total = this.#total;
    const { timeLimitMs = Number.POSITIVE_INFINITY, signal, onProgress } = this.#options;
    const until = performance.now() + timeLimitMs;
    let seen = 0;
    let turnBegan = performance.now();
    for (const exchange of this.#reader.listExchanges()) {
      if (performance.now() > until || signal?.aborted) break;
      if (performance.now() - turnBegan > TURN_MS) {
        await nextTurn();
        turnBegan = performance.now();
      }
      await this.#begin(exchange);
      await this.#take(exchange);
      if (++seen % PROGRESS_EXCHANGES === 0) onProgress?.(seen, total);
    }
    for (const { player } of this.#players.values()) await player.end();
    return {
      exchanges: this.#total,
      compared: this.#compared,
      isSample: seen < total,
      differing: this.#differing,
      differences: this.#differences,
      skipped: Object.fromEntries(this.#skipped),
      // they are looked for in all of it, however little was played
      holes: seen < total ? [] : findHoles(this.#reader),
    };
  }

  /** Opens the sessions that had begun when the exchange was asked, in their order: replay hands them out by it. */
  async #begin(exchange: ListedExchange): Promise<void> {
    for (;;) {
      const next = this.#waiting.at(-1);
      if (next === undefined || (next.id > exchange.session && next.facts.startedAtUs > exchange.startedAtUs)) return;
      this.#waiting.pop();
      await this.#open(next);
    }
  }

  async #open(session: ListedSession): Promise<void> {
    const { facts, id, exchanges } = session;
    if (facts.authOutcome !== 'ok') {
      this.#unplayable.set(id, 'of a login that failed');
      // it is refused in its turn, else the next one of its kind would be
      if (facts.greeting.length > 0) await (await this.#player(session))?.end();
    } else {
      const player = await this.#player(session);
      if (player === null) this.#unplayable.set(id, 'of a login that the replay refuses');
      else if (exchanges === 0) await player.end();
      else this.#players.set(id, { player, left: exchanges });
    }
  }

  /** What speaks the X Protocol is loaded where there is something to play. */
  async #player(session: ListedSession): Promise<Player | null> {
    if (session.facts.protocol === 'classic') return await SessionPlayer.open(this.#libraries.classic, session);
    const { XSessionPlayer } = await import('./x-session-player.ts');
    return await XSessionPlayer.open(this.#libraries.x, session);
  }

  async #take(exchange: ListedExchange): Promise<void> {
    const playing = this.#players.get(exchange.session);
    const why = this.#unplayable.get(exchange.session) ?? whyNot(exchange);
    if (NEVER_ASKED.has(exchange.command)) this.#total--;
    else if (why !== null || playing === undefined) this.#skip(why ?? 'of an unknown session');
    else await this.#compare(playing.player, exchange);
    if (playing !== undefined && --playing.left === 0) {
      await playing.player.end();
      this.#players.delete(exchange.session);
    }
  }

  async #compare(player: Player, exchange: ListedExchange): Promise<void> {
    const { responseId } = exchange;
    this.#lastMiss = null;
    this.#nowMs = exchange.startedAtUs / 1000;
    this.#compared++;
    try {
      const response = responseId === null ? null : this.#reader.response(responseId);
      const differsAt = await player.play(exchange, response);
      if (differsAt !== null) this.#note(exchange, `the answer differs from the recorded one at byte ${differsAt}`);
    } catch (error) {
      const isOnlyPart = error instanceof DamagedPart;
      if (error instanceof MockError && error.code === 'RECORDING_UNUSABLE' && !isOnlyPart) throw error;
      this.#note(exchange, messageOf(error));
    }
    this.#options.onAsked?.(exchange, this.#lastMiss);
  }

  #note({ id, session, command, sql }: ListedExchange, what: string): void {
    this.#differing++;
    if (this.#differences.length >= MAX_DIFFERENCES) return;
    const said = this.#lastMiss === null ? what : missMessage(this.#lastMiss).replace(/^mock: /, '');
    this.#differences.push({ exchange: id, session, command, sql, what: said });
  }

  #skip(why: string): void {
    this.#skipped.set(why, (this.#skipped.get(why) ?? 0) + 1);
  }
}

/** Why an exchange cannot be played; null where it can. */
function whyNot({ command, gap, outcome, request }: ListedExchange): string | null {
  if (gap !== null) return `gap: ${gap}`;
  if (outcome === 'local_infile') return "with the client's file, which is not kept";
  if (request !== null || ASKED_BY_TEXT.has(command)) return null;
  return command.startsWith('COM_') ? 'with a secret in the request' : 'of a message that is not kept';
}
