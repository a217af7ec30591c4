// The quick way through a replay for one connection: asks what its scope remembers before anything is read, and notes of an
// answer given so all that the slow way (`PlaybackResponder.#play`) notes. docs/quick-answers.md tells of it.

import type { Command } from '../../core/command.ts';
import type { RecordedExchange } from '../../core/recording.ts';
import type { Answer, MaybeLater, Reply } from '../../core/responder.ts';
import { CommandCode } from '../../mysql/constants/commands.ts';
import { asksCursor } from '../../mysql/packets/com-stmt-execute.ts';
import { connectionIdColumns } from '../answers/own-connection-id.ts';
import type { Found } from '../matching/find-answer.ts';
import { type AnswerSender, answerOf } from './answer-sender.ts';
import type { OpenCursors } from './open-cursors.ts';
import type { ReplayContext } from './replay-context.ts';
import type { Standing } from './standing.ts';

export class QuickAnswers {
  readonly #run: ReplayContext;
  readonly #standing: Standing;
  readonly #sender: AnswerSender;
  readonly #cursors: OpenCursors;

  constructor(run: ReplayContext, standing: Standing, sender: AnswerSender, cursors: OpenCursors) {
    this.#run = run;
    this.#standing = standing;
    this.#sender = sender;
    this.#cursors = cursors;
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
    this.#run.noteAgain(exchange.id, connection);
    this.#standing.notePlayed(exchange);
    if (command.code === CommandCode.COM_STMT_EXECUTE) this.#cursors.executed(command, exchange);
    return this.#sender.sendAgain(known, reply);
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
