// What the recording says of a login: let in or refused, and which recorded sessions may become its own. Passwords are in
// no recording: what tells one login from another is who asked, for which database, and on which connection.

import type { Protocol, RecordedSession, RecordingReader } from '../../core/recording.ts';
import type { Seat } from '../matching/seat.ts';
import { type AskedLogin, isRefusedLikewise, isRefusedUnseen, showsAlways } from './recorded-refusals.ts';

/** A login, and what was recorded of its like. */
export interface FollowedLogin {
  /** Whose answer it gets: a refusal, too; undefined where the user is not in the recording. */
  readonly session: RecordedSession | undefined;
  /** What may become its own; null where it was refused. */
  readonly seat: LoginSeat | null;
}

/** Sessions of one user that are looked through for the database that a client asks for. */
const SESSIONS_PER_USER = 10_000;

export class RecordedLogins {
  readonly #reader: Pick<RecordingReader, 'sessionsOf' | 'firstSession'>;
  readonly #protocol: Protocol | undefined;
  readonly #sessions = new Map<string, readonly RecordedSession[]>();
  /** Sessions that are a connection's own, and refusals that were given. */
  readonly #taken = new Set<number>();
  #first: RecordedSession | undefined;
  /** How far the logins of one kind have come in the recorded ones. */
  readonly #turns = new Map<string, number>();
  /** When the last SET GLOBAL that was played was recorded, in microseconds since 1970. */
  #globalsSetAtUs = 0;

  /** @param protocol whose sessions are followed; default `classic` */
  constructor(reader: Pick<RecordingReader, 'sessionsOf' | 'firstSession'>, protocol: Protocol | undefined) {
    this.#reader = reader;
    this.#protocol = protocol;
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
    const same = this.#like(login);
    const refused = this.#refusal(same, login);
    if (refused !== undefined) {
      this.#taken.add(refused.id);
      return { session: refused, seat: null };
    }
    const accepted = same.filter(isAccepted);
    const all = this.#inScope(login);
    const free = accepted.filter(({ id }) => !this.#taken.has(id));
    const begun = free.find(({ facts }) => facts.startedAtUs > this.#globalsSetAtUs);
    const session = begun ?? free[0] ?? accepted[0] ?? same[0] ?? all.find(isAccepted) ?? all[0];
    if (session === undefined || !isAccepted(session)) return { session, seat: null };
    return { session, seat: new LoginSeat(accepted, this.#taken) };
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

  /** SET GLOBAL was played: what logs in now logs in to the server that it made, as those recorded behind it did. */
  noteGlobalsSet(atUs: number): void {
    this.#globalsSetAtUs = atUs;
  }

  /** The seat of a session that is its connection's own already. */
  seatOf(session: RecordedSession): LoginSeat {
    return new LoginSeat([session], this.#taken, session);
  }

  /** Sessions of a scope, or of all, may be followed anew. */
  forget(scope: string | null): void {
    this.#turns.clear();
    this.#globalsSetAtUs = 0;
    for (const { id, facts } of [...this.#sessions.values()].flat()) {
      if (scope === null || facts.scope === scope) this.#taken.delete(id);
    }
  }

  sessionsOf(user: string): readonly RecordedSession[] {
    let sessions = this.#sessions.get(user);
    if (sessions === undefined) {
      sessions = this.#reader.sessionsOf(user, SESSIONS_PER_USER, this.#protocol);
      this.#sessions.set(user, sessions);
    }
    return sessions;
  }

  #inScope({ user, scope }: AskedLogin): readonly RecordedSession[] {
    const all = this.sessionsOf(user);
    const own = all.filter(({ facts }) => facts.scope === scope);
    return own.length > 0 ? own : all;
  }

  /** Recorded logins to the same database, in their order; changes of user only where there is nothing else. */
  #like(login: AskedLogin): readonly RecordedSession[] {
    const same = this.#inScope(login).filter(({ facts }) => facts.database === login.database);
    const begun = new Set<number>();
    const logins = same.filter(({ facts: { startedAtUs } }) => !begun.has(startedAtUs) && begun.add(startedAtUs));
    return logins.some(isAccepted) ? logins : same;
  }

  /** The recorded refusal that this login gets. */
  #refusal(same: readonly RecordedSession[], login: AskedLogin): RecordedSession | undefined {
    const likewise = same.find((one) => isRefusedLikewise(one, login) && !this.#taken.has(one.id));
    if (likewise !== undefined) return likewise;
    const always = same.find((one) => isRefusedLikewise(one, login) && showsAlways(one));
    if (always !== undefined) return always;
    const key = JSON.stringify([login.user, login.scope, login.database]);
    const turns = same.filter((one) => isAccepted(one) || isRefusedUnseen(one));
    const turn = this.#turns.get(key) ?? 0;
    this.#turns.set(key, turn + 1);
    const session = turns[Math.min(turn, turns.length - 1)];
    const isLast = turn < turns.length || !turns.some(isAccepted);
    return session !== undefined && !isAccepted(session) && isLast ? session : undefined;
  }
}

/** The recorded sessions that may become a connection's own, and the one that has. */
export class LoginSeat implements Seat {
  readonly #sessions: readonly RecordedSession[];
  readonly #taken: Set<number>;
  #own: RecordedSession | null;

  constructor(sessions: readonly RecordedSession[], taken: Set<number>, own: RecordedSession | null = null) {
    this.#sessions = sessions;
    this.#taken = taken;
    this.#own = own;
  }

  mayBe(session: number): boolean {
    if (this.#own !== null) return this.#own.id === session;
    return !this.#taken.has(session) && this.#sessions.some(({ id }) => id === session);
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

function isAccepted({ facts }: RecordedSession): boolean {
  return facts.authOutcome === 'ok';
}
