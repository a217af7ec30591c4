// What all connections of one replay share: the recording, which answers were played, who may log in.

import type { Command, StatementRules } from '../../core/command.ts';
import type { Logger } from '../../core/log/logger.ts';
import { RecentMap } from '../../core/recent-map.ts';
import type { Protocol, RecordedExchange, RecordingReader, SessionClosing } from '../../core/recording.ts';
import type { XCommand } from '../../core/x-responder.ts';
import { ResponseContents } from '../answers/response-content.ts';
import { ServerVariables } from '../chatter/server-variables.ts';
import { Crossings } from '../matching/crossings.ts';
import { EqualStates } from '../matching/equal-states.ts';
import type { Found, FoundHow } from '../matching/find-answer.ts';
import type { Exhausted, StrategyName } from '../matching/match-query.ts';
import { Matcher } from '../matching/matcher.ts';
import { type Scope, Scopes } from '../matching/scopes.ts';
import { type Asked, type AskedWhere, askedBy, describeMiss, type NotAnswered } from '../misses/describe-miss.ts';
import { describeCommand, describeXCommand, explainFound } from '../misses/explain.ts';
import { missMessage } from '../misses/miss-texts.ts';
import type { Miss } from '../misses/misses.ts';
import { AnswerFinder } from '../volatile/finding/answer-finder.ts';
import type { CommandMasking } from '../volatile/values/masked-forms.ts';
import type { Substitution } from '../volatile/values/substitution.ts';
import type { ActiveRule } from '../volatile/values/volatile-rules.ts';
import { XAnswerFinder } from '../x/x-answer-finder.ts';
import { Journal, type Uncertain } from './journal.ts';
import { type Latency, latencyBefore } from './latency.ts';
import { LiveConnections } from './live-connections.ts';
import { LoginGate } from './login-gate.ts';
import { RecordedLogins } from './recorded-logins.ts';

export interface ReplayUser {
  readonly user: string;
  readonly password: string;
}

/** `error`: a MySQL error, and the connection stays usable; `close`: the connection ends without an answer. */
export type MissPolicy = 'error' | 'close';

export interface ReplayContextOptions {
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
  /** Told of each command that a recorded exchange answers. */
  readonly onPlayed?: (played: Played) => void;
  /** The version to greet with; default: the recorded server's. */
  readonly serverVersion?: string;
  /** What a client gets on a miss; default `error`. */
  readonly missPolicy?: MissPolicy;
  /** Default `data`. */
  readonly strategy?: StrategyName;
  /** Whether text statements are answered from prepared ones and the reverse; default true. */
  readonly crossProtocol?: boolean;
  /** Values that are not the same at every run; default none but what comments in statements say. */
  readonly volatile?: readonly ActiveRule[];
  /** Whether values that look as made anew at every run are carried without a rule; default true. */
  readonly fresh?: boolean;
  /** How the recording was masked; null or absent where clients send what it holds. */
  readonly masking?: CommandMasking | null;
  /** The clock, in ms since 1970; default the machine's. */
  readonly now?: () => number;
  /** Hears of every value that stands for another. */
  readonly onSubstituted?: (substitution: Substitution) => void;
  /** How long answers from the recording are held back; default not at all. */
  readonly latency?: Latency;
  /** Default null: reads that always had one answer get it again, all else is a miss. */
  readonly exhausted?: Exhausted;
  /** Whether the log says of each command which exchange answers it and why; default false. */
  readonly explain?: boolean;
}

/** Which recorded exchange answers a command. */
export interface Played {
  /** Number of the client's connection. */
  readonly connection: number | null;
  readonly exchange: number;
  /** `next` where it was its turn. */
  readonly how: FoundHow;
}

/** What was answered without a recorded exchange. */
export interface Synthesised extends Asked {
  /** Name of the scope; empty for the unnamed one. */
  readonly scope: string;
  /** `ok`: a SET; `rows`: values of system variables; `prepare`: a statement that is one of these. */
  readonly answer: 'ok' | 'rows' | 'prepare';
}

/** Of both servers. */
const DEFAULT_WAIT_TIMEOUT_S = 28_800;
/** Names of databases that were asked for, and what is known of them. */
const MOST_DATABASES = 1000;
/** Of a name that a client made up. */
const MOST_NAME = 80;

const DOUBTS: Readonly<Record<Uncertain['why'], string>> = {
  hole: 'the same data were recorded with several answers',
  overlapped: 'a write ran at the same time when it was recorded',
  waits: "another connection's open transaction has written the same rows, and a server would wait for its end",
};

