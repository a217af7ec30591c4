// What all connections of one replay share: the recording, which answers were played, who may log in.

import type { Command, StatementRules } from '../domain/command.ts';
import type {
  Protocol,
  RecordedExchange,
  RecordedSession,
  RecordingReader,
  SessionClosing,
} from '../domain/recording.ts';
import type { Logger } from '../log/logger.ts';
import { Crossings } from './crossings.ts';
import { type Asked, askedBy, describeMiss, type NotAnswered } from './describe-miss.ts';
import { explainFound } from './explain.ts';
import type { Found } from './find-answer.ts';
import { Journal } from './journal.ts';
import { type Latency, latencyBefore } from './latency.ts';
import type { Exhausted, StrategyName } from './match-query.ts';
import { Matcher } from './matcher.ts';
import { type Miss, missMessage } from './misses.ts';
import { ResponseContents } from './response-content.ts';
import { type Scope, Scopes } from './scopes.ts';
import { ServerVariables } from './server-variables.ts';
import { type Substitution, Volatile } from './volatile.ts';
import type { ActiveRule } from './volatile-rules.ts';

export interface ReplayUser {
  readonly user: string;
  readonly password: string;
}

/** `error`: a MySQL error, and the connection stays usable; `close`: the connection ends without an answer. */
export type MissPolicy = 'error' | 'close';

export interface LibraryOptions {
  readonly reader: RecordingReader;
  /** The recording's own rules of identity; default none. */
  readonly rules?: StatementRules | null;
  /** Whose sessions are followed; default `classic`. */
  readonly protocol?: Protocol;
  /** Users whose password is verified; others of the recording may enter with any, unless `requireAuth`. */
  readonly users: readonly ReplayUser[];
  readonly requireAuth: boolean;
  readonly rsaKeys: () => Promise<{ readonly publicKey: string; readonly privateKey: string }>;
  readonly logger: Logger;
  readonly onMiss?: (miss: Miss) => void;
  /** Told of each command that was answered though the recording lacks it: chatter of drivers and pools. */
  readonly onSynthesised?: (synthesised: Synthesised) => void;
  /** The version to greet with; default: the recorded server's. */
  readonly serverVersion?: string;
  /** What a client gets on a miss; default `error`. */
  readonly missPolicy?: MissPolicy;
  /** Default `ordered`. */
  readonly strategy?: StrategyName;
  /** Whether text statements are answered from prepared ones and the reverse; default true. */
  readonly crossProtocol?: boolean;
  /** Values that are not the same at every run; default none but what comments in statements say. */
  readonly volatile?: readonly ActiveRule[];
  /** Hears of every value that stands for another. */
  readonly onSubstituted?: (substitution: Substitution) => void;
  /** How long answers from the recording are held back; default not at all. */
  readonly latency?: Latency;
  /** Default null: reads that always had one answer get it again, all else is a miss. */
  readonly exhausted?: Exhausted;
  /** Whether the log says of each command which exchange answers it and why; default false. */
  readonly explain?: boolean;
}

/** What was answered without a recorded exchange. */
export interface Synthesised extends Asked {
  /** Name of the scope; empty for the unnamed one. */
  readonly scope: string;
  /** `ok`: a SET; `rows`: values of system variables; `prepare`: a statement that is one of these. */
  readonly answer: 'ok' | 'rows' | 'prepare';
}

/** Sessions of one user that are looked through for the database that a client asks for. */
const SESSIONS_PER_USER = 10_000;

export class Library {
  readonly reader: RecordingReader;
  readonly scopes: Scopes;
  readonly crossings: Crossings;
  readonly volatile: Volatile;
  readonly variables: ServerVariables;
  readonly rules: StatementRules | null;
  readonly journal = new Journal();
  readonly rsaKeys: LibraryOptions['rsaKeys'];
  readonly #options: LibraryOptions;
  readonly #passwords: ReadonlyMap<string, Buffer>;
  readonly #sessions = new Map<string, readonly RecordedSession[]>();
  readonly #followed = new Set<number>();
  readonly #closings = new Map<number, SessionClosing | undefined>();
  readonly #connected = new Map<number, () => void>();
  #users: readonly string[] | undefined;
  #lastConnectionId = 0;
  #synthesisedCount = 0;
  /** Bytes of the responses given. */
  bytesPlayed = 0;

  constructor(options: LibraryOptions) {
    this.#options = options;
    this.reader = options.reader;
    this.rules = options.rules ?? null;
    this.rsaKeys = options.rsaKeys;
    this.variables = new ServerVariables(options.reader);
    const { reader, strategy = 'ordered', exhausted = null } = options;
    this.crossings = new Crossings(reader, options.logger);
    const contents = new ResponseContents(reader);
    const isSameAnswer = contents.isSame.bind(contents);
    this.scopes = new Scopes(reader, (scope) => new Matcher({ reader, scope, strategy, exhausted, isSameAnswer }));
    const { logger, volatile: rules = [], onSubstituted } = options;
    const note = (substitution: Substitution) => {
      this.journal.noteSubstituted(substitution);
      onSubstituted?.(substitution);
    };
    this.volatile = new Volatile({ reader, rules, logger, exhausted, isSameAnswer, onSubstituted: note });
    this.#passwords = new Map(options.users.map(({ user, password }) => [user, Buffer.from(password)]));
  }

  /** Milliseconds to wait before the first byte of a recorded answer. */
  latencyBefore(exchange: RecordedExchange): number {
    const { latency } = this.#options;
    return latency === undefined ? 0 : latencyBefore(latency, exchange, this.reader);
  }

