// How a replay greets a client and lets it in: the recorded server's greeting and the recorded answer to a login, with a
// scramble, a connection id and an authentication of its own, since nothing of those is in a recording.

import type { RecordedExchange, RecordedResponse, RecordedSession } from '../../core/recording.ts';
import type { AuthDialogue, Login, LoginResult } from '../../core/responder.ts';
import { makeScramble } from '../../mysql/auth/scramble.ts';
import { Capability } from '../../mysql/constants/capabilities.ts';
import { ServerErrors } from '../../mysql/constants/error-codes.ts';
import { flavourOf } from '../../mysql/constants/flavour.ts';
import { decodeErr, encodeErr, errOf } from '../../mysql/packets/err.ts';
import { decodeGreeting, encodeGreeting, type Greeting, versionInGreeting } from '../../mysql/packets/greeting.ts';
import { decodeOk, encodeOkFor } from '../../mysql/packets/ok.ts';
import { authenticate } from '../../mysql/session/server-auth.ts';
import { encodeViolation, unknownCommand } from '../../mysql/session/violations.ts';
import { ER_NEW_ABORTING_CONNECTION } from '../answers/own-connection-id.ts';
import { type Place, startPlace } from '../matching/place.ts';
import type { ClientView } from './client-view.ts';
import type { LoginSeat } from './recorded-logins.ts';
import type { ReplayContext } from './replay-context.ts';

const ER_ACCESS_DENIED = 1045;
const ER_UNKNOWN = 1105;
/** First byte of an ERR packet. */
const ERR = 0xff;
/** MariaDB's number of changes of user that a connection may be refused and still ask for another. */
const MOST_REFUSED_CHANGES = 3;

export class Welcome {
  readonly #run: ReplayContext;
  readonly #view: ClientView;
  readonly #clientHost: string;
  readonly #ownId: number | null;
  readonly #scramble = makeScramble();
  /** Null before the greeting. */
  #connectionId: number | null = null;
  #defaultPlugin = '';
  #isUsingPassword = false;
  #refusedChanges = 0;
  /** Of the client's last login that was let in. */
  #seat: LoginSeat | null = null;

  /**
   * @param clientHost as MySQL names the client's host in its messages
   * @param ownId the connection's, where it is not the next
   */
  constructor(run: ReplayContext, view: ClientView, clientHost: string, ownId: number | null) {
    this.#ownId = ownId;
    this.#run = run;
    this.#view = view;
    this.#clientHost = clientHost;
  }

  /** Null before the greeting. */
  get connectionId(): number | null {
    return this.#connectionId;
  }

