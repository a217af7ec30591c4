// Undoes a choice among recorded rows that are alike in all but their identity, where it proves wrong; see trail.ts.

import type { Command } from '../../../core/command.ts';
import { MalformedPacketError } from '../../../core/errors.ts';
import type { RecordedExchange, RecordedResponse, RecordingReader } from '../../../core/recording.ts';
import type { KnownTemplates } from '../../answers/cross-protocol.ts';
import type { FindContext, Found } from '../../matching/find-answer.ts';
import type { Place } from '../../matching/place.ts';
import type { Scope } from '../../matching/scopes.ts';
import type { Mark } from '../../matching/taken.ts';
import { carriedAnswer } from '../carrying/carried-answer.ts';
import type { CarriedValues } from '../carrying/carried-values.ts';
import { bindServerMade } from './server-made.ts';
import type { Choice, Trail, TrailStep } from './trail.ts';

export interface RebindingOptions {
  readonly reader: RecordingReader;
  /** As the finder finds, but telling nobody. @param only the one candidate that may answer it */
  readonly find: (command: Command, scope: Scope, context: FindContext, only: number | null) => Found;
  /** What a command has stored is known again as what the exchange stored. */
  readonly noteAgain?: (command: Command, exchange: RecordedExchange, values: CarriedValues) => void;
  /** Recorded statements that the finder has tried so far. */
  readonly tried: () => number;
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
/** Choices that are made anew as one, and exchanges by which. */
const MOST_TOGETHER = 8;
/** What one missed command may cost. */
interface Limits {
  /** Commands that are asked again. */
  readonly asked: number;
  /** Recorded statements that are tried for them. */
  readonly tried: number;
  /** And bytes of what is asked. */
  readonly bytes: number;
}

/** For what is likely. */
const LIMITS: Limits = { asked: 2_000, tried: 4_000, bytes: 4 * 1024 * 1024 };
/** With all else: the latest choices, which are undone at little cost, get their turn however many earlier ones there were. */
const LIMITS_OF_ALL: Limits = { asked: 2_500, tried: 6_000, bytes: 6 * 1024 * 1024 };

type Answered = Found & { readonly kind: 'found' };
/** Of each step the recorded exchange that it is to be answered with; null for any. */
type Way = readonly (number | null)[];
type Steps = readonly [TrailStep & { choice: Choice }, ...TrailStep[]];

/** What was missed. */
interface Asked {
  readonly command: Command;
  readonly scope: Scope;
  readonly context: FindContext;
}

interface AskedAgain {
  readonly found: Answered;
  /** Where its choice begins now; null where it has none. */
  readonly mark: Mark | null;
  readonly bound: number;
}

export class Rebinding {
  readonly #options: RebindingOptions;
  #templates: KnownTemplates = new Map();
  #asked = 0;
  #askedBytes = 0;
  #triedBefore = 0;
  #limits = LIMITS;
  /** What the client was told. */
  #given = new Map<TrailStep, string>();

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
    this.#templates = new Map();
    this.#asked = 0;
    this.#askedBytes = 0;
    this.#triedBefore = this.#options.tried();
    this.#given = new Map();
    // what is likely is tried for every choice, before what is not is tried for any
    for (const isLikely of [true, false]) {
      this.#limits = isLikely ? LIMITS : LIMITS_OF_ALL;
      for (const steps of trail.sinceChoices(context.place)) {
        const { candidates, chosen } = steps[0].choice;
        const all = candidates(near).slice(0, MOST_CANDIDATES);
        const some = isLikely ? all.slice(0, near.length) : all.slice(near.length);
        const left = isLikely && some.includes(chosen) ? leftFor(steps, context.place) : [];
        const others = [...some.filter((one) => one !== chosen), ...left];
        const ways = isLikely ? near.slice(0, MOST_TOGETHER).flatMap((asked) => together(steps, asked)) : [];
        if (others.length + ways.length === 0) continue;
        const found = this.#otherwise(steps, waysOf(steps, ways, others, context.place), { command, scope, context });
        if (found === 'lost') trail.clear();
        if (found !== null) return found === 'lost' ? undefined : found;
        if (this.#isEnough) break;
      }
    }
    return undefined;
  }