  /** What every connection is in that names no scope; each recording has it. */
  get unnamedScope(): Scope {
    const scope = this.scopes.named('');
    if (scope === undefined) throw new Error('the recording lacks its unnamed scope');
    return scope;
  }

  get missCount(): number {
    return this.journal.missCount;
  }

  /** Commands answered though the recording lacks them. */
  get synthesisedCount(): number {
    return this.#synthesisedCount;
  }

  /** Whether chatter that is not recorded is answered: to the letter is to the letter. */
  get isSynthesising(): boolean {
    return this.#options.strategy !== 'sequence';
  }

  /** Connections so far. */
  get connectionCount(): number {
    return this.#lastConnectionId;
  }

  /** Null where it is the recorded server's. */
  get serverVersion(): string | null {
    return this.#options.serverVersion ?? null;
  }

  get isCrossProtocol(): boolean {
    // to the letter is to the letter
    return (this.#options.crossProtocol ?? true) && this.#options.strategy !== 'sequence';
  }

  get missPolicy(): MissPolicy {
    return this.#options.missPolicy ?? 'error';
  }

  /**
   * A connection begins; returns its id.
   * @param kill ends it
   */
  connected(kill: () => void): number {
    this.#lastConnectionId = (this.#lastConnectionId + 1) >>> 0;
    this.#connected.set(this.#lastConnectionId, kill);
    return this.#lastConnectionId;
  }

  disconnected(connectionId: number): void {
    this.#connected.delete(connectionId);
  }

  isConnected(connectionId: number): boolean {
    return this.#connected.has(connectionId);
  }

  /** Ends a connection, if there is one of this id. */
  kill(connectionId: number): void {
    this.#connected.get(connectionId)?.();
  }

  /** How the server ended a recorded session; undefined where it was not the server. */
  closingOf(session: number): SessionClosing | undefined {
    if (this.#closings.has(session)) return this.#closings.get(session);
    const closing = this.reader.closingOf(session);
    this.#closings.set(session, closing);
    return closing;
  }

  /** The password to verify; null where any passes; undefined for one who may not enter. */
  passwordOf(user: string): Buffer | null | undefined {
    const password = this.#passwords.get(user);
    if (password !== undefined) return password;
    if (this.#options.requireAuth) return undefined;
    return this.sessionsOf(user).length > 0 ? null : undefined;
  }

  /**
   * The recorded session that a login takes for its own: the first that no other connection follows yet, else the
   * first; with the asked scope and database before any other. Undefined where the user is not in the recording.
   */
  follow(user: string, database: string, scope: string): RecordedSession | undefined {
    const all = this.sessionsOf(user);
    const own = all.filter((session) => session.facts.scope === scope);
    const sessions = own.length > 0 ? own : all;
    const same = sessions.filter((session) => session.facts.database === database);
    const accepted = same.filter((session) => session.facts.authOutcome === 'ok');
    const pool = accepted.length > 0 ? accepted : same.length > 0 ? same : sessions;
    const session = pool.find(({ id }) => !this.#followed.has(id)) ?? pool[0];
    if (session !== undefined) this.#followed.add(session.id);
    return session;
  }

  /** A user that is let in but not in the recording stands for the recorded one, where there is but one. */
  recordedUserFor(user: string): string {
    if (this.sessionsOf(user).length > 0) return user;
    this.#users ??= this.reader.users(2);
    const [only, another] = this.#users;
    return only === undefined || another !== undefined ? user : only;
  }

  sessionsOf(user: string): readonly RecordedSession[] {
    let sessions = this.#sessions.get(user);
    if (sessions === undefined) {
      sessions = this.reader.sessionsOf(user, SESSIONS_PER_USER, this.#options.protocol);
      this.#sessions.set(user, sessions);
    }
    return sessions;
  }

  /**
   * A client asked for a scope that the recording does not have.
   * @param command by which it asked
   */
  missScope(name: string, command: string): Miss {
    return this.#noteMiss({
      reason: 'unknown scope',
      command,
      sql: null,
      parameters: null,
      database: '',
      scope: name,
      state: '',
      nearest: null,
      nearestScopes: this.scopes.nearest(name),
    });
  }

  synthesised(command: Command, scope: string, answer: Synthesised['answer']): void {
    this.#synthesisedCount++;
    const synthesised = { ...askedBy(command, scope), answer };
    this.#options.logger.debug({ synthesised }, 'answered without the recording');
    this.journal.noteSynthesised(synthesised);
    this.#options.onSynthesised?.(synthesised);
  }

  miss(command: Command, scope: string, why: NotAnswered): Miss {
    return this.missOf(askedBy(command, scope), why);
  }

  missOf(asked: Asked, why: NotAnswered): Miss {
    return this.#noteMiss(describeMiss(this.reader, asked, why));
  }

  /** Takes note of what a command was answered with. */
  noteFound(command: Command, found: Found): void {
    if (found.kind === 'found' && found.how === 'again') this.journal.noteRepeated(found.exchange.id);
    if (!this.#options.explain) return;
    const line = explainFound(command, found, this.#options.strategy ?? 'ordered');
    const exchange = found.kind === 'found' ? found.exchange.id : null;
    if (line !== null) this.#options.logger.info({ exchange, state: command.state.all }, line);
  }

  #noteMiss(miss: Miss): Miss {
    this.journal.noteMiss(miss);
    this.#options.logger.warn({ miss }, missMessage(miss));
    this.#options.onMiss?.(miss);
    return miss;
  }
}
