// Sessions of the X Protocol in the two passes of a redaction: what there is to mask, and the exchanges with it masked.

import { CursorColumns } from '../conversation/cursor-columns.ts';
import { XSessionFollower } from '../conversation/follow-x-session.ts';
import { NO_FACTS, type ResponseFacts } from '../domain/command.ts';
import type { ExchangeFacts, SessionFacts } from '../domain/recording.ts';
import type { ListedExchange } from '../recording/listing.ts';
import type { RecordingFileReader } from '../recording/reader.ts';
import type { RecordingFileWriter } from '../recording/writer.ts';
import { type KeptMessage, keptMessage } from '../x/session/kept-message.ts';
import { maskStatement } from './mask-statement.ts';
import { learnXAnswer, maskXAnswer } from './mask-x-answer.ts';
import { learningValues, maskingValues, XMessageValues } from './mask-x-message.ts';
import type { Masker } from './masker.ts';

function bytesOf(reader: RecordingFileReader, id: number): Buffer {
  const { whole, chunks } = reader.response(id);
  return whole ?? Buffer.concat([...chunks()]);
}

/** Learns one session. */
export class XLearner {
  readonly #reader: RecordingFileReader;
  readonly #masker: Masker;
  readonly #messages: XMessageValues;
  readonly #columns = new CursorColumns();

  constructor(reader: RecordingFileReader, masker: Masker) {
    this.#reader = reader;
    this.#masker = masker;
    this.#messages = new XMessageValues(learningValues(masker));
  }

  learn({ command, request, database, responseId }: ListedExchange): void {
    if (request !== null) this.#messages.treat(command, request, database);
    if (responseId === null) return;
    const bytes = bytesOf(this.#reader, responseId);
    learnXAnswer(bytes, this.#columns.of(command, request), this.#masker);
    this.#columns.note(command, request, [bytes]);
  }
}

/** Writes one session. */
export class XRedactor {
  readonly #reader: RecordingFileReader;
  readonly #masker: Masker;
  readonly #writer: RecordingFileWriter;
  /** Its id in the recording that is written. */
  readonly #session: number;
  readonly #messages: XMessageValues;
  readonly #columns = new CursorColumns();
  readonly #follower: XSessionFollower;

  constructor(
    reader: RecordingFileReader,
    masker: Masker,
    writer: RecordingFileWriter,
    session: number,
    facts: Pick<SessionFacts, 'database'>,
  ) {
    this.#reader = reader;
    this.#masker = masker;
    this.#writer = writer;
    this.#session = session;
    this.#messages = new XMessageValues(maskingValues(masker));
    this.#follower = new XSessionFollower(facts);
  }

  /** Ids stay: nothing is left out. */
  exchange(exchange: ListedExchange): void {
    const { command: name, request, database, responseId, scope, ordinal, begunAfter, gap } = exchange;
    const masked = request === null ? null : this.#messages.treat(name, request, database);
    const command = this.#follower.decode(name, masked);
    const facts = responseId === null ? NO_FACTS : this.#facts(responseId);
    const recorded = responseId === null ? null : bytesOf(this.#reader, responseId);
    const bytes = recorded === null ? null : maskXAnswer(recorded, this.#columns.of(name, request), this.#masker);
    if (recorded !== null) this.#columns.note(name, request, [recorded]);
    const response = recorded === null ? null : this.#writer.openResponse();
    if (bytes !== null) response?.write(bytes);
    const { startedAtUs, firstByteUs, lastByteUs } = exchange;
    const id = this.#writer.putExchange(
      {
        ...(command === null ? this.#unread(exchange) : keptMessage(command, facts.errorCode)),
        ...{ session: this.#session, ordinal, scope, begunAfter: begunAfter ?? exchange.id - 1 },
        ...{ startedAtUs, firstByteUs, lastByteUs },
        // what cannot be taken apart cannot be masked
        gap: recorded !== null && bytes === null && recorded.length > 0 ? 'secret' : gap,
      },
      response,
      facts,
      0n,
    );
    if (command !== null && gap === null) this.#follower.note(command, facts, id);
  }

  #facts(response: number): ResponseFacts {
    const facts = this.#reader.responseFacts(response);
    if (facts.errorMessage === null) return facts;
    return { ...facts, errorMessage: this.#masker.cleaned(facts.errorMessage, 'messages') };
  }

  /** The message was not kept: what the recording shows of it is masked as it stands. */
  #unread(exchange: ListedExchange): KeptMessage & Pick<ExchangeFacts, 'command'> {
    const { command, sql, fingerprint, prepareExchange, database, state, transaction } = exchange;
    const text = sql === null || prepareExchange !== null ? null : maskStatement(Buffer.from(sql), {}, this.#masker);
    return {
      ...{ command, sql: text?.toString('utf8') ?? null, parameters: null, request: null, fingerprint },
      ...{ prepareExchange, database, state: state ?? this.#follower.facts.state, transaction },
    };
  }
}
