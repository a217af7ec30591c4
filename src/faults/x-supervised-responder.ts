// Stands between a session of the X Protocol and whoever answers, a script or a recording: knows who the client is and
// how much it has asked, and lets faults happen. Such responders answer a message before they take the next.

import type { ResponseFacts } from '../core/command.ts';
import { pauseUnless } from '../core/pause-unless.ts';
import type { SessionEnding } from '../core/recording.ts';
import type {
  XAgreement,
  XAuthDialogue,
  XClient,
  XCommand,
  XGreeting,
  XLogin,
  XLoginResult,
  XResponder,
} from '../core/x-responder.ts';
import { parseAuthData } from '../mysqlx/auth/auth-data.ts';
import { frameError } from '../mysqlx/codec/framing.ts';
import { accessDenied, XErrors } from '../mysqlx/constants/errors.ts';
import { ClientMessage } from '../mysqlx/constants/message-types.ts';
import { AuthenticateContinue } from '../mysqlx/messages/messages.ts';
import { authenticateX } from '../mysqlx/session/server-auth.ts';
import { isErrorAlone, type StatementFault } from './fault.ts';
import type { FaultList } from './fault-list.ts';
import type { FragileConnection } from './supervised-responder.ts';
import { XFaultyAnswer, xErrorOf } from './x-faulty-answer.ts';

/** Messages that ask for data, and that faults may befall. */
const STATEMENTS: ReadonlySet<number> = new Set([
  ClientMessage.SQL_STMT_EXECUTE,
  ClientMessage.CRUD_FIND,
  ClientMessage.CRUD_INSERT,
  ClientMessage.CRUD_UPDATE,
  ClientMessage.CRUD_DELETE,
  ClientMessage.CRUD_CREATE_VIEW,
  ClientMessage.CRUD_MODIFY_VIEW,
  ClientMessage.CRUD_DROP_VIEW,
  ClientMessage.PREPARE_EXECUTE,
  ClientMessage.CURSOR_OPEN,
]);

export class XSupervisedResponder implements XResponder {
  readonly gone: Promise<void>;
  readonly #inner: XResponder;
  readonly #faults: FaultList;
  readonly #connection: FragileConnection;
  #client: XClient | null = null;
  /** The answer that a fault befalls. */
  #faulty: XFaultyAnswer | null = null;
  #leave: () => void = () => undefined;
  /** Who the client said it is; empty before. */
  user = '';
  statementCount = 0;

  constructor(inner: XResponder, faults: FaultList, connection: FragileConnection) {
    this.#inner = inner;
    this.#faults = faults;
    this.#connection = connection;
    const left = new Promise<void>((resolve) => {
      this.#leave = resolve;
    });
    this.gone = Promise.race([inner.gone, left]);
  }

  async greet(client: XClient): Promise<XGreeting> {
    this.#client = client;
    if (this.#faults.onConnect('tooManyConnections') !== undefined) {
      return { frames: frameError(XErrors.tooManyConnections), capabilities: null };
    }
    const stall = this.#faults.onConnect('handshakeStall');
    if (stall !== undefined) await pauseUnless(stall.ms ?? Number.POSITIVE_INFINITY, this.#connection.ended);
    return await this.#inner.greet({
      write: (bytes) => (this.#faulty === null ? client.write(bytes) : this.#faulty.write(bytes)),
      closed: client.closed,
    });
  }

  setCapabilities(payload: Buffer): Promise<XAgreement> {
    return this.#inner.setCapabilities(payload);
  }

  async login(login: XLogin, dialogue: XAuthDialogue): Promise<XLoginResult> {
    this.user = parseAuthData(login.authData)?.user ?? '';
    const watched: XAuthDialogue = {
      send: dialogue.send,
      receive: async () => {
        const message = await dialogue.receive();
        this.user = parseAuthData(AuthenticateContinue.decode(message.payload).authData)?.user ?? this.user;
        return message;
      },
    };
    if (this.#faults.onConnect('authFailure') === undefined) return await this.#inner.login(login, watched);
    const { user, database } = await authenticateX(login, watched, () => undefined);
    await dialogue.send(frameError(accessDenied(user, 'localhost', true, false)));
    return { isAccepted: false, isOver: false, database };
  }

  take(command: XCommand): Promise<void> | undefined {
    if (!STATEMENTS.has(command.message.type) || command.refusal !== null) return this.#inner.take(command);
    this.statementCount++;
    if (this.#faults.spareStatements) return this.#inner.take(command);
    const fault = this.#faults.onStatement(command.describe().text ?? command.prepared?.text ?? '');
    if (fault === undefined) return this.#inner.take(command);
    // the one who answers is not even asked, but may have to remember that there was an error
    if (isErrorAlone(fault)) return this.#inner.take(refused(command, xErrorOf(fault)));
    return this.#fail(fault, command);
  }

  finish(command: XCommand): Promise<ResponseFacts> {
    return this.#inner.finish(command);
  }

  end(ending: SessionEnding): Promise<void> {
    return this.#inner.end(ending);
  }

  async #fail(fault: StatementFault, command: XCommand): Promise<void> {
    const faulty = new XFaultyAnswer((bytes) => this.#client?.write(bytes), this.#connection.ended, fault);
    this.#faulty = faulty;
    await this.#inner.take(command);
    await faulty.finish();
    this.#faulty = null;
    if (!faulty.endsConnection) return;
    if (fault.fault === 'reset') this.#connection.reset();
    this.#leave();
    // nothing more is answered
    await this.#client?.closed;
  }
}

function refused(command: XCommand, refusal: Buffer): XCommand {
  const { message, name, database, session } = command;
  return {
    message,
    name,
    database,
    session,
    refusal,
    scope: null,
    isRead: false,
    fingerprint: null,
    prepared: null,
    isSessionBound: false,
    repeat: 'never',
    isFatal: false,
    describe: () => command.describe(),
  };
}
