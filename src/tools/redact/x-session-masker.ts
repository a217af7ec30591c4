// Follows one session of the X Protocol and masks its exchanges, whether they come from a client while it is recorded or
// from a recording. Of each exchange: `learn`, `mask` or both, then `note`.

import type { ResponseFacts } from '../../core/command.ts';
import type { ExchangeFacts, Gap, SessionFacts } from '../../core/recording.ts';
import type { XCommand } from '../../core/x-responder.ts';
import { type KeptMessage, keptMessage } from '../../mysqlx/session/kept-message.ts';
import { CursorColumns } from '../history/cursor-columns.ts';
import { XSessionFollower } from '../history/follow-x-session.ts';
import { type DerivedRule, derivedRules } from './derived-columns.ts';
import { maskStatement } from './mask-statement.ts';
import { learnXAnswer, maskXAnswer } from './mask-x-answer.ts';
import { learningValues, maskingValues, XMessageValues } from './mask-x-message.ts';
import type { Masker } from './masker.ts';

/** An exchange as it is to be masked. */
export interface MaskableX extends Omit<KeptMessage, 'state' | 'parameters'> {
  readonly state: string | null;
  readonly gap: Gap | null;
}

/** What is kept of it. */
export interface MaskedX extends Omit<KeptMessage, 'command'> {
  readonly gap: Gap | null;
  readonly facts: ResponseFacts;
  /** The answer; null where there is none, and where it cannot be taken apart. */
  readonly bytes: Buffer | null;
  /** The message as it means something now, for `note`; null where it is not kept. */
  readonly message: XCommand | null;
}

export class XSessionMasker {
  readonly #masker: Masker;
  readonly #learning: XMessageValues;
  readonly #masking: XMessageValues;
  readonly #columns = new CursorColumns();
  /** What is kept. */
  readonly #follower: XSessionFollower;

  constructor(facts: Pick<SessionFacts, 'database'>, masker: Masker) {
    this.#masker = masker;
    this.#learning = new XMessageValues(learningValues(masker));
    this.#masking = new XMessageValues(maskingValues(masker));
    this.#follower = new XSessionFollower(facts);
  }

  /** Tells the masker of the values that rules are about. @param answer whole; null where there is none */
  learn(exchange: MaskableX, answer: Buffer | null): void {
    const { command, request, database } = exchange;
    if (request !== null) this.#learning.treat(command, request, database);
    if (answer !== null) {
      learnXAnswer(answer, this.#columns.of(command, request), this.#masker, this.#derived(exchange));
    }
  }

  mask(exchange: MaskableX, answer: Buffer | null, facts: ResponseFacts): MaskedX {
    const { command: name, request, database, gap } = exchange;
    const payload = request === null ? null : this.#masking.treat(name, request, database);
    const message = this.#follower.decode(name, payload);
    const columns = this.#columns.of(name, request);
    const bytes = answer === null ? null : maskXAnswer(answer, columns, this.#masker, this.#derived(exchange));
    const { command: _name, ...kept } =
      message === null ? this.#unread(exchange) : keptMessage(message, facts.errorCode);
    const isLost = answer !== null && bytes === null && answer.length > 0;
    // what cannot be taken apart cannot be masked
    return { ...kept, gap: isLost ? 'secret' : gap, facts: this.#masker.facts(facts), bytes, message };
  }

  /** @param masked what `mask` made of it; null where it was only learned from */
  note({ command, request, gap }: MaskableX, answer: Buffer | null, masked: MaskedX | null, id: number): void {
    if (answer !== null) this.#columns.note(command, request, [answer]);
    if (masked?.message && gap === null) this.#follower.note(masked.message, masked.facts, id);
  }

  #derived({ sql }: MaskableX): DerivedRule {
    return derivedRules(sql === null ? null : Buffer.from(sql), {}, this.#masker);
  }

  /** The message was not kept: what the recording shows of it is masked as it stands. */
  #unread(exchange: MaskableX): KeptMessage & Pick<ExchangeFacts, 'command'> {
    const { command, sql, fingerprint, prepareExchange, database, state, transaction } = exchange;
    const text = sql === null || prepareExchange !== null ? null : maskStatement(Buffer.from(sql), {}, this.#masker);
    return {
      ...{ command, sql: text?.toString('utf8') ?? null, parameters: null, request: null, fingerprint },
      ...{ prepareExchange, database, state: state ?? this.#follower.facts.state, transaction },
    };
  }
}