export class ReplayContext {
  readonly reader: RecordingReader;
  readonly scopes: Scopes;
  readonly crossings: Crossings;
  readonly volatile: AnswerFinder;
  readonly xFinder: XAnswerFinder;
  readonly variables: ServerVariables;
  readonly rules: StatementRules | null;
  readonly logins: RecordedLogins;
  readonly connections = new LiveConnections();
  readonly loginGate = new LoginGate();
  journal = new Journal();
  readonly rsaKeys: ReplayContextOptions['rsaKeys'];
  readonly #options: ReplayContextOptions;
  /** Whether the quick way is open: nothing is to be said, or waited for, between a command and its answer. */
  readonly isRemembering: boolean;
  readonly #passwords: ReadonlyMap<string, Buffer>;
  readonly #closings = new Map<number, SessionClosing | undefined>();
  readonly #databases = new RecentMap<string, boolean>(MOST_DATABASES);
  #users: readonly string[] | undefined;
  #synthesisedCount = 0;
  /** Bytes of the responses given. */
  bytesPlayed = 0;

  constructor(options: ReplayContextOptions) {
    this.#options = options;
    this.isRemembering = options.explain !== true && options.latency === undefined;
    this.reader = options.reader;
    this.rules = options.rules ?? null;
    this.rsaKeys = options.rsaKeys;
    this.variables = new ServerVariables(options.reader);
    this.logins = new RecordedLogins(options.reader, options.protocol);
    const { reader, strategy = 'data', exhausted = null } = options;
    this.crossings = new Crossings(reader, options.logger);
    const contents = new ResponseContents(reader);
    const isSameAnswer = contents.isSame.bind(contents);
    const equalStates = new EqualStates((name) => this.variables.get(name, null)?.value ?? undefined);
    this.scopes = new Scopes(
      reader,
      (scope) => new Matcher({ reader, scope, strategy, exhausted, isSameAnswer, equalStates }),
    );
    const { logger, volatile: rules = [], fresh: isFreshCarried = true, now = Date.now, onSubstituted } = options;
    const note = (substitution: Substitution) => {
      this.journal.noteSubstituted(substitution);
      onSubstituted?.(substitution);
    };
    this.volatile = new AnswerFinder({
      reader,
      rules,
      isFreshCarried,
      now,
      logger,
      exhausted,
      isSameAnswer,
      onSubstituted: note,
      masking: options.masking ?? null,
    });
    const tell = (substitution: Substitution) => this.volatile.tell(substitution);
    this.xFinder = new XAnswerFinder({ reader, rules, isFreshCarried, now, tell });
    this.#passwords = new Map(options.users.map(({ user, password }) => [user, Buffer.from(password)]));
  }

  /** Milliseconds to wait before the first byte of a recorded answer. */
  latencyBefore(exchange: RecordedExchange): number {
    const { latency } = this.#options;
    return latency === undefined ? 0 : latencyBefore(latency, exchange, this.reader);
  }

  /** What every connection is in that names no scope. */
  get unnamedScope(): Scope {
    return this.scopes.current;
  }

  /** Lets a scope begin for all connections that name none. False where the recording has no such scope. */
  beginScope(name: string): boolean {
    if (!this.scopes.begin(name)) return false;
    this.logins.forget(name);
    return true;
  }

  /** As at the beginning, but for the number of connections. */
  reset(): void {
    this.scopes.reset();
    this.logins.forget(null);
    this.crossings.reset();
    this.volatile.reset();
    this.xFinder.reset();
    this.journal = new Journal();
    this.#synthesisedCount = 0;
    this.bytesPlayed = 0;
  }

  get missCount(): number {
    return this.journal.missCount;
  }

  /** Commands answered though the recording lacks them. */
  get synthesisedCount(): number {
    return this.#synthesisedCount;
  }

  /** Whether each connection follows one recorded session, command by command. */
  get isToTheLetter(): boolean {
    return this.#options.strategy === 'sequence';
  }

  /** Whether chatter that is not recorded is answered: to the letter is to the letter. */
  get isSynthesising(): boolean {
    return !this.isToTheLetter;
  }

  /** Null where it is the recorded server's. */
  get serverVersion(): string | null {
    return this.#options.serverVersion ?? null;
  }

