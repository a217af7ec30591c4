// What the recording says of a login: let in or refused, and which recorded sessions may become its own. Passwords are in
// no recording: what tells one login from another is who asked, for which database, and on which connection.

import { RecentMap } from '../../core/recent-map.ts';
import { OPEN_CONNECTIONS, type Protocol, type RecordedSession, type RecordingReader } from '../../core/recording.ts';
import type { Seat } from '../matching/seat.ts';
import {
  type AskedLogin,
  isAccepted,
  isRefusedConnection,
  isRefusedLikewise,
  isRefusedUnseen,
  isWrongPassword,
  lacksTls,
  showsAlways,
} from './recorded-refusals.ts';

/** A login, and what was recorded of its like. */
export interface FollowedLogin {
  /** Whose answer it gets: a refusal, too; undefined where the user is not in the recording. */
  readonly session: RecordedSession | undefined;
  /** What may become its own; null where it was refused. */
  readonly seat: LoginSeat | null;
}

/** Sessions of one user that are looked through for the database that a client asks for. */
const SESSIONS_PER_USER = 10_000;
/** Kinds of logins that are remembered. */
const KINDS = 1000;

/** What was recorded of logins of one user to one database in one scope: worked out once, however many log in. */
interface Kind {
  readonly key: string;
  /** Of the user, in the scope where there are any. */
  readonly all: readonly RecordedSession[];
  /** To the same database, in their order. */
  readonly same: readonly RecordedSession[];
  readonly accepted: readonly RecordedSession[];
  readonly acceptedIds: ReadonlySet<number>;
  readonly refused: readonly RecordedSession[];
  /** Those that have their turn. */
  readonly turns: readonly RecordedSession[];
  /** So many of the accepted ones are taken, from the first on. */
  taken: number;
}

type Logins = Pick<RecordingReader, 'users' | 'sessionsOf' | 'firstSession' | 'refusedLogins'>;
/** Users, and sessions of each, that are looked through for collations. */
const MOST_USERS = 100;
const MOST_SESSIONS = 100;

export class RecordedLogins {
  readonly #reader: Logins;
  readonly #protocol: Protocol | undefined;
  readonly #sessions = new Map<string, readonly RecordedSession[]>();
  /** Sessions that are a connection's own, and refusals that were given. */
  readonly #taken = new Set<number>();
  #first: RecordedSession | undefined;
  #collations: ReadonlySet<number> | null = null;
  /** How far the logins of one kind have come in the recorded ones. */
  readonly #turns = new Map<string, number>();
  #kinds = new RecentMap<string, Kind>(KINDS);
  /** Logins and changes of user so far, whatever came of them. */
  #asked = 0;
  #refused: readonly RecordedSession[] | null = null;
  #refusedConnections: readonly RecordedSession[] | null = null;
  /** When the last SET GLOBAL that was played was recorded, in microseconds since 1970. */
  #globalsSetAtUs = 0;

  /** @param protocol whose sessions are followed; default `classic` */
  constructor(reader: Logins, protocol: Protocol | undefined) {
    this.#reader = reader;
    this.#protocol = protocol;
  }

  /** Collation ids that clients logged in with, of as many as are looked through. */
  get collations(): ReadonlySet<number> {
    this.#collations ??= new Set(
      this.#reader
        .users(MOST_USERS)
        .flatMap((user) => this.#reader.sessionsOf(user, MOST_SESSIONS, this.#protocol))
        .map(({ facts }) => facts.charset),
    );
    return this.#collations;
  }

  /** The session whose greeting every connection gets. */
  get first(): RecordedSession | undefined {
    this.#first ??= this.#reader.firstSession(this.#protocol);
    return this.#first;
  }

