// The quick way through a replay for one connection: asks what its scope remembers before anything is read, and notes of an
// answer given so all that the slow way (`PlaybackResponder.#play`) notes. docs/quick-answers.md tells of it.

import type { Command, Dialect, StateWords } from '../../core/command.ts';
import type { RecordedExchange } from '../../core/recording.ts';
import type { Answer, AskingSession, Executed, MaybeLater, Outlet, Reply } from '../../core/responder.ts';
import { CommandCode } from '../../mysql/constants/commands.ts';
import { asksCursor } from '../../mysql/packets/com-stmt-execute.ts';
import { BOUND_AT, COMMAND_AT, notedAgain } from '../../mysql/session/asked-again.ts';
import { connectionIdColumns } from '../answers/own-connection-id.ts';
import type { Found } from '../matching/find-answer.ts';
import {
  isAlike,
  MAX_PACKET_BYTES,
  type Question,
  type Questions,
  type Remembered,
  type Unread,
} from '../matching/remembered-answers.ts';
import { type AnswerSender, answerOf } from './answer-sender.ts';
import { type ClientView, formOf } from './client-view.ts';
import type { OpenCursors } from './open-cursors.ts';
import type { ReplayContext } from './replay-context.ts';
import type { Standing } from './standing.ts';

/** What was asked from where the connection stands, for as long as it stands there. */
interface Known {
  readonly generation: object;
  readonly words: StateWords;
  readonly dialect: Dialect;
  readonly database: string;
  /** Of an execute. */
  readonly form: string | null;
  /** Undefined where nothing was asked. */
  readonly questions: Questions | undefined;
}

export class QuickAnswers {
  readonly #run: ReplayContext;
  readonly #standing: Standing;
  readonly #view: ClientView;
  readonly #sender: AnswerSender;
  readonly #cursors: OpenCursors;
  #texts: Known | null = null;

  constructor(run: ReplayContext, standing: Standing, view: ClientView, sender: AnswerSender, cursors: OpenCursors) {
    this.#run = run;
    this.#standing = standing;
    this.#view = view;
    this.#sender = sender;
    this.#cursors = cursors;
  }

  /**
   * Answers a packet that nobody has read, where its answer was given before to the same bytes. False where there is none, and
   * nothing was noted.
   * @param connection number of the client's connection
   */
  again(packet: Buffer, session: AskingSession, client: Outlet, connection: number | null): boolean {
    const { matcher, place, scope } = this.#standing;
    if (!this.#isOpen || !session.isPlain || !isAlike(place) || client.hasUnsent) return false;
    const isExecute = packet[COMMAND_AT] === CommandCode.COM_STMT_EXECUTE;
    const executed = isExecute ? this.#executed(packet, session) : null;
    const question = executed === null ? this.#text(packet, session) : this.#bound(packet, session, executed);
    if (question === undefined || !question.repeatable.isStill(place)) return false;
    const known = matcher.remembered.turn(question, place);
    if (known === undefined) return false;
    const unread = known.unread === undefined ? this.#unread(question, known) : known.unread;
    if (unread === null || unread.form !== this.#view.form) return false;
    scope.statements++;
    matcher.playAgain(known.exchange, place);
    this.#run.noteAgain(known.exchange.id, unread.repeats, connection);
    this.#standing.notePlayed(known.exchange);
    this.#run.bytesPlayed += known.response.bytes;
    this.#view.note(known.response);
    session.noteAgain(unread, executed ?? null, packet);
    client.write(unread.bytes);
    return true;
  }

  #text(packet: Buffer, session: AskingSession): Question | undefined {
    if (packet[COMMAND_AT] !== CommandCode.COM_QUERY || packet.length > MAX_PACKET_BYTES) return undefined;
    const start = session.textAt(packet);
    if (start < 0) return undefined;
    let known = this.#texts;
    if (known === null || !this.#isStill(known, session)) {
      known = this.#knownFrom(session, null);
      this.#texts = known;
    }
    return known.questions?.get(packet.toString('latin1', start));
  }

  /** A cursor that is open may be closed by it. */
  #executed(packet: Buffer, session: AskingSession): Executed | undefined {
    return packet.length > BOUND_AT && this.#cursors.isEmpty ? session.executed(packet) : undefined;
  }

