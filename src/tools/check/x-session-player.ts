// One recorded session of the X Protocol, played by the side of its client against our own replay: the same decoding of
// messages and the same responder as behind a socket, with a comparison where the socket would be.

import type { RecordedResponse, RecordedSession } from '../../core/recording.ts';
import type { XMessage } from '../../core/x-responder.ts';
import { formatAuthData } from '../../mysqlx/auth/auth-data.ts';
import { frameMessage } from '../../mysqlx/codec/framing.ts';
import { ClientMessage, clientMessageType } from '../../mysqlx/constants/message-types.ts';
import { AuthenticateContinue, AuthenticateStart, StmtExecute } from '../../mysqlx/messages/messages.ts';
import { endsSession } from '../../mysqlx/session/ends-session.ts';
import { XSessionState } from '../../mysqlx/session/session-state.ts';
import type { ReplayContext } from '../../replay/session/replay-context.ts';
import { XPlaybackResponder } from '../../replay/x/x-playback-responder.ts';
import type { ListedExchange } from '../../store/reading/listing.ts';
import { ByteComparison } from './compare-bytes.ts';
import { beginScopeSql, type Player } from './player.ts';

export class XSessionPlayer implements Player {
  readonly #responder: XPlaybackResponder;
  readonly #state: XSessionState;
  #scope: string;
  /** Takes what is said next. */
  #take: (bytes: Buffer) => void = () => undefined;

  private constructor(run: ReplayContext, { facts }: RecordedSession) {
    this.#responder = new XPlaybackResponder(run, 'localhost');
    this.#state = new XSessionState(facts.database);
    this.#scope = facts.scope;
  }

  /** Logs in as the recorded client did; null where the replay refuses it. */
  static async open(run: ReplayContext, session: RecordedSession): Promise<XSessionPlayer | null> {
    const player = new XSessionPlayer(run, session);
    if (await player.#logIn(session)) return player;
    await player.end();
    return null;
  }

  /**
   * Asks as recorded; returns where the answer's bytes differ first, null where they do not.
   * @param response as recorded; null where there was none
   */
  async play(exchange: ListedExchange, response: RecordedResponse | null): Promise<number | null> {
    await this.#enter(exchange.scope);
    const comparison = new ByteComparison(response?.chunks() ?? [], false);
    this.#take = (bytes) => comparison.take(bytes);
    const type = clientMessageType(exchange.command) ?? 0;
    await this.#ask(type, exchange.request ?? Buffer.alloc(0));
    return comparison.finish();
  }

  end(): Promise<void> {
    return this.#responder.end();
  }

  /** In the way that the recorded client did; any password passes, so none is needed. */
  async #logIn({ facts }: RecordedSession): Promise<boolean> {
    const client = { write: (bytes: Buffer) => this.#said(bytes), closed: new Promise<void>(() => undefined) };
    await this.#responder.greet(client);
    const user = facts.scope === '' ? facts.user : `${facts.user}+${facts.scope}`;
    const mechanism = facts.authPlugin;
    const authData = formatAuthData({ schema: facts.database, user, secret: Buffer.alloc(0) });
    const start = AuthenticateStart.encode({ mechName: mechanism, authData });
    const answer = messageOf(ClientMessage.SESS_AUTHENTICATE_CONTINUE, AuthenticateContinue.encode({ authData }));
    const message = messageOf(ClientMessage.SESS_AUTHENTICATE_START, start);
    const login = { message, mechanism, authData, attributes: {}, tls: null, isSecure: true };
    const dialogue = { send: () => Promise.resolve(), receive: () => Promise.resolve(answer) };
    const { isAccepted } = await this.#responder.login(login, dialogue);
    return isAccepted;
  }

  /** As a client that begins a scope in the middle of its connection. */
  async #enter(scope: string): Promise<void> {
    if (scope === this.#scope) return;
    this.#scope = scope;
    this.#take = () => undefined;
    await this.#ask(ClientMessage.SQL_STMT_EXECUTE, StmtExecute.encode({ stmt: beginScopeSql(scope), args: [] }));
  }

  async #ask(type: number, payload: Buffer): Promise<void> {
    const command = this.#state.decode(messageOf(type, payload));
    if (endsSession(command)) await this.#responder.finish(command);
    else await this.#responder.take(command);
  }

  #said(bytes: Buffer): undefined {
    this.#take(bytes);
    return undefined;
  }
}

function messageOf(type: number, payload: Buffer): XMessage {
  return { type, payload, frame: frameMessage(type, payload) };
}