  /** In other ways, the first step with another candidate; null where none answers, and all is as it was; `lost` where that cannot be had again. */
  #otherwise(steps: Steps, ways: Iterable<Way>, { command, scope, context }: Asked): Answered | 'lost' | null {
    const [first] = steps;
    const originals = steps.map(({ found }) => found);
    const given = this.#givenOf(steps, scope, context);
    if (given === 'lost') return this.#lost(steps, originals, scope, context);
    if (given === null) return given;
    for (const only of ways) {
      if (this.#isEnough) break;
      // there is no way back to there, and nothing was changed
      if (!this.#rewind(first, scope, context)) return null;
      const answers = this.#askAgain(steps, scope, given, only);
      const found = answers === null ? null : this.#ask(command, scope, context, null);
      if (answers === null || found?.kind !== 'found') continue;
      steps.forEach((step, at) => {
        this.#take(step, answers[at]);
      });
      return found;
    }
    if (!this.#rewind(first, scope, context)) return this.#lost(steps, originals, scope, context);
    const back = steps.map(({ choice }) => choice?.chosen ?? null);
    const again = this.#askAgain(steps, scope, given, back);
    if (again === null) return this.#lost(steps, originals, scope, context);
    steps.forEach((step, at) => {
      this.#take(step, again[at]);
      step.found = originals[at] ?? step.found;
    });
    return null;
  }

  /** The data are at least what they were: nothing is answered as if what was played had not been asked. */
  #lost(steps: Steps, originals: readonly Answered[], { values }: Scope, { matcher }: FindContext): 'lost' {
    const [{ choice }] = steps;
    if (values.reaches(choice.bound)) values.rewind(choice.bound);
    const isBack = matcher.rewind(choice.mark);
    steps.forEach(({ command, context }, at) => {
      const original = originals[at];
      if (original === undefined) return;
      if (isBack) matcher.playAnew(original, context.place);
      this.#options.noteAgain?.(command, original.exchange, values);
    });
    return 'lost';
  }

  get #isEnough(): boolean {
    const tried = this.#options.tried() - this.#triedBefore;
    const { asked, bytes, tried: mostTried } = this.#limits;
    return this.#asked > asked || this.#askedBytes > bytes || tried > mostTried;
  }

  #ask(command: Command, scope: Scope, context: FindContext, only: number | null): Found {
    this.#asked++;
    this.#askedBytes += command.payload.length;
    return this.#options.find(command, scope, { ...context, templates: this.#templates }, only);
  }

