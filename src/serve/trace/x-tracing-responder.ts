// The same for a session of the X Protocol: one line a message.

import type { ResponseFacts } from '../../core/command.ts';
import type { SessionEnding } from '../../core/recording.ts';
import type {
  XAgreement,
  XAuthDialogue,
  XClient,
  XCommand,
  XGreeting,
  XLogin,
  XLoginResult,
  XResponder,
} from '../../core/x-responder.ts';
import { HEADER_BYTES, LENGTH_BYTES } from '../../mysqlx/codec/framing.ts';
import { clientMessageName, ServerMessage } from '../../mysqlx/constants/message-types.ts';
import { quoted, type Say } from './tracer.ts';

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(ServerMessage).flatMap(([name, type]) => (typeof type === 'number' ? [[type, name] as const] : [])),
);

/** Frames on their way to the client; of each only its header is looked at. */
class FrameTrace {
  readonly #say: Say;
  #pending: Buffer = Buffer.alloc(0);
  /** Of the frame that passes: bytes still to come. */
  #left = 0;

  constructor(say: Say) {
    this.#say = say;
  }

  add(bytes: Buffer): void {
    let rest = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
    this.#pending = Buffer.alloc(0);
    for (;;) {
      const passed = Math.min(this.#left, rest.length);
      this.#left -= passed;
      rest = rest.subarray(passed);
      if (rest.length < HEADER_BYTES) break;
      const length = rest.readUInt32LE(0);
      const type = rest.readUInt8(LENGTH_BYTES);
      this.#say('<', `${NAMES.get(type) ?? `message ${type}`}, ${Math.max(0, length - 1)} bytes`);
      this.#left = LENGTH_BYTES + length;
    }
    this.#pending = Buffer.from(rest);
  }
}

export class XTracingResponder implements XResponder {
  readonly gone: Promise<void>;
  readonly #inner: XResponder;
  readonly #say: Say;
  readonly #frames: FrameTrace;

  constructor(inner: XResponder, say: Say) {
    this.#inner = inner;
    this.#say = say;
    this.#frames = new FrameTrace(say);
    this.gone = inner.gone;
  }

  get takesAnyMechanism(): boolean {
    return this.#inner.takesAnyMechanism === true;
  }

  get carriesCompression(): boolean {
    return this.#inner.carriesCompression;
  }

  async greet(client: XClient): Promise<XGreeting> {
    const greeting = await this.#inner.greet({
      write: (bytes, packed) => {
        this.#frames.add(bytes);
        return client.write(bytes, packed);
      },
      closed: client.closed,
    });
    this.#frames.add(greeting.frames);
    return greeting;
  }

  async setCapabilities(payload: Buffer): Promise<XAgreement> {
    this.#say('>', `Connection.CapabilitiesSet, ${payload.length} bytes`);
    const agreement = await this.#inner.setCapabilities(payload);
    this.#frames.add(agreement.frames);
    return agreement;
  }

  /** What a login is made of is told by its length alone. */
  async login(login: XLogin, dialogue: XAuthDialogue): Promise<XLoginResult> {
    this.#say('>', `Session.AuthenticateStart by ${quoted(login.mechanism)}, ${login.message.payload.length} bytes`);
    return await this.#inner.login(login, {
      send: (frames) => {
        this.#frames.add(frames);
        return dialogue.send(frames);
      },
      receive: async () => {
        const message = await dialogue.receive();
        this.#say('>', `${clientMessageName(message.type)}, ${message.payload.length} bytes`);
        return message;
      },
    });
  }

  take(command: XCommand): Promise<void> | undefined {
    this.#tell(command);
    return this.#inner.take(command);
  }

  finish(command: XCommand): Promise<ResponseFacts> {
    this.#tell(command);
    return this.#inner.finish(command);
  }

  end(ending: SessionEnding): Promise<void> {
    this.#say('-', `ended: ${ending}`);
    return this.#inner.end(ending);
  }

  #tell(command: XCommand): void {
    const { text } = command.describe();
    const said = text ?? command.prepared?.text ?? null;
    this.#say('>', `${command.name} ${said === null ? `${command.message.payload.length} bytes` : quoted(said)}`);
  }
}
