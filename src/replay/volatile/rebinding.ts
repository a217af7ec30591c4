// Undoes a choice among recorded rows that are alike in all but their identity, where it proves wrong; see trail.ts.

import type { Command } from '../../core/command.ts';
import { MalformedPacketError } from '../../core/errors.ts';
import type { RecordedExchange, RecordedResponse, RecordingReader } from '../../core/recording.ts';
import type { FindContext, Found } from '../matching/find-answer.ts';
import type { Scope } from '../matching/scopes.ts';
import { carriedAnswer } from './carried-answer.ts';
import type { CarriedValues } from './carried-values.ts';
import { bindServerMade } from './server-made.ts';
import type { Trail, TrailStep } from './trail.ts';

export interface RebindingOptions {
  readonly reader: RecordingReader;
  /** As the finder finds, but telling nobody. @param only the one candidate that may answer it */
  readonly find: (command: Command, scope: Scope, context: FindContext, only: number | null) => Found;
  readonly form: AnswerForm;
}

/** How answers are written. */
export interface AnswerForm {
  /** A recorded response with the live values in it. */
  carried(answer: RecordedAnswer, values: CarriedValues): RecordedResponse;
  /** Lets what the server made stand for what the client was told; false where anything else differs. */
  bindServerMade(answer: RecordedAnswer, given: Buffer, values: CarriedValues): boolean;
}

export interface RecordedAnswer {
  readonly command: Command;
  readonly exchange: RecordedExchange;
  readonly response: RecordedResponse;
  readonly reader: RecordingReader;
}

/** As packets of the classic protocol. */
export const PACKETS: AnswerForm = {
  carried: (answer, values) => carriedAnswer({ ...answer, values, tell: () => undefined }),
  bindServerMade: (answer, given, values) => {
    try {
      return bindServerMade({ ...answer, given }, values);
    } catch (error) {
      // answers of two forms
      if (error instanceof MalformedPacketError) return false;
      throw error;
    }
  },
};

/** Answers beyond this are the same only where they are the same recorded one. */
const MOST_BYTES = 256 * 1024;
/** Candidates that are tried for one choice. */
const MOST_CANDIDATES = 64;
/** Exchanges that are played anew for one miss, in all tries together: some tenths of a second. */
const MOST_TRIED = 100_000;

type Answered = Found & { readonly kind: 'found' };

export class Rebinding {
  readonly #options: RebindingOptions;

  constructor(options: RebindingOptions) {
    this.#options = options;
  }

  /** The answer to a command that is none with what was chosen; undefined where no other choice gives one. */
  find(
    command: Command,
    scope: Scope,
    context: FindContext,
    trail: Trail,
    near: readonly number[],
  ): Answered | undefined {
    let tried = 0;
    for (const steps of trail.sinceChoices(context.place)) {
      const [first] = steps;
      const { candidates, chosen, mark } = first.choice;
      const given = steps.map((step) => this.#told(step.command, step.found, scope.values));
      const originals = steps.map(({ found }) => found);
      const others = candidates(near).slice(0, MOST_CANDIDATES);
      if (others.length === 0) continue;
      for (const candidate of others) {
        if (candidate === chosen) continue;
        for (const only of waysWith(steps, candidate)) {
          tried += mark.length + steps.length;
          if (tried > MOST_TRIED) break;
          if (!this.#rewind(first, scope, context)) return undefined;
          const answers = this.#askAgain(steps, scope, given, only);
          const found = answers === null ? null : this.#options.find(command, scope, context, null);
          if (answers === null || found?.kind !== 'found') continue;
          steps.forEach((step, at) => {
            step.found = answers[at] ?? step.found;
            if (step.choice !== null) step.choice.chosen = step.found.exchange.id;
          });
          return found;
        }
      }
      if (!this.#rewind(first, scope, context)) return undefined;
      const back = steps.map(({ choice }) => choice?.chosen ?? null);
      if (this.#askAgain(steps, scope, given, back) === null) {
        trail.clear();
        return undefined;
      }
      steps.forEach((step, at) => {
        step.found = originals[at] ?? step.found;
      });
    }
    return undefined;
  }

  #rewind({ choice }: TrailStep, { values }: Scope, { matcher }: FindContext): boolean {
    if (choice === null || !matcher.rewind(choice.mark)) return false;
    values.rewind(choice.bound);
    return true;
  }

  /** The answers, where each is what was given before. @param only of each step the candidate that it must have */
  #askAgain(
    steps: readonly TrailStep[],
    scope: Scope,
    given: readonly string[],
    only: readonly (number | null)[],
  ): readonly Answered[] | null {
    const answers: Answered[] = [];
    for (const [at, { command, context }] of steps.entries()) {
      const found = this.#options.find(command, scope, context, only[at] ?? null);
      if (found.kind !== 'found' || !this.#isAsGiven(command, found, scope.values, given[at] ?? '')) return null;
      answers.push(found);
    }
    return answers;
  }

  /** Whether the client would be told the same, where it takes what the server made for what it was told. */
  #isAsGiven(command: Command, found: Answered, values: CarriedValues, given: string): boolean {
    if (this.#told(command, found, values) === given) return true;
    const response = this.#recorded(found);
    if (response === null || command.name === 'COM_STMT_PREPARE' || response.bytes > MOST_BYTES) return false;
    const { exchange } = found;
    const { reader, form } = this.#options;
    const answer = { command, exchange, response, reader };
    if (!form.bindServerMade(answer, Buffer.from(given, 'latin1'), values)) return false;
    return this.#told(command, found, values) === given;
  }

  #recorded({ exchange, response }: Answered): RecordedResponse | null {
    if (response != null) return response;
    const { gap, responseId } = exchange;
    return gap === null && responseId !== null ? this.#options.reader.response(responseId) : null;
  }

  /** What the client is told, as text to be compared. */
  #told(command: Command, found: Answered, values: CarriedValues): string {
    const { reader, form } = this.#options;
    const { exchange } = found;
    // ids of prepared statements are the replay's own
    if (command.name === 'COM_STMT_PREPARE') return 'prepared';
    const recorded = this.#recorded(found);
    if (recorded === null || recorded.bytes > MOST_BYTES) return `exchange ${exchange.id}`;
    const carried = form.carried({ command, exchange, response: recorded, reader }, values);
    return Buffer.concat([...carried.chunks()]).toString('latin1');
  }
}

/**
 * What each step is to be answered with where the first has another candidate: what was chosen since, but for the step that had
 * that one, which takes the first's; else whichever fits.
 */
function waysWith(steps: readonly TrailStep[], candidate: number): readonly (readonly (number | null)[])[] {
  const [first, ...others] = steps;
  const freed = first?.choice?.chosen ?? null;
  const chosen = others.map(({ choice }) => choice?.chosen ?? null);
  const isOfOne = chosen.every((one) => one === null);
  const swapped = [candidate, ...chosen.map((one) => (one === candidate ? freed : one))];
  return isOfOne ? [[candidate]] : [swapped, [candidate]];
}
