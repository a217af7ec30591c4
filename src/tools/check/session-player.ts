// One recorded session, played by the side of its client against our own replay: the same decoding of commands and the
// same responder as behind a socket, with a comparison where the socket would be.

import { ConnectionLost } from '../../core/errors.ts';
import type { RecordedResponse, RecordedSession } from '../../core/recording.ts';
import type { AuthDialogue, ClientLink, Login, Reply } from '../../core/responder.ts';
import { MAX_PHYSICAL_BYTES } from '../../mysql/codec/framing.ts';
import { CommandCode, hasTrait, Trait } from '../../mysql/constants/commands.ts';
import { encodeComQuery } from '../../mysql/packets/com-query.ts';
import { LAST_PREPARED_STATEMENT_ID } from '../../mysql/packets/com-stmt-execute.ts';
import { decodeGreeting, recordedResetCollation } from '../../mysql/packets/greeting.ts';
import { decodeOk } from '../../mysql/packets/ok.ts';
import { decodePrepareOk } from '../../mysql/packets/prepare-ok.ts';
import { SessionState } from '../../mysql/session/session-state.ts';
import { PlaybackResponder } from '../../replay/session/playback-responder.ts';
import type { ReplayContext } from '../../replay/session/replay-context.ts';
import type { ListedExchange } from '../../store/reading/listing.ts';
import { payloadOf } from '../history/follow-session.ts';
import { ByteComparison } from './compare-bytes.ts';
import { beginScopeSql, type Player } from './player.ts';

/** Not empty, which would be a client that waits to be asked. */
const ANY_PASSWORD = Buffer.alloc(20, 1);
const DIALOGUE: AuthDialogue = {
  send: () => Promise.resolve(),
  receive: () => Promise.resolve(ANY_PASSWORD),
};

/** Nobody is there who could go. */
const NEVER: Promise<void> = new Promise(() => undefined);
const NEVER_GONE: ClientLink = { closed: NEVER, left: NEVER, hasMore: () => false };

export class SessionPlayer implements Player {
  readonly #responder: PlaybackResponder;
  readonly #session: RecordedSession;
  readonly #state: SessionState;
  /** The ids that the recorded server gave to statements, and those that they have here. */
  readonly #ids = new Map<number, number>();
  #scope: string;

  private constructor(session: RecordedSession, responder: PlaybackResponder, state: SessionState) {
    this.#session = session;
    this.#responder = responder;
    this.#state = state;
    this.#scope = session.facts.scope;
  }

  /** Logs in as the recorded client did; null where the replay refuses it. */
  static async open(run: ReplayContext, session: RecordedSession): Promise<SessionPlayer | null> {
    const { facts } = session;
    // its own number, which CONNECTION_ID() tells
    const { connectionId } = decodeGreeting(facts.greeting);
    const responder = new PlaybackResponder(run, 'localhost', connectionId);
    await responder.greet(NEVER_GONE);
    const { accepted, reply, capabilities } = await responder.login(loginOf(session), DIALOGUE);
    if (!accepted) {
      await responder.end();
      return null;
    }
    const { status } = decodeOk(reply, capabilities);
    const { user, database, charset } = facts;
    const start = { capabilities, user, database, charset, status };
    const state = new SessionState({ ...start, resetCollation: recordedResetCollation(facts.greeting) }, run.rules);
    return new SessionPlayer(session, responder, state);
  }

  /**
   * Asks as recorded; returns where the answer's bytes differ first, null where they do not.
   * @param response as recorded; null where there was none
   */
  async play(exchange: ListedExchange, response: RecordedResponse | null): Promise<number | null> {
    await this.#enter(exchange.scope);
    const payload = this.#withOwnId(payloadOf(exchange, this.#session.facts.capabilities));
    const isPrepare = payload[0] === CommandCode.COM_STMT_PREPARE && response !== null && response.outcome !== 'error';
    const comparison = new ByteComparison(response?.chunks() ?? [], isPrepare);
    const command = this.#state.decode(payload);
    const answer = await this.#responder.respond(
      command,
      replyTo((bytes) => comparison.take(bytes)),
    );
    this.#state.apply(command, answer.facts, answer.exchange);
    const { prepared } = answer.facts;
    if (isPrepare && prepared !== null) this.#ids.set(recordedId(response), prepared.id);
    return comparison.finish();
  }

  end(): Promise<void> {
    return this.#responder.end();
  }

  /** As a client that begins a scope in the middle of its connection. */
  async #enter(scope: string): Promise<void> {
    if (scope === this.#scope) return;
    this.#scope = scope;
    const sql = beginScopeSql(scope);
    const command = this.#state.decode(encodeComQuery({ sql, attributes: [] }, this.#session.facts.capabilities));
    await this.#responder.respond(
      command,
      replyTo(() => undefined),
    );
  }

  #withOwnId(payload: Buffer): Buffer {
    if (!hasTrait(payload[0] ?? -1, Trait.ABOUT_STATEMENT) || payload.length < 5) return payload;
    const recorded = payload.readUInt32LE(1);
    const own = this.#ids.get(recorded);
    if (own === undefined || recorded === LAST_PREPARED_STATEMENT_ID) return payload;
    const changed = Buffer.from(payload);
    changed.writeUInt32LE(own, 1);
    return changed;
  }
}

function replyTo(take: (bytes: Buffer) => void): Reply {
  return {
    write: (bytes) => {
      take(bytes);
      return undefined;
    },
    readClientPacket: () => Promise.reject(new ConnectionLost('client')),
  };
}

/** Any password passes, so none is needed. */
function loginOf({ facts }: RecordedSession): Login {
  const { user, database, capabilities, charset, authPlugin, scope } = facts;
  const channel = { tls: null, isTls: true, isSecure: true };
  const plugin = authPlugin || 'mysql_native_password';
  return {
    payload: Buffer.alloc(0),
    capabilities,
    user,
    scope,
    database,
    charset,
    authPlugin: plugin,
    authResponse: ANY_PASSWORD,
    ...channel,
  };
}

function recordedId({ chunks, encoding }: RecordedResponse): number {
  const [first = Buffer.alloc(0)] = chunks();
  const length = Math.min(first.readUIntLE(0, 3), MAX_PHYSICAL_BYTES);
  return decodePrepareOk(first.subarray(4, 4 + length), encoding).statementId;
}