  #bound(packet: Buffer, session: AskingSession, executed: Executed | undefined): Question | undefined {
    if (executed === undefined) return undefined;
    let known = executed.memo as Known | null;
    if (known === null || known.form !== executed.form || !this.#isStill(known, session)) {
      known = this.#knownFrom(session, executed);
      executed.memo = known;
    }
    return known.questions?.get(packet.toString('latin1', BOUND_AT));
  }

  #isStill({ generation, words, dialect, database }: Known, session: AskingSession): boolean {
    if (generation !== this.#standing.matcher.remembered.generation) return false;
    return words === session.words && dialect === session.dialect && database === session.database;
  }

  #knownFrom({ words, dialect, database }: AskingSession, executed: Executed | null): Known {
    const { remembered } = this.#standing.matcher;
    const { generation } = remembered;
    const statement = executed?.statement ?? null;
    const form = executed?.form ?? null;
    const from = { state: words, dialect, database: statement?.database ?? database, statement };
    const questions = words.isInTransaction ? undefined : remembered.questions(from, form);
    return { generation, words, dialect, database, form, questions };
  }

  /**
   * The answer that was given to the same before; undefined where there is none, and nothing was noted.
   * @param connection number of the client's connection
   */
  give(command: Command, reply: Reply, connection: number | null): MaybeLater<Answer> | undefined {
    if (!this.#isOpen) return undefined;
    const { matcher, place, scope } = this.#standing;
    const known = matcher.remembered.get(command, place);
    if (known === undefined || !this.#sender.fits(known.response)) return undefined;
    const { exchange } = known;
    scope.statements++;
    matcher.playAgain(exchange, place);
    this.#run.noteAgain(exchange.id, this.#run.journal.repeatsOf(exchange.id), connection);
    this.#standing.notePlayed(exchange);
    if (command.code === CommandCode.COM_STMT_EXECUTE) this.#cursors.executed(command, exchange);
    return this.#sender.sendAgain(known, reply);
  }

  /** Null where something has to be done behind the answer, or noted, that is more than of most; found out once. */
  #unread({ sql, dialect, mark }: Question, known: Remembered): Unread | null {
    const { whole, encoding } = known.response;
    const { id, session } = known.exchange;
    const closing = this.#run.closingOf(session);
    const isLast = closing?.isAnswered === true && closing.exchange === id;
    const previous = whole === null || isLast ? null : notedAgain(sql, dialect, known.answer.facts);
    if (whole === null || previous === null) known.unread = null;
    else
      known.unread = { bytes: whole, form: formOf(encoding), previous, mark, repeats: this.#run.journal.repeatsOf(id) };
    return known.unread;
  }

  /** Remembers what was found the slow way. */
  note(command: Command, { exchange, repeatable }: Found & { readonly kind: 'found' }): void {
    if (repeatable === undefined || repeatable === null || !this.#isOpen || asksCursor(command)) return;
    if (connectionIdColumns(command).length > 0) return;
    const response = this.#responseOf(exchange);
    if (response === null) return;
    const { matcher, place } = this.#standing;
    const remembered = { exchange, response, answer: answerOf(exchange, response) };
    matcher.remembered.set(command, place, repeatable, remembered);
  }

  /** Values that are carried may be in any statement. */
  get #isOpen(): boolean {
    return this.#run.isRemembering && this.#standing.scope.values.isEmpty;
  }

  #responseOf({ gap, responseId }: RecordedExchange) {
    if (gap !== null || responseId === null) return null;
    const response = this.#run.reader.response(responseId);
    return response.outcome === 'ok' || response.outcome === 'resultset' ? response : null;
  }
}
