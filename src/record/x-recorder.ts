// Turns one connection of the X Protocol into a recording's sessions and exchanges. Nothing that a login is made of gets
// here; secrets inside statements and their arguments are masked.

import type { ResponseFacts } from '../core/command.ts';
import type { Gap, RecordingWriter, SessionEnding, SessionFacts } from '../core/recording.ts';
import type { UnnamedScope } from '../core/scope.ts';
import type { XCommand } from '../core/x-responder.ts';
import { frameError, framesOf } from '../mysqlx/codec/framing.ts';
import { ClientMessage, ServerMessage } from '../mysqlx/constants/message-types.ts';
import { Row, StmtExecute } from '../mysqlx/messages/messages.ts';
import { keptMessage } from '../mysqlx/session/kept-message.ts';
import { secretsIn } from '../sql/secrets/mask-secrets.ts';
import { answersWithStatements } from '../sql/secrets/secret-answers.ts';
import type { Backlog } from './backlog.ts';
import { PassingExchange, type Watch } from './passing-exchange.ts';
import { type ExchangePlace, SessionWriter } from './session-writer.ts';

/** One exchange: its answer while it passes, then what is to be written of it. */
export class XCapture extends PassingExchange {
  readonly #command: XCommand;
  readonly #place: ExchangePlace;

  constructor(writer: RecordingWriter, place: ExchangePlace, command: XCommand) {
    super(writer, command.message.frame.length);
    this.#command = command;
    this.#place = place;
  }

  protected watch(): Watch | null {
    const command = this.#command;
    const isSql = command.message.type === ClientMessage.SQL_STMT_EXECUTE;
    const text = isSql ? command.describe().text : (command.prepared?.text ?? null);
    if (text === null) return null;
    const hasStatements = answersWithStatements(Buffer.from(text));
    const secrets = isSql ? secretsIn(StmtExecute.decode(command.message.payload).stmt) : [];
    return hasStatements || secrets.length > 0 ? { hasStatements, secrets } : null;
  }

  protected *cells(chunks: readonly Buffer[]): Generator<Buffer> {
    for (const { type, payload } of framesOf(chunks)) {
      if (type !== ServerMessage.RESULTSET_ROW) continue;
      // a zero byte stands behind a text
      for (const field of Row.decode(payload).field) yield field.subarray(0, -1);
    }
  }

  override finish(id: number, facts: ResponseFacts, gap: Gap | null): void {
    super.finish(id, facts, gap);
    const { prepared, message, session } = this.#command;
    if (prepared !== null && message.type === ClientMessage.PREPARE_PREPARE) prepared.exchange = id;
    if (session.begins !== null && facts.outcome !== 'error' && gap === null) session.begins.exchange = id;
    if (gap === null) this.#command.answered(facts);
  }

  write(): void {
    const command = this.#command;
    const { response, facts, gap } = this.keptAnswer(command.describe().isSecret, () => command.answersWithSecret());
    this.writer.putExchange(
      {
        id: this.id,
        ...this.#place,
        ...keptMessage(command, facts.errorCode),
        startedAtUs: this.startedAtUs,
        firstByteUs: this.firstByteUs,
        lastByteUs: this.lastByteUs,
        gap,
      },
      response,
      facts,
      0n,
    );
  }

  protected errorAlone({ errorCode, sqlState, errorMessage }: ResponseFacts): Buffer {
    return frameError({ code: errorCode ?? 0, sqlState: sqlState ?? '', message: errorMessage ?? '', isFatal: false });
  }
}

export class XSessionRecorder {
  readonly #session: SessionWriter;

  constructor(writer: RecordingWriter, backlog: Backlog, unnamed: UnnamedScope) {
    this.#session = new SessionWriter(writer, backlog, unnamed);
  }

  /** A login has ended, well or not; it begins a session of the recording. */
  begin(facts: SessionFacts): void {
    this.#session.begin(facts);
  }

  /** The client begins a scope; an empty name for none. */
  beginScope(name: string): void {
    this.#session.beginScope(name);
  }

  end(ending: SessionEnding): void {
    this.#session.end(ending);
  }

  /** A message is passed on. */
  open(command: XCommand): XCapture {
    this.#session.followScope();
    return new XCapture(this.#session.recording, this.#session.nextPlace(), command);
  }

  /** Keeps the exchange, written soon. @param gap as for `SessionWriter.keep` */
  keep(capture: XCapture, facts: ResponseFacts, gap: Gap | null): void {
    this.#session.keep(capture, facts, gap);
  }
}