  get isCrossProtocol(): boolean {
    // to the letter is to the letter
    return (this.#options.crossProtocol ?? true) && !this.isToTheLetter;
  }

  get missPolicy(): MissPolicy {
    return this.#options.missPolicy ?? 'error';
  }

  /** How long a connection may say nothing, in milliseconds. @param given what its session has set */
  waitTimeoutMs(given: ReadonlyMap<string, string | null>): number {
    const seconds = given.get('wait_timeout') ?? this.variables.get('wait_timeout', null)?.value;
    return 1000 * (Number(seconds) > 0 ? Number(seconds) : DEFAULT_WAIT_TIMEOUT_S);
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
    return this.logins.sessionsOf(user).length > 0 ? null : undefined;
  }

  /** Whether a login of this user may be a guess at a password that was set: where none is, nothing can be guessed, and nobody waits. */
  isGuessable(user: string): boolean {
    return this.#options.requireAuth || this.#passwords.has(user);
  }

  /** A user that is let in but not in the recording stands for the recorded one, where there is but one. */
  recordedUserFor(user: string): string {
    if (this.logins.sessionsOf(user).length > 0) return user;
    this.#users ??= this.reader.users(2);
    const [only, another] = this.#users;
    return only === undefined || another !== undefined ? user : only;
  }

  /**
   * A client asked for a scope that the recording does not have.
   * @param command by which it asked
   */
  missScope(name: string, command: string, where: AskedWhere): Miss {
    return this.#noteMiss({
      time: new Date().toISOString(),
      ...where,
      reason: 'unknown scope',
      command,
      sql: null,
      parameters: null,
      database: '',
      scope: name,
      state: '',
      nearest: null,
      others: [],
      nearestScopes: this.scopes.nearest(name),
    });
  }

  /** Whether this is nobody's name in the recording, and nobody was told of: such a login is a miss. */
  isUnknownUser(user: string): boolean {
    return this.passwordOf(user) === undefined && !this.#options.requireAuth;
  }

  /** Whether anything is recorded of a database; the empty name is none. */
  knowsDatabase(name: string): boolean {
    if (name === '') return true;
    const known = this.#databases.get(name) ?? this.reader.hasDatabase(name);
    this.#databases.set(name, known);
    return known;
  }

  /** A client logs in as a user, or to a database, that the recording knows nothing of. */
  missLogin(user: string, database: string, where: AskedWhere): Miss {
    return this.#noteMiss({
      time: new Date().toISOString(),
      ...where,
      reason: 'unknown login',
      command: `login of user '${user.slice(0, MOST_NAME)}'`,
      sql: null,
      parameters: null,
      database: database.slice(0, MOST_NAME),
      scope: '',
      state: '',
      nearest: null,
      others: [],
      nearestScopes: [],
    });
  }

  synthesised(command: Command, scope: string, answer: Synthesised['answer']): void {
    this.synthesisedOf(askedBy(command, scope), answer);
  }

  /** The same of a message of the X Protocol. */
  synthesisedOf(asked: Asked, answer: Synthesised['answer']): void {
    this.#synthesisedCount++;
    const synthesised = { ...asked, answer };
    this.#options.logger.debug({ synthesised }, 'answered without the recording');
    this.journal.noteSynthesised(synthesised);
    this.#options.onSynthesised?.(synthesised);
  }

  /** An overlay has answered a command. */
  noteScripted(command: Command): void {
    const { scope: _scope, ...asked } = askedBy(command, '');
    this.journal.noteScripted(asked);
  }

  miss(command: Command, scope: string, why: NotAnswered, where: AskedWhere): Miss {
    return this.missOf(askedBy(this.volatile.masked(command), scope), why, where);
  }

  missOf(asked: Asked, why: NotAnswered, where: AskedWhere): Miss {
    return this.#noteMiss(describeMiss(this.reader, asked, why, where));
  }

  /** Takes note of what a command was answered with. */
  noteFound(command: Command, found: Found, connection: number | null): void {
    this.#notePlayed(found, connection);
    if (this.#options.explain) this.#explain(describeCommand(command), command.state.all, found);
  }

  /** The same of a message of the X Protocol. */
  noteXFound(command: XCommand, found: Found, connection: number | null): void {
    this.#notePlayed(found, connection);
    if (this.#options.explain) this.#explain(describeXCommand(command), command.session.state, found);
  }

  /** The same of an answer that is given once more without being looked for. */
  noteAgain(exchange: number, repeats: { times: number }, connection: number | null): void {
    repeats.times++;
    this.#options.onPlayed?.({ connection, exchange, how: 'again' });
  }

  #notePlayed(found: Found, connection: number | null): void {
    if (found.kind !== 'found') return;
    this.#options.onPlayed?.({ connection, exchange: found.exchange.id, how: found.how });
    if (found.how === 'again') this.journal.noteRepeated(found.exchange.id);
    if (found.doubt != null && found.doubt !== 'count') this.#warnOfDoubt(found.exchange.id, found.doubt);
  }

  /** Once for each exchange: what the server would say here is not certain. */
  #warnOfDoubt(exchange: number, doubt: Uncertain['why']): void {
    if (!this.journal.noteUncertain(exchange, doubt)) return;
    const why = DOUBTS[doubt];
    this.#options.logger.warn(
      { exchange },
      `exchange ${exchange} was played, but it is not certain that it fits: ${why}`,
    );
  }

  /** @param asked the command in a few words */
  #explain(asked: string, state: string, found: Found): void {
    const strategy = this.#options.strategy ?? 'data';
    const data = found.kind === 'found' && strategy === 'data' ? this.reader.dataOf(found.exchange.id) : undefined;
    const line = explainFound(asked, found, strategy, data?.use);
    const exchange = found.kind === 'found' ? found.exchange.id : null;
    if (line !== null) this.#options.logger.info({ exchange, state }, line);
  }

  #noteMiss(miss: Miss): Miss {
    this.journal.noteMiss(miss);
    this.#options.logger.warn({ miss }, missMessage(miss));
    this.#options.onMiss?.(miss);
    return miss;
  }
}
