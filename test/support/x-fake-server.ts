// A server of the X Protocol that says what was captured from a real one, and to some connections something else.

import { createServer, type Server, type Socket } from 'node:net';
import { frameError, frameMessage, framesOf } from '../../src/mysqlx/codec/framing.ts';
import { numberNotice } from '../../src/mysqlx/codec/state-notice.ts';
import { statementOk } from '../../src/mysqlx/codec/statement-ok.ts';
import { ownError } from '../../src/mysqlx/constants/errors.ts';
import { ClientMessage, ServerMessage } from '../../src/mysqlx/constants/message-types.ts';
import { AuthenticateContinue, AuthenticateOk, Capabilities, NoticeFrame } from '../../src/mysqlx/messages/messages.ts';
import { DatatypesAnyType, NoticeFrameType } from '../../src/mysqlx/messages/schema.ts';
import { textValue } from './x-client.ts';

/** What is said in place of an answer, `turn` counting a connection's answers from 0; null: as meant. */
export type XSpoil = (turn: number, meant: Buffer, socket: Socket) => Buffer | null;

const hello = frameMessage(ServerMessage.NOTICE, NoticeFrame.encode({ type: NoticeFrameType.SERVER_HELLO }));
const mechanisms = { type: DatatypesAnyType.ARRAY, array: { value: [textValue('SHA256_MEMORY')] } };
const capabilities = Capabilities.encode({
  capabilities: [{ name: 'authentication.mechanisms', value: mechanisms }],
});

export class XFakeServer implements AsyncDisposable {
  readonly port: number;
  /** For the connections to come, one each. */
  readonly spoils: XSpoil[] = [];
  readonly #server: Server;
  readonly #answers: ReadonlyMap<number, Buffer>;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server, answers: ReadonlyMap<number, Buffer>, port: number) {
    this.#server = server;
    this.#answers = answers;
    this.port = port;
    server.on('connection', (socket) => this.#serve(socket));
  }

  /** @param answers what is said to messages of a type; others are answered with OK */
  static async start(answers: ReadonlyMap<number, Buffer>): Promise<XFakeServer> {
    const server = createServer({ noDelay: true });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    return new XFakeServer(server, answers, typeof address === 'object' && address !== null ? address.port : 0);
  }

  get connectionCount(): number {
    return this.#sockets.size;
  }

  #serve(socket: Socket): void {
    const spoil = this.spoils.shift();
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket)).on('error', () => undefined);
    socket.write(hello);
    let pending: Buffer = Buffer.alloc(0);
    let turn = 0;
    socket.on('data', (chunk) => {
      pending = Buffer.concat([pending, chunk]);
      let taken = 0;
      for (const { type, payload } of framesOf([pending])) {
        taken += payload.length + 5;
        const meant = this.#answer(type);
        socket.write(spoil?.(turn++, meant, socket) ?? meant);
      }
      pending = pending.subarray(taken);
    });
  }

  #answer(type: number): Buffer {
    switch (type) {
      case ClientMessage.CON_CAPABILITIES_GET:
        return frameMessage(ServerMessage.CONN_CAPABILITIES, capabilities);
      case ClientMessage.SESS_AUTHENTICATE_START: {
        const challenge = AuthenticateContinue.encode({ authData: Buffer.alloc(20, 'c') });
        return frameMessage(ServerMessage.SESS_AUTHENTICATE_CONTINUE, challenge);
      }
      case ClientMessage.SESS_AUTHENTICATE_CONTINUE:
        return Buffer.concat([
          frameMessage(ServerMessage.NOTICE, numberNotice(11, 7n)),
          frameMessage(ServerMessage.SESS_AUTHENTICATE_OK, AuthenticateOk.encode({ authData: Buffer.alloc(0) })),
        ]);
      case ClientMessage.SQL_STMT_EXECUTE:
        return statementOk();
      default:
        return this.#answers.get(type) ?? frameError(ownError('never heard of'));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => void this.#server.close(() => resolve()));
  }
}
