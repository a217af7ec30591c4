// Stands between a session of the classic protocol and whoever answers it, and tells what passes. It changes nothing.

import type { Command } from '../../core/command.ts';
import type { SessionEnding } from '../../core/recording.ts';
import type { Answer, AuthDialogue, ClientLink, Login, LoginResult, Reply, Responder } from '../../core/responder.ts';
import { decodeErr } from '../../mysql/packets/err.ts';
import { decodeGreeting } from '../../mysql/packets/greeting.ts';
import { AnswerTrace } from './trace-answer.ts';
import { quoted, type Say, shownStatement } from './tracer.ts';

/** First byte of an ERR packet. */
const ERR = 0xff;

export class TracingResponder implements Responder {
  readonly gone: Promise<Buffer>;
  readonly #inner: Responder;
  readonly #say: Say;
  #capabilities = 0n;

  constructor(inner: Responder, say: Say) {
    this.#inner = inner;
    this.#say = say;
    this.gone = inner.gone;
  }

  async greet(client: ClientLink): Promise<Buffer> {
    const payload = await this.#inner.greet(client);
    this.#say('<', payload[0] === ERR ? errorIn(payload) : `greeting ${quoted(decodeGreeting(payload).serverVersion)}`);
    return payload;
  }

  login(login: Login, dialogue: AuthDialogue): Promise<LoginResult> {
    return this.#authenticate('login', login, dialogue, (traced) => this.#inner.login(login, traced));
  }

  changeUser(login: Login, dialogue: AuthDialogue): Promise<LoginResult> {
    return this.#authenticate('COM_CHANGE_USER', login, dialogue, (traced) => this.#inner.changeUser(login, traced));
  }

  respond(command: Command, reply: Reply): Answer | Promise<Answer> {
    const { code, name, sql, statement, dialect, payload } = command;
    const shown = sql === null ? null : shownStatement(sql, dialect);
    const id = statement === null ? '' : ` statement ${statement.id}`;
    this.#say('>', `${name}${id} ${shown === null ? `${payload.length} bytes` : shown.text}`);
    const answer = {
      command: code,
      capabilities: this.#capabilities,
      isSecret: shown?.isMasked ?? false,
      say: this.#say,
    };
    return this.#inner.respond(command, traced(reply, new AnswerTrace(answer), this.#say));
  }

  end(ending: SessionEnding): Promise<void> {
    this.#say('-', `ended: ${ending}`);
    return this.#inner.end(ending);
  }

  /** Of what passes in between only the length is told: it is made of the password. */
  async #authenticate(
    what: string,
    { user, database, authPlugin, isTls }: Login,
    dialogue: AuthDialogue,
    authenticate: (dialogue: AuthDialogue) => Promise<LoginResult>,
  ): Promise<LoginResult> {
    const over = `${authPlugin === '' ? '' : ` by ${authPlugin}`}${isTls ? ' over TLS' : ''}`;
    this.#say('>', `${what} ${quoted(user)} database ${quoted(database)}${over}`);
    const result = await authenticate({
      send: (payload) => {
        this.#say('<', `authentication, ${payload.length} bytes`);
        return dialogue.send(payload);
      },
      receive: async () => {
        const payload = await dialogue.receive();
        this.#say('>', `authentication, ${payload.length} bytes`);
        return payload;
      },
    });
    this.#capabilities = result.capabilities;
    this.#say('<', result.reply[0] === ERR ? errorIn(result.reply) : `OK, ${what} accepted`);
    return result;
  }
}

function traced(reply: Reply, trace: AnswerTrace, say: Say): Reply {
  return {
    packet: reply.packet ?? null,
    write: (bytes) => {
      trace.add(bytes);
      return reply.write(bytes);
    },
    readClientPacket: async () => {
      const packet = await reply.readClientPacket();
      say('>', `seq ${packet.sequenceId} file data, ${packet.payload.length} bytes`);
      return packet;
    },
  };
}

function errorIn(payload: Buffer): string {
  const { code, message } = decodeErr(payload);
  return `ERR ${code} ${quoted(message.toString('utf8'))}`;
}
