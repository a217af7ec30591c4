// Which of the recorded sessions a login takes for its own. Passwords are in no recording: what tells an accepted login
// from a refused one is who asked, for which database, and on which connection.

import type { Protocol, RecordedSession, RecordingReader } from '../../core/recording.ts';
import type { Login } from '../../core/responder.ts';
import { decodeErr } from '../../mysql/packets/err.ts';

/** Who asks, and how, as far as recorded logins differ in it. */
export type AskedLogin = Pick<Login, 'user' | 'database' | 'scope' | 'charset'> & { readonly isUsingPassword: boolean };

/** Sessions of one user that are looked through for the database that a client asks for. */
const SESSIONS_PER_USER = 10_000;
/** The server cannot speak the character set that the client logs in with (as UCS-2). */
const ER_WRONG_VALUE_FOR_VAR = 1231;
/** In the text of error 1045, whatever the language of the rest. */
const WITHOUT_PASSWORD = /: NO\)/;

export class RecordedLogins {
  readonly #reader: Pick<RecordingReader, 'sessionsOf'>;
  readonly #protocol: Protocol | undefined;
  readonly #sessions = new Map<string, readonly RecordedSession[]>();
  readonly #followed = new Set<number>();

  /** @param protocol whose sessions are followed; default `classic` */
  constructor(reader: Pick<RecordingReader, 'sessionsOf'>, protocol: Protocol | undefined) {
    this.#reader = reader;
    this.#protocol = protocol;
  }

  /**
   * The recorded session that a login takes: the first that no other connection follows yet, else the first; with the
   * asked scope and database before any other. A refused one only where all are, or, once, where it was refused for
   * something that this login has as well. Undefined where the user is not in the recording.
   */
  follow(login: AskedLogin): RecordedSession | undefined {
    const all = this.sessionsOf(login.user);
    const own = all.filter((session) => session.facts.scope === login.scope);
    const sessions = own.length > 0 ? own : all;
    const same = sessions.filter((session) => session.facts.database === login.database);
    const refused = same.find((session) => isRefusedLikewise(session, login) && !this.#followed.has(session.id));
    if (refused !== undefined) return this.#take(refused);
    const accepted = same.filter((session) => session.facts.authOutcome === 'ok');
    const pool = [accepted, same].find(({ length }) => length > 0) ?? sessions;
    return this.#take(pool.find(({ id }) => !this.#followed.has(id)) ?? pool[0]);
  }

  /**
   * What the recorded connection did behind its login `from`: the next change of user of the same connection, accepted or
   * not, where it was to the same user and database. Undefined where it did not change so.
   */
  changedFrom(from: RecordedSession, { user, database }: AskedLogin): RecordedSession | undefined {
    const next = this.sessionsOf(user).find(
      ({ id, facts }) =>
        id > from.id &&
        // all sessions of one connection begin with it
        facts.startedAtUs === from.facts.startedAtUs &&
        facts.database === database &&
        !this.#followed.has(id),
    );
    return this.#take(next);
  }

  /** Sessions of a scope, or of all, may be followed anew. */
  forget(scope: string | null): void {
    for (const { id, facts } of [...this.#sessions.values()].flat()) {
      if (scope === null || facts.scope === scope) this.#followed.delete(id);
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

  #take(session: RecordedSession | undefined): RecordedSession | undefined {
    if (session !== undefined) this.#followed.add(session.id);
    return session;
  }
}

/** Refused for something that this login has as well: no password where one is needed, or its character set. */
function isRefusedLikewise({ facts }: RecordedSession, login: AskedLogin): boolean {
  if (facts.authOutcome !== 'error' || facts.loginReply.length === 0 || facts.protocol !== 'classic') return false;
  const { code, message } = decodeErr(facts.loginReply);
  if (code === ER_WRONG_VALUE_FOR_VAR) return facts.charset === login.charset;
  return !login.isUsingPassword && WITHOUT_PASSWORD.test(message.toString('latin1'));
}