  /**
   * Payload of the greeting; of an ERR packet where the recorded server said so, or there is nothing to replay.
   * @param kill ends the connection
   */
  greet(kill: () => void): Buffer {
    const refused = this.#run.logins.refusedConnection(this.#run.connections.open);
    if (refused !== undefined) return refused.facts.loginReply;
    const recorded = this.#run.logins.first;
    if (recorded === undefined) {
      const message = 'mock: the recording holds no session, so there is nothing to replay: record one first';
      return encodeErr({ code: ER_UNKNOWN, sqlState: null, message: Buffer.from(message) });
    }
    const greeting = decodeGreeting(recorded.facts.greeting);
    const connectionId = this.#run.connections.connected(kill, this.#ownId);
    const serverVersion = this.#versionOf(greeting);
    this.#connectionId = connectionId;
    this.#defaultPlugin = greeting.authPlugin ?? '';
    this.#view.status = greeting.status;
    this.#view.connectionId = connectionId;
    this.#view.flavour = flavourOf(serverVersion);
    this.#view.recordedVersion = greeting.serverVersion;
    const capabilities = greeting.capabilities & ~Capability.SSL;
    return encodeGreeting({ ...greeting, serverVersion, connectionId, authData: this.#scramble, capabilities });
  }

  #versionOf(recorded: Greeting): string {
    const { serverVersion } = this.#run;
    return serverVersion === null ? recorded.serverVersion : versionInGreeting(serverVersion);
  }

  /**
   * Goes through the plugin's dialogue with the client.
   * @returns null where it is let in, else the payload of the ERR packet that refuses it
   */
  async authenticate(login: Login, dialogue: AuthDialogue, isChange: boolean): Promise<Buffer | null> {
    if (login.unread !== undefined) return this.#refuseUnread(login);
    const loginGate = this.#run.isGuessable(login.user) ? this.#run.loginGate : null;
    const isLookedAt = loginGate === null || (await loginGate.enter(this.#clientHost));
    if (!isLookedAt) return this.#accessDenied(login.user, true);
    const { isAccepted, isUsingPassword } = await authenticate(login, dialogue, {
      scramble: this.#scramble,
      password: this.#run.passwordOf(login.user),
      isChange,
      accountPlugin: this.#run.logins.pluginOf(login.user),
      leftAtPlugin: this.#run.logins.pluginLeftAt(login.user),
      defaultPlugin: this.#defaultPlugin,
      rsaKeys: this.#run.rsaKeys,
    });
    this.#isUsingPassword = isUsingPassword;
    if (isAccepted) return null;
    loginGate?.noteFailure(this.#clientHost);
    return this.#accessDenied(login.user, isUsingPassword);
  }

  /** What the recording has of a login, or a change of user: whose answer it gets, and where it begins. */
  follow(login: Login, isChange: boolean): { session: RecordedSession | undefined; place: Place } {
    const { logins } = this.#run;
    const asked = { ...login, isUsingPassword: this.#isUsingPassword };
    const changed = isChange && this.#seat !== null ? logins.changedFrom(this.#seat, asked) : undefined;
    if (changed !== undefined) {
      this.#seat = logins.seatOf(changed);
      return { session: changed, place: startPlace(changed.id, this.#seat) };
    }
    const { session, seat } = logins.follow(asked);
    this.#seat = seat ?? this.#seat;
    return { session, place: startPlace(this.#idleSession(session, seat), seat) };
  }

  /**
   * What the recorded session began and ended with where the server refused it, whatever it was, since the user's init_connect
   * had failed; null where it did not.
   */
  refusedFirst(): { readonly exchange: RecordedExchange; readonly response: RecordedResponse } | null {
    const own = this.#seat?.candidates()[0];
    const refused = own === undefined ? null : this.#refusedFirstOf(own.id);
    if (refused !== null) this.#seat?.claim(refused.exchange.session);
    return refused;
  }

  #refusedFirstOf(session: number): ReturnType<Welcome['refusedFirst']> {
    const [exchange] = this.#run.reader.bySessionAfter(session, 0, 1);
    if (exchange === undefined || exchange.gap !== null || exchange.responseId === null) return null;
    const response = this.#run.reader.response(exchange.responseId);
    return response.errorCode === ER_NEW_ABORTING_CONNECTION ? { exchange, response } : null;
  }

  /** A login that is asked nothing until the server ends it has no other sign. */
  #idleSession(session: RecordedSession | undefined, seat: LoginSeat | null): number {
    if (session === undefined || seat === null) return 0;
    const closing = this.#run.closingOf(session.id);
    if (closing === undefined || !closing.isAnswered || closing.exchange !== 0) return 0;
    // it was asked, and ended by that
    if (this.#refusedFirstOf(session.id) !== null || this.#run.logins.endsInChange(session)) return 0;
    seat.claim(session.id);
    return session.id;
  }

  /** Payload of the recorded OK or ERR packet, in this client's capabilities; of an OK where the login is not recorded. */
  loginReply(session: RecordedSession | undefined, database: string): Buffer {
    const facts = session?.facts;
    if (facts === undefined || facts.database !== database || facts.loginReply.length === 0) return this.#view.ok();
    if (facts.loginReply[0] !== 0x00) return facts.loginReply;
    const ok = decodeOk(facts.loginReply, facts.capabilities);
    this.#view.begin(ok.status);
    return encodeOkFor(ok, this.#view.capabilities);
  }

  /** Whether another change of user is listened to. */
  get mayChange(): boolean {
    return this.#refusedChanges < MOST_REFUSED_CHANGES;
  }

  /** Whether a connection goes on behind this answer to a change of user. */
  outlives(reply: Buffer): boolean {
    if (!this.#view.flavour.outlivesRefusedChange || reply[0] !== ERR) return false;
    return decodeErr(reply).code !== ER_NEW_ABORTING_CONNECTION;
  }

  /** MariaDB's connection goes on as who it was, with a session made new. */
  refuseChange(reply = encodeErr(errOf(ServerErrors.ER_UNKNOWN_COM_ERROR))): LoginResult {
    this.#refusedChanges++;
    this.#view.status = this.#view.loginStatus;
    this.#view.warnings = 1;
    return { accepted: false, reply, capabilities: this.#view.capabilities, goesOn: true };
  }

  #refuseUnread({ unread, user }: Login): Buffer {
    const isDenied = unread === 'attributes' && this.#view.flavour.deniesUnreadAttributes;
    return isDenied ? this.#accessDenied(user, false) : encodeViolation(unknownCommand());
  }

  #accessDenied(user: string, isUsingPassword: boolean): Buffer {
    const using = isUsingPassword ? 'YES' : 'NO';
    const message = `Access denied for user '${user}'@'${this.#clientHost}' (using password: ${using})`;
    return encodeErr({ code: ER_ACCESS_DENIED, sqlState: '28000', message: Buffer.from(message) });
  }
}