  /**
   * A login is let in wherever one like it was, or may have been refused for a password that we cannot know. It is refused
   * where the recorded one was for something that shows in this one as well, or in its turn for what the server was short of.
   * Which session becomes its own shows with what it asks (`seat`): so a login more or less moves no other.
   */
  follow(login: AskedLogin): FollowedLogin {
    this.#asked++;
    const kind = this.#kindOf(login);
    const { all, same, accepted } = kind;
    const refused = this.#refusal(kind, login);
    if (refused !== undefined) {
      this.#taken.add(refused.id);
      return { session: refused, seat: null };
    }
    const session = this.#free(kind) ?? accepted[0] ?? same[0] ?? all.find(isAccepted) ?? all[0];
    if (session === undefined || !isAccepted(session)) return { session, seat: null };
    return { session, seat: new LoginSeat(accepted, kind.acceptedIds, this.#taken) };
  }

  /**
   * The recorded refusal that a connection gets instead of a greeting (1040, 1129, 1130), each once: behind as many logins as
   * were recorded before it, while as many clients are there as were then.
   * @param open connections that are there, without this one
   */
  refusedConnection(open: number): RecordedSession | undefined {
    this.#refusedConnections ??= this.#refusedLogins().filter(isRefusedConnection);
    for (const [at, session] of this.#refusedConnections.entries()) {
      if (this.#taken.has(session.id)) continue;
      const loginsBefore = session.id - 1 - at;
      if (this.#asked < loginsBefore) return undefined;
      if (open >= Number(session.facts.attributes[OPEN_CONNECTIONS] ?? 0)) {
        this.#taken.add(session.id);
        return session;
      }
      // its turn has not come: nor has that of those behind it, as long as nobody logs in
      if (this.#asked === loginsBefore) return undefined;
    }
    return undefined;
  }

  #refusedLogins(): readonly RecordedSession[] {
    this.#refused ??= this.#reader.refusedLogins(SESSIONS_PER_USER);
    return this.#refused;
  }

  /** The first that nobody has, behind the last SET GLOBAL where there is one. */
  #free(kind: Kind): RecordedSession | undefined {
    const { accepted } = kind;
    while (kind.taken < accepted.length && this.#taken.has(accepted[kind.taken]?.id ?? 0)) kind.taken++;
    let first: RecordedSession | undefined;
    for (let at = kind.taken; at < accepted.length; at++) {
      const one = accepted[at];
      if (one === undefined || this.#taken.has(one.id)) continue;
      if (one.facts.startedAtUs > this.#globalsSetAtUs) return one;
      first ??= one;
    }
    return first;
  }

  /**
   * What the recorded connection did behind its login: the next change of user of the same connection, accepted or not,
   * where it was to the same user and database. Undefined where it did not change so.
   * @param seat of the login, or of the change of user before
   */
  changedFrom(seat: LoginSeat, { user, database }: AskedLogin): RecordedSession | undefined {
    const sessions = this.sessionsOf(user);
    for (const from of seat.candidates()) {
      const next = sessions.find(
        ({ id, facts }) =>
          id > from.id &&
          // all sessions of one connection begin with it
          facts.startedAtUs === from.facts.startedAtUs &&
          facts.database === database &&
          !this.#taken.has(id),
      );
      if (next === undefined) continue;
      seat.claim(from.id);
      this.#taken.add(next.id);
      return next;
    }
    return undefined;
  }

  /** Whether a change of user behind this login was refused, and so ended the recorded connection. */
  endsInChange({ id, facts }: RecordedSession): boolean {
    return this.#refusedLogins().some((one) => one.id > id && one.facts.startedAtUs === facts.startedAtUs);
  }

  /** Whether a recorded client left by itself, or just when the recorder ended; not known of users whom nobody was here. */
  isLeft(session: number): boolean {
    for (const sessions of this.#sessions.values()) {
      const one = sessions.find(({ id }) => id === session);
      if (one !== undefined) return one.ending === 'client_closed' || one.ending === 'shutdown';
    }
    return false;
  }

  /** SET GLOBAL was played: what logs in now logs in to the server that it made, as those recorded behind it did. */
  noteGlobalsSet(atUs: number): void {
    this.#globalsSetAtUs = atUs;
  }

  /** The seat of a session that is its connection's own already. */
  seatOf(session: RecordedSession): LoginSeat {
    return new LoginSeat([session], new Set([session.id]), this.#taken, session);
  }

  /** Sessions of a scope, or of all, may be followed anew. */
  forget(scope: string | null): void {
    this.#turns.clear();
    this.#asked = 0;
    for (const { id } of this.#refusedConnections ?? []) this.#taken.delete(id);
    this.#kinds = new RecentMap(KINDS);
    this.#globalsSetAtUs = 0;
    for (const { id, facts } of [...this.#sessions.values()].flat()) {
      if (scope === null || facts.scope === scope) this.#taken.delete(id);
    }
  }

  sessionsOf(user: string): readonly RecordedSession[] {
    let sessions = this.#sessions.get(user);
    if (sessions === undefined) {
      sessions = this.#loginsOf(user).filter((one) => !isBrokenOff(one));
      this.#sessions.set(user, sessions);
    }
    return sessions;
  }

  /**
   * The plugin at which all logins of a user broke off, since the client did not have it or would not answer it: all that is
   * known of such a user. Null where one came further.
   */
  pluginLeftAt(user: string): string | null {
    if (this.sessionsOf(user).length > 0) return null;
    return this.#loginsOf(user).at(-1)?.facts.authPlugin ?? null;
  }

  #loginsOf(user: string): readonly RecordedSession[] {
    const all = this.#reader.sessionsOf(user, SESSIONS_PER_USER, this.#protocol);
    return all.filter((one) => !isRefusedConnection(one));
  }

  /** The plugin that the server asked a user for; null where nobody was let in as one, or by one and by another. */
  pluginOf(user: string): string | null {
    const plugins = new Set(this.sessionsOf(user).flatMap((one) => (isAccepted(one) ? [one.facts.authPlugin] : [])));
    const [plugin = null] = plugins;
    return plugins.size === 1 ? plugin : null;
  }

  #kindOf({ user, scope, database }: AskedLogin): Kind {
    const key = JSON.stringify([user, scope, database]);
    let kind = this.#kinds.get(key);
    if (kind === undefined) {
      const all = this.#inScope(user, scope);
      const same = likeLogins(all, database);
      const accepted = same.filter(isAccepted);
      const refused = same.filter((one) => !isAccepted(one));
      const acceptedIds = new Set(accepted.map(({ id }) => id));
      // where nobody was let in, nobody can be for a wrong password either
      const isTurn = (one: RecordedSession) =>
        isAccepted(one) || isRefusedUnseen(one) || (accepted.length === 0 && isWrongPassword(one));
      const turns = same.filter(isTurn);
      kind = { key, all, same, accepted, acceptedIds, refused, turns, taken: 0 };
      this.#kinds.set(key, kind);
    }
    return kind;
  }

  #inScope(user: string, scope: string): readonly RecordedSession[] {
    const all = this.sessionsOf(user);
    const own = all.filter(({ facts }) => facts.scope === scope);
    return own.length > 0 ? own : all;
  }

  /** The recorded refusal that this login gets. */
  #refusal({ key, all, accepted, refused, turns }: Kind, login: AskedLogin): RecordedSession | undefined {
    const isAlike = ({ facts }: RecordedSession) =>
      login.mechanism === undefined || facts.authPlugin === login.mechanism;
    const inClear = login.isTls === true ? undefined : all.find((one) => isAlike(one) && lacksTls(one, all));
    if (inClear !== undefined) return inClear;
    const likewise = refused.filter((one) => isAlike(one) && isRefusedLikewise(one, login));
    const again = likewise.find(({ id }) => !this.#taken.has(id)) ?? likewise.find((one) => showsAlways(one, accepted));
    if (again !== undefined) return again;
    const turn = this.#turns.get(key) ?? 0;
    this.#turns.set(key, turn + 1);
    const session = turns[Math.min(turn, turns.length - 1)];
    const isLast = turn < turns.length || accepted.length === 0;
    return session !== undefined && !isAccepted(session) && isLast ? session : undefined;
  }
}

/** Recorded logins to the same database, in their order; changes of user only where there is nothing else. */
function likeLogins(sessions: readonly RecordedSession[], database: string): readonly RecordedSession[] {
  const same = sessions.filter(({ facts }) => facts.database === database);
  const begun = new Set<number>();
  const logins = same.filter(({ facts: { startedAtUs } }) => !begun.has(startedAtUs) && begun.add(startedAtUs));
  return logins.some(isAccepted) ? logins : same;
}

/** The recorded sessions that may become a connection's own, and the one that has. */
export class LoginSeat implements Seat {
  readonly #sessions: readonly RecordedSession[];
  readonly #ids: ReadonlySet<number>;
  readonly #taken: Set<number>;
  #own: RecordedSession | null;

  /** @param ids those of the sessions */
  constructor(
    sessions: readonly RecordedSession[],
    ids: ReadonlySet<number>,
    taken: Set<number>,
    own: RecordedSession | null = null,
  ) {
    this.#sessions = sessions;
    this.#ids = ids;
    this.#taken = taken;
    this.#own = own;
  }

  mayBe(session: number): boolean {
    if (this.#own !== null) return this.#own.id === session;
    return !this.#taken.has(session) && this.#ids.has(session);
  }

  claim(session: number): void {
    if (this.#own !== null || !this.mayBe(session)) return;
    this.#taken.add(session);
    this.#own = this.#sessions.find(({ id }) => id === session) ?? null;
  }

  candidates(): readonly RecordedSession[] {
    return this.#own === null ? this.#sessions.filter(({ id }) => !this.#taken.has(id)) : [this.#own];
  }
}

/** The client left in the middle of the login: whether it would have been let in is not known. */
function isBrokenOff({ facts }: RecordedSession): boolean {
  return facts.protocol === 'classic' && facts.authOutcome === 'aborted';
}
