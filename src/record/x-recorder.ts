// Turns one connection of the X Protocol into a recording's sessions and exchanges. Nothing that a login is made of gets
// here; secrets inside statements and their arguments are masked.

import type { ResponseFacts } from '../domain/command.ts';
import type { RecordingWriter, ResponseWriter, SessionEnding, SessionFacts } from '../domain/recording.ts';
import type { XCommand } from '../domain/x-responder.ts';
import { frameError } from '../x/codec/framing.ts';
import { XErrors } from '../x/constants/errors.ts';
import { ClientMessage } from '../x/constants/message-types.ts';
import { withoutQuote } from './quoted-secrets.ts';
import { microsecondsNow } from './recorder.ts';

/** One message's answer while it passes. Times are of `performance.now()`, in milliseconds. */
export interface XCapture {
  readonly command: XCommand;
  readonly startedAt: number;
  /** 0 where nothing has come yet. */
  firstByteAt: number;
  readonly response: ResponseWriter;
}

const FIELD_EXISTS_FAILED = 5168;

export class XSessionRecorder {
  readonly #writer: RecordingWriter;
  #session = 0;
  #ordinal = 0;

  constructor(writer: RecordingWriter) {
    this.#writer = writer;
  }

  /** A login has ended, well or not; it begins a session of the recording. */
  begin(facts: SessionFacts): void {
    this.end('change_user');
    this.#session = this.#writer.beginSession(facts);
    this.#ordinal = 0;
  }

  end(ending: SessionEnding): void {
    if (this.#session === 0) return;
    this.#writer.endSession(this.#session, ending, microsecondsNow());
    this.#session = 0;
  }

  open(command: XCommand): XCapture {
    return { command, startedAt: performance.now(), firstByteAt: 0, response: this.#writer.openResponse() };
  }

  /** @param gap why it cannot be served as a whole answer; null where nothing is wrong */
  keep({ command, startedAt, firstByteAt, response }: XCapture, facts: ResponseFacts, gap: string | null): void {
    const now = performance.now();
    const { text, parameters, isSecret } = command.describe();
    const answer = isSecret ? this.#withoutSecrets(response, facts) : { response, facts };
    const prepared = command.message.type === ClientMessage.PREPARE_PREPARE ? null : command.prepared;
    const id = this.#writer.putExchange(
      {
        session: this.#session,
        ordinal: ++this.#ordinal,
        command: command.name,
        sql: text,
        parameters,
        // what cannot be read, or comes too late, may be a login
        request: isSecret || command.refusal !== null ? null : command.message.payload,
        fingerprint: isRefusedByBlock(command, facts) ? null : command.fingerprint,
        prepareExchange: prepared?.exchange ?? null,
        database: command.database,
        startedAtUs: Math.round((performance.timeOrigin + startedAt) * 1000),
        firstByteUs: Math.round(((firstByteAt || now) - startedAt) * 1000),
        lastByteUs: Math.round((now - startedAt) * 1000),
        gap,
      },
      answer.response,
      answer.facts,
      0n,
    );
    if (prepared === null && command.prepared !== null) command.prepared.exchange = id;
  }

  /** What was answered to a statement with a secret in it, where the answer quotes the statement. */
  #withoutSecrets(response: ResponseWriter, facts: ResponseFacts): { response: ResponseWriter; facts: ResponseFacts } {
    const masked = withoutQuote(facts);
    if (masked === null) return { response, facts };
    const { errorCode, sqlState, errorMessage } = masked;
    response.discard();
    const other = this.#writer.openResponse();
    const error = { code: errorCode ?? 0, sqlState: sqlState ?? '', message: errorMessage ?? '', isFatal: false };
    other.write(frameError(error));
    return { response: other, facts: masked };
  }
}

/** What a failed expectation refuses has no answer of its own: the block's failure says it all, on replay too. */
function isRefusedByBlock({ message }: XCommand, { errorCode }: ResponseFacts): boolean {
  if (errorCode === XErrors.noErrorFailed.code) return true;
  return errorCode === FIELD_EXISTS_FAILED && message.type !== ClientMessage.EXPECT_OPEN;
}