  #rewind({ choice }: TrailStep, { values }: Scope, { matcher }: FindContext): boolean {
    if (choice === null || !values.reaches(choice.bound) || !matcher.rewind(choice.mark)) return false;
    values.rewind(choice.bound);
    return true;
  }

  /** The answers, where each is what was given before. @param only of each step the candidate that it must have */
  #askAgain(
    steps: readonly TrailStep[],
    scope: Scope,
    given: readonly string[],
    only: readonly (number | null)[],
  ): readonly AskedAgain[] | null {
    const answers: AskedAgain[] = [];
    for (const [at, { command, context, choice }] of steps.entries()) {
      const mark = choice === null ? null : context.matcher.mark();
      const bound = scope.values.mark();
      const wanted = only[at] ?? null;
      const chosen = this.#ask(command, scope, context, wanted);
      // what an earlier one decides cannot stay as it was chosen
      const isDecided = wanted !== null && at > 0 && chosen.kind !== 'found';
      const found = isDecided ? this.#ask(command, scope, context, null) : chosen;
      if (found.kind !== 'found' || !this.#isAsGiven(command, found, scope.values, given[at] ?? '')) return null;
      answers.push({ found, mark, bound });
    }
    return answers;
  }

  /** What was bound since an earlier choice may be more or less than it was. */
  #take(step: TrailStep, again: AskedAgain | undefined): void {
    if (again === undefined) return;
    step.found = again.found;
    if (step.choice === null) return;
    step.choice.chosen = again.found.exchange.id;
    step.choice.mark = again.mark ?? step.choice.mark;
    step.choice.bound = again.bound;
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

  /** What the client was told at each step; `lost` where that cannot be had again, null where there is no way back. */
  #givenOf(steps: Steps, scope: Scope, context: FindContext): readonly string[] | 'lost' | null {
    const { values } = scope;
    const isAsItWas = !values.isRebound(steps[0].choice.bound);
    const unknown = steps.filter((step) => !this.#given.has(step));
    if (!isAsItWas && unknown.length > 0 && !this.#rewind(steps[0], scope, context)) return null;
    for (const step of unknown) {
      // a time that stands for another one by now stood for none when this was told
      const found = isAsItWas ? step.found : this.#ask(step.command, scope, step.context, step.choice?.chosen ?? null);
      if (found.kind !== 'found') return 'lost';
      this.#given.set(step, this.#told(step.command, found, values));
    }
    return steps.map((step) => this.#given.get(step) ?? '');
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

/** @param likely those that come first */
function* waysOf(steps: Steps, likely: readonly Way[], others: readonly number[], place: Place): Generator<Way> {
  yield* likely;
  for (const candidate of others) yield* waysWith(steps, candidate, place);
}

/**
 * Every choice as it was made the last before an exchange that asks what is missed: several rows of one test may stand for those of
 * another one. None where the first stays what it is, and of too many.
 */
function together(steps: Steps, asked: number): readonly Way[] {
  const [{ choice: first }, ...others] = steps;
  const choices = others.filter(({ choice }) => choice !== null);
  if (choices.length === 0 || choices.length > MOST_TOGETHER) return [];
  const taken = new Set<number>();
  const way = steps.toReversed().map(({ choice }) => {
    const before = (id: number) => choice?.candidates([id]).find((one) => one < id) ?? null;
    let one = before(asked);
    // of several alike the last one comes last
    while (one !== null && taken.has(one)) one = before(one);
    if (one !== null) taken.add(one);
    return one;
  });
  const [last = null] = way.slice(-1);
  return last === null || last === first.chosen ? [] : [way.reverse()];
}

/**
 * What each step is to be answered with where the first has another candidate: what was chosen since, but that the connection's
 * latest choice that may be it takes what the first frees, and whoever had the candidate what that one leaves; or the two
 * change places; else whichever fits.
 */
function waysWith(steps: readonly TrailStep[], candidate: number, place: Place): readonly Way[] {
  const [first, ...others] = steps;
  const freed = first?.choice?.chosen ?? null;
  const chosen = others.map(({ choice }) => choice?.chosen ?? null);
  if (freed === null || chosen.every((one) => one === null)) return [[candidate]];
  const swapped = chosen.map((one) => (one === candidate ? freed : one));
  const latest = others.findLastIndex((step) => step.context.place === place && mayHave(step, freed));
  const left = chosen[latest] ?? null;
  if (left === null || left === candidate) return [[candidate, ...swapped], [candidate]];
  const passed = chosen.map((one, at) => (at === latest ? freed : one === candidate ? left : one));
  return [[candidate, ...passed], [candidate, ...swapped], [candidate]];
}

/** What the first may have where the connection's latest choice takes what it has: what that one leaves, or what nobody has since. */
function leftFor([{ choice }, ...others]: Steps, place: Place): readonly number[] {
  const latest = others.findLast((step) => step.context.place === place && mayHave(step, choice.chosen));
  if (latest?.choice == null) return [];
  const held = new Set(others.map((step) => step.choice?.chosen));
  const isFree = (one: number) => one !== choice.chosen && !held.has(one);
  return [latest.choice.chosen, ...choice.candidates([]).filter(isFree).slice(0, MOST_CANDIDATES)];
}

function mayHave({ choice }: TrailStep, candidate: number): boolean {
  return choice !== null && choice.chosen !== candidate && choice.candidates([]).includes(candidate);
}
