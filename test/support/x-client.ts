// A client of the X Protocol that sends what a test says and keeps every frame that comes back.

import { formatAuthData, PLAIN } from '../../src/mysqlx/auth/auth-data.ts';
import { passwordProof } from '../../src/mysqlx/auth/password-proof.ts';
import { frameMessage } from '../../src/mysqlx/codec/framing.ts';
import { ClientMessage, endsAnswer, ServerMessage } from '../../src/mysqlx/constants/message-types.ts';
import { AuthenticateContinue, AuthenticateStart, StmtExecute } from '../../src/mysqlx/messages/messages.ts';
import type { DatatypesAny } from '../../src/mysqlx/messages/schema.ts';
import { DatatypesAnyType, DatatypesScalarType } from '../../src/mysqlx/messages/schema.ts';
import { tlsRequest } from '../../src/mysqlx/session/capabilities.ts';
import { MessageStream } from '../../src/mysqlx/session/message-stream.ts';
import { Connection } from '../../src/net/connection.ts';
import { createClientTlsOptions, type Identity } from '../../src/net/tls-context.ts';

export interface XPlace {
  readonly host: string;
  readonly port: number;
  /** Instead of both. */
  readonly socket?: string;
}

export interface XLoginAs {
  readonly mechanism: string;
  readonly user: string;
  readonly password: string;
  readonly schema?: string;
}

const MAX_BYTES = 1 << 30;

export class XClient implements AsyncDisposable {
  readonly connection: Connection;
  readonly #messages: MessageStream;

  private constructor(connection: Connection) {
    this.connection = connection;
    this.#messages = new MessageStream(connection, 'server', MAX_BYTES);
  }

  /** Connected, the server's hello read. */
  static async open({ host, port, socket }: XPlace): Promise<XClient> {
    const connection = await Connection.connect(
      socket === undefined ? { kind: 'tcp', host, port } : { kind: 'unix', path: socket },
    );
    const client = new XClient(connection);
    await client.#messages.read();
    return client;
  }

  /** Goes over to TLS, with a certificate where one is shown. */
  async secure(identity?: Identity): Promise<void> {
    await this.ask(ClientMessage.CON_CAPABILITIES_SET, tlsRequest());
    this.#messages.release();
    await this.connection.upgradeToTlsClient(createClientTlsOptions({ verification: 'none', identity }), 'localhost');
  }

  /** Returns the frames that end the login. */
  async login({ mechanism, user, password, schema = '' }: XLoginAs): Promise<Buffer> {
    const secret = Buffer.from(password);
    const plain = mechanism === PLAIN ? { authData: formatAuthData({ schema, user, secret }) } : {};
    const reply = await this.ask(
      ClientMessage.SESS_AUTHENTICATE_START,
      AuthenticateStart.encode({ mechName: mechanism, ...plain }),
    );
    if (reply[4] !== ServerMessage.SESS_AUTHENTICATE_CONTINUE) return reply;
    const challenge = AuthenticateContinue.decode(reply.subarray(5)).authData;
    const proof = passwordProof(mechanism, secret, challenge);
    const authData = formatAuthData({ schema, user, secret: proof });
    return await this.ask(ClientMessage.SESS_AUTHENTICATE_CONTINUE, AuthenticateContinue.encode({ authData }));
  }

  send(bytes: Buffer): void {
    void this.connection.write(bytes)?.catch(() => undefined);
  }

  /** Sends a message and returns the frames of its answer; what has come when the server closes the connection. */
  async ask(type: number, payload: Buffer = Buffer.alloc(0)): Promise<Buffer> {
    this.send(frameMessage(type, payload));
    return await this.answer();
  }

  async answer(): Promise<Buffer> {
    const frames: Buffer[] = [];
    for (;;) {
      const message = await this.#messages.read().catch(() => null);
      if (message === null) return Buffer.concat(frames);
      frames.push(message.frame);
      if (endsAnswer(message.type)) return Buffer.concat(frames);
    }
  }

  /** The statement's answer. */
  async sql(stmt: string, args: readonly DatatypesAny[] = []): Promise<Buffer> {
    return await this.ask(ClientMessage.SQL_STMT_EXECUTE, StmtExecute.encode({ stmt: Buffer.from(stmt), args }));
  }

  /** Whether the server ends the connection without another word. */
  async isClosed(): Promise<boolean> {
    const message = await this.#messages.read().catch(() => null);
    return message === null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.connection.terminate();
  }
}

export function textValue(value: string): DatatypesAny {
  return {
    type: DatatypesAnyType.SCALAR,
    scalar: { type: DatatypesScalarType.V_STRING, vString: { value: Buffer.from(value) } },
  };
}

export function integerValue(value: number): DatatypesAny {
  const vSignedInt = { low: value | 0, high: value < 0 ? -1 : 0, unsigned: false };
  return { type: DatatypesAnyType.SCALAR, scalar: { type: DatatypesScalarType.V_SINT, vSignedInt } };
}
