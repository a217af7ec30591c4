// Stands between a session of the X Protocol and whoever answers, a script or a recording, and lets faults happen. Such responders answer a message before they take the next.

import type { ResponseFacts } from '../core/command.ts';
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
import type { Supervision } from './supervision.ts';
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
  readonly #supervision: Supervision;
  #client: XClient | null = null;
  /** The answer that a fault befalls. */
  #faulty: XFaultyAnswer | null = null;
  #leave: () => void = () => undefined;

  constructor(inner: XResponder, supervision: Supervision) {
    this.#inner = inner;
    this.#supervision = supervision;
    const left = new Promise<void>((resolve) => {
      this.#leave = resolve;
    });
    this.gone = Promise.race([inner.gone, left]);
  }

  get takesAnyMechanism(): boolean {
    return this.#inner.takesAnyMechanism === true;
  }

  get carriesCompression(): boolean {
    return this.#inner.carriesCompression;
  }

  async greet(client: XClient): Promise<XGreeting> {
    this.#client = client;
    if (!(await this.#supervision.mayGreet())) {
      return { frames: frameError(XErrors.tooManyConnections), capabilities: null };
    }
    return await this.#inner.greet({
      write: (bytes, packed) => (this.#faulty === null ? client.write(bytes, packed) : this.#faulty.write(bytes)),
      closed: client.closed,
    });
  }

  setCapabilities(payload: Buffer): Promise<XAgreement> {
    return this.#inner.setCapabilities(payload);
  }

  async login(login: XLogin, dialogue: XAuthDialogue): Promise<XLoginResult> {
    const supervision = this.#supervision;
    supervision.user = parseAuthData(login.authData)?.user ?? '';
    const watched: XAuthDialogue = {
      send: dialogue.send,
      receive: async () => {
        const message = await dialogue.receive();
        const { authData } = AuthenticateContinue.decode(message.payload);
        supervision.user = parseAuthData(authData)?.user ?? supervision.user;
        return message;
      },
    };
    if (!supervision.refusesLogin()) return await this.#inner.login(login, watched);
    const { user, database } = await authenticateX(login, watched, () => undefined);
    await dialogue.send(frameError(accessDenied(user, 'localhost', true, false)));
    return { isAccepted: false, isOver: false, database };
  }

  take(command: XCommand): Promise<void> | undefined {
    if (!STATEMENTS.has(command.message.type) || command.refusal !== null) return this.#inner.take(command);
    const fault = this.#supervision.onStatement(() => command.describe().text ?? command.prepared?.text ?? '');
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
    const faulty = new XFaultyAnswer((bytes) => this.#client?.write(bytes), this.#supervision.clientEnded, fault);
    this.#faulty = faulty;
    await this.#inner.take(command);
    await faulty.finish();
    this.#faulty = null;
    if (!faulty.endsConnection) return;
    this.#supervision.endAs(fault);
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
    // nothing was carried out
    answered: () => undefined,
    fingerprint: null,
    prepared: null,
    isSessionBound: false,
    repeat: 'never',
    isFatal: false,
    describe: () => command.describe(),
    withPayload: () => null,
    answersWithSecret: () => false,
  };
}
