// The quick way through `mock record`: a query or an execute that lies whole in its packet goes on before anything of it is read,
// and its answer passes with no promise made. docs/quick-answers.md tells of it.

import type { AskingSession, Outlet, Reply, Unread } from '../core/responder.ts';
import { HEADER_BYTES } from '../mysql/codec/framing.ts';
import { Capability, hasCapability } from '../mysql/constants/capabilities.ts';
import { CommandCode } from '../mysql/constants/commands.ts';
import { type Deferred, deferred } from '../net/deferred.ts';
import type { Relay } from './relay.ts';
import type { UnreadCapture } from './unread-capture.ts';

/** Shorter ones may be no whole command; longer ones are worth reading on the way. */
const LEAST_BYTES = 16;
const MOST_BYTES = 16 * 1024;
/** Of COM_STMT_EXECUTE, in its packet: whether it asks for a cursor. */
const FLAGS_AT = HEADER_BYTES + 5;
const SEMICOLON = 0x3b;

/** Whose exchanges they are. */
export interface Passage {
  open(packet: Buffer, session: AskingSession): UnreadCapture;
  /** The answer has passed. @throws where it cannot be kept */
  keep(capture: UnreadCapture): void;
  /** It broke: keeps what came, and tells the session's error. */
  give(capture: UnreadCapture, error: unknown): Error;
  /** Reads what was passed on unread. */
  read(): void;
}

export class UnreadWay implements Unread {
  readonly broken: Promise<never>;
  readonly #breaking: Deferred<never> = deferred();
  readonly #passage: Passage;
  #relay: Relay | null = null;
  #givesFiles = false;
  #underWay: UnreadCapture | null = null;
  #over: Deferred<void> | null = null;
  /** To its only client. */
  #reply: Reply | null = null;

  constructor(passage: Passage) {
    this.#passage = passage;
    this.broken = this.#breaking.promise;
  }

  /** Somebody has logged in. @param capabilities as negotiated */
  begin(relay: Relay, capabilities: bigint): void {
    this.#relay = relay;
    this.#givesFiles = hasCapability(capabilities, Capability.LOCAL_FILES);
  }

  get isAnswering(): boolean {
    return this.#underWay !== null;
  }

  settle(): Promise<void> | undefined {
    if (this.#underWay === null) {
      this.#passage.read();
      return undefined;
    }
    this.#over ??= deferred();
    return this.#over.promise;
  }

  /** False where the command has to be read. */
  take(packet: Buffer, session: AskingSession, client: Outlet): boolean {
    const relay = this.#relay;
    if (relay === null || this.#underWay !== null || !this.#isTaken(packet, session, relay)) return false;
    const capture = this.#passage.open(packet, session);
    this.#underWay = capture;
    this.#reply ??= directTo(client);
    const reply = this.#reply;
    relay.passUnread(packet, { reply, capture, settle: null, resolve: this.#onPassed, reject: this.#onBroken });
    return true;
  }

  #isTaken(packet: Buffer, session: AskingSession, relay: Relay): boolean {
    if (packet.length < LEAST_BYTES || packet.length > MOST_BYTES) return false;
    switch (packet[HEADER_BYTES]) {
      case CommandCode.COM_QUERY: {
        const at = session.textAt(packet);
        // one that follows may ask for a file: whether several are taken may change
        return at >= 0 && isPlain(packet, at) && !(this.#givesFiles && packet.includes(SEMICOLON, at));
      }
      case CommandCode.COM_STMT_EXECUTE: {
        const text = packet[FLAGS_AT] === 0 && !relay.hadCursor(packet) ? session.executedText(packet) : null;
        return text !== null && isPlain(text, 0);
      }
      default:
        return false;
    }
  }

  readonly #onPassed = (): void => {
    const capture = this.#underWay;
    if (capture === null) return;
    try {
      this.#underWay = null;
      this.#passage.keep(capture);
    } catch (error) {
      this.#break(error as Error);
      return;
    }
    this.#over?.resolve();
    this.#over = null;
  };

  readonly #onBroken = (error: unknown): void => {
    const capture = this.#underWay;
    if (capture === null) return;
    this.#underWay = null;
    try {
      this.#break(this.#passage.give(capture, error));
    } catch (failure) {
      this.#break(failure as Error);
    }
  };

  #break(error: Error): void {
    this.#relay = null;
    this.#breaking.reject(error);
    this.#over?.reject(error);
    this.#over = null;
  }
}

/**
 * Whether a statement is one of those that are neither about a scope of ours (SET) nor ask for a file: SELECT, SHOW, INSERT, REPLACE,
 * UPDATE, DELETE, BEGIN, START, COMMIT, ROLLBACK and others that begin like them.
 */
function isPlain(text: Buffer, at: number): boolean {
  const second = (text[at + 1] ?? 0) | 0x20;
  switch ((text[at] ?? 0) | 0x20) {
    case 0x73: // s, and not set
      return second !== 0x65 || ((text[at + 2] ?? 0) | 0x20) !== 0x74;
    case 0x69: // i
    case 0x75: // u
    case 0x64: // d
    case 0x62: // b
    case 0x72: // r
      return true;
    case 0x63: // commit
      return second === 0x6f;
    default:
      return false;
  }
}

function directTo(client: Outlet): Reply {
  return {
    write: (bytes) => client.write(bytes),
    readClientPacket: () => Promise.reject(new Error('a file was asked for by a statement that cannot')),
  };
}
