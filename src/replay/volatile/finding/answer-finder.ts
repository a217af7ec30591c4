// Finds the recorded answer to a command whose values are not the recorded ones. The command is put back as it was when it
// was recorded, and then matched as any other: no other rule of matching is set aside.
//
//   live command ──known values──► recorded form ──► findAnswer ──miss──► recorded statements that differ only in
//                                                                        volatile values ──► recorded form ──► findAnswer

import type { Command } from '../../../core/command.ts';
import type { RecordedExchange, RecordedResponse } from '../../../core/recording.ts';
import { fingerprintOf } from '../../../identity/fingerprint.ts';
import { readStatement } from '../../../sql/statement-reading.ts';
import { inTheirOwn } from '../../answers/index-lines.ts';
import { type FindContext, type Found, findAnswer, savepointOf } from '../../matching/find-answer.ts';
import type { Scope } from '../../matching/scopes.ts';
import { carriedAnswer } from '../carrying/carried-answer.ts';
import { carriedRows } from '../carrying/carried-rows.ts';
import type { CarriedValues } from '../carrying/carried-values.ts';
import { inRecordedForm, valuesOf, withRecordedValues } from '../carrying/recorded-form.ts';
import { isSameByClock } from '../certainty/by-clock.ts';
import { type Carry, uncertain } from '../certainty/by-fresh.ts';
import { isByNumber } from '../certainty/by-number.ts';
import { isThere } from '../certainty/says-nothing.ts';
import { noteStored } from '../certainty/stored-notes.ts';
import { missBy, UNCERTAIN } from '../certainty/uncertain.ts';
import { type Choosing, chooseValues } from '../values/choose-values.ts';
import { type MaskedStatement, maskStatement } from '../values/masked-statement.ts';
import { type Substitution, shown } from '../values/substitution.ts';
import { type ActiveRule, fileNameRule, rulesInComments } from '../values/volatile-rules.ts';
import { choiceAmongAlike, isAdding, likeliestFirst } from './alike-rows.ts';
import { Indexes } from './asked-index.ts';
import { AskingAlike } from './asking-alike.ts';
import { type Asking, type Attempt, areFree, MOST_TRIED_BYTES, maskAlike, namesAnother } from './attempt.ts';
import {
  asRecordedIn,
  bindSlots,
  noteAgain,
  noteCarried,
  noteMadeAnew,
  noteRuled,
  type Telling,
} from './bind-slots.ts';
import { leftElsewhere, noteLeft } from './left-rows.ts';
import { PACKETS, Rebinding } from './rebinding.ts';
import { isAsTold, otherTimes } from './told-times.ts';
import { type Choice, Trail } from './trail.ts';
import { givenAgain, inTurn, MAX_TRIED, type VolatileExchange, type VolatileIndex } from './volatile-index.ts';
import type { VolatileOptions } from './volatile-options.ts';

export class AnswerFinder {
  readonly #options: VolatileOptions;
  readonly #indexes: Indexes;
  readonly #fileName = fileNameRule();
  readonly #told = new Set<string>();
  readonly #cycles = new Map<string, number>();
  #trails = new WeakMap<Scope, Trail>();
  readonly #rebinding: Rebinding;
  readonly #askingAlike: AskingAlike;
  /** The first one that would have answered but for what depends on values. */
  #refused: Found | null = null;
  /** What the command that is looked for was chosen among. */
  #choice: Choice | null = null;
  /** Whether nobody is to be told, since it is asked again only. */
  #isQuiet = false;
  /** When a command that is asked again was asked, in ms since 1970. */
  #askedMs: number | null = null;
  #count = 0;
  #tried = 0;

  constructor(options: VolatileOptions) {
    this.#options = options;
    this.#askingAlike = new AskingAlike(options.reader);
    this.#indexes = new Indexes(options, (sql) => this.#rulesFor(sql));
    this.#rebinding = new Rebinding({
      reader: options.reader,
      find: (...asked) => this.#findAgain(...asked),
      noteAgain: (command, exchange, values) =>
        noteAgain(command, asRecordedIn(command, exchange, options.reader), exchange, values, this.#telling),
      tried: () => this.#tried,
      form: PACKETS,
    });
  }

  /** Values that stood for others so far. */
  get count(): number {
    return this.#count;
  }

  /** As at the beginning, but for the rules' own counts. */
  reset(): void {
    this.#told.clear();
    this.#cycles.clear();
    this.#trails = new WeakMap();
    this.#count = 0;
  }

  /** Rules that have not made one value stand for another. */
  unusedRules(): readonly ActiveRule[] {
    return this.#options.rules.filter(({ uses }) => uses === 0);
  }

  /** As `findAnswer`, for a command that may hold volatile values, or the originals of masked ones. */
  find(command: Command, scope: Scope, asked: FindContext): Found {
    const { values } = scope;
    // a savepoint is known by what this connection calls it
    const savepoint = savepointOf(command);
    const context = savepoint === undefined ? asked : { ...asked, savepoint };
    for (const { command: form, pairs, accept } of this.#options.masking?.forms(command) ?? []) {
      const found = this.#findCarried(form, scope, context);
      if (found.kind === 'miss') continue;
      accept();
      for (const { recorded, live } of pairs) values.bindOriginal(recorded, live);
      values.noteOwn(command, [...values.ownOf(form)]);
      return { ...found, ...(found.kind === 'found' && { repeatable: null }) };
    }
    return inTheirOwn(command, this.#findCarried(command, scope, context), context);
  }

  /** The command as the recording would have it, for messages: no original of what is masked there. */
  masked(command: Command): Command {
    for (const form of this.#options.masking?.forms(command) ?? []) return form.command;
    return command;
  }

  #findCarried(command: Command, scope: Scope, context: FindContext): Found {
    const { values } = scope;
    this.#choice = null;
    const mark = this.#options.isFreshCarried && isAdding(command) ? context.matcher.mark() : null;
    const bound = values.mark();
    const found = this.#find(command, scope, context, null);
    if (mark !== null && found.kind === 'found') {
      const others = values.isEmpty ? null : this.#alikeButInValues(command, scope);
      this.#choice ??= choiceAmongAlike(found, mark, bound, others);
    }
    const trail = this.#trailOf(scope);
    const asked = { ...context, askedMs: this.#askedMs ?? this.#options.now() };
    if (found.kind === 'found') {
      trail.add({ command, context: asked, found, choice: this.#choice });
      return found;
    }
    if (found.kind !== 'miss' || trail.isEmpty) return found;
    this.#isQuiet = true;
    const near = this.#askingAlike.near(command, found.near, scope, context);
    const other = this.#rebinding.find(command, scope, context, trail, near);
    this.#isQuiet = false;
    if (other !== undefined) trail.add({ command, context: asked, found: other, choice: null });
    return other ?? found;
  }

  /** What was the clock's when it was asked is so still. */
  #findAgain(command: Command, scope: Scope, context: FindContext, only: number | null): Found {
    this.#askedMs = context.askedMs ?? null;
    const found = this.#find(command, scope, { ...context, isProbe: true }, only);
    this.#askedMs = null;
    return found;
  }

  #find(command: Command, scope: Scope, context: FindContext, only: number | null): Found {
    const found = this.#lookFor(command, scope, context, only);
    if (found.kind === 'found') noteMadeAnew(found.exchange, scope.values, context.reader);
    return found;
  }

  /** @param only the one recorded exchange that may answer it where its values are put back */
  #lookFor(command: Command, scope: Scope, context: FindContext, only: number | null): Found {
    if (command.sql === null) return findAnswer(command, context);
    const { values } = scope;
    const rules = values.isEmpty ? null : this.#rulesOf(command);
    // what rules cover is masked before it is looked for, and what is missed in any case: once for both
    const early = rules === null || rules.length === 0 ? undefined : this.#mask(command, rules);
    const known = values.isEmpty ? command : inRecordedForm(command, values, early?.slots ?? []);
    const found = findAnswer(known, only === null ? context : { ...context, only });
    if (found.kind === 'found' && isByNumber(command, found.exchange, values.ids, context.reader)) {
      context.matcher.giveBack(found.exchange);
      return missBy(found.exchange, UNCERTAIN.numbers);
    }
    if (found.kind === 'miss') {
      const every = rules ?? this.#rulesOf(command);
      const live = early === undefined ? this.#mask(command, every) : early;
      const asking = { command, known, scope, context, only };
      this.#refused = null;
      const masked = live === null ? undefined : this.#findMasked(asking, live);
      const other = masked ?? this.#findAsked(asking, every) ?? this.#findTold(asking, every, live);
      return other ?? this.#refused ?? found;
    }
    if (found.kind === 'found' && this.#options.rules.some(({ isAnywhere }) => isAnywhere)) {
      noteRuled(known, early ?? this.#mask(command, this.#rulesOf(command)), values);
    }
    if (found.kind !== 'found' || values.isEmpty) return found;
    const why = uncertain(command, known, found, values, context, this.#carryFor(command, found, values));
    if (why !== null) return missBy(found.exchange, why);
    if (known !== command) noteCarried(command, known, found.exchange, values, this.#telling);
    return found;
  }

  #trailOf(scope: Scope): Trail {
    const trail = this.#trails.get(scope) ?? new Trail();
    this.#trails.set(scope, trail);
    return trail;
  }

  /** A recorded response with the live values in it. */
  carry(command: Command, exchange: RecordedExchange, response: RecordedResponse, values: CarriedValues) {
    if (values.isEmpty) return response;
    const tell = (place: string, recorded: string, live: string) =>
      this.tell({ exchange: exchange.id, place, recorded, live, rule: null });
    return carriedAnswer({ command, exchange, response, values, tell, reader: this.#options.reader });
  }

  #carryFor(command: Command, { exchange }: { readonly exchange: RecordedExchange }, values: CarriedValues): Carry {
    const { reader } = this.#options;
    const options = { values, reader, tell: () => undefined };
    return (response, unclear) => carriedRows({ ...options, command, exchange, response, unclear });
  }

  get #telling(): Telling {
    return { reader: this.#options.reader, tell: (substitution) => this.tell(substitution) };
  }

  /** Takes note of a value that stands for another, and tells of it. */
  tell(substitution: Substitution): void {
    if (this.#isQuiet) return;
    this.#count++;
    const { recorded, live } = substitution;
    this.#options.onSubstituted?.({ ...substitution, recorded: shown(recorded), live: shown(live) });
  }

  #rulesFor(sql: string): readonly ActiveRule[] {
    const own = rulesInComments(sql, (message) => this.#warnOnce(message));
    const rules = this.#options.rules.filter((rule) => rule.covers(sql));
    const always = this.#fileName.covers(sql) ? [this.#fileName] : [];
    return own.length + always.length === 0 ? rules : [...own, ...rules, ...always];
  }

  #warnOnce(message: string): void {
    if (this.#told.has(message)) return;
    this.#told.add(message);
    this.#options.logger.warn({}, message);
  }

  #rulesOf({ sql, dialect }: Command): readonly ActiveRule[] {
    return sql === null ? [] : this.#rulesFor(readStatement(sql, dialect).masked.toString('utf8'));
  }

  /** @param rules of the command as it came: in its recorded form its comments are gone @param askedMs in ms since 1970 */
  #mask(
    { name, sql, parameters, dialect }: Command,
    rules: readonly ActiveRule[],
    how: Pick<Choosing, 'isAskedFirst' | 'times'> = {},
    askedMs = this.#askedMs ?? this.#options.now(),
  ): MaskedStatement | null {
    const { isFreshCarried } = this.#options;
    if (sql === null || (rules.length === 0 && !isFreshCarried)) return null;
    const { normal } = readStatement(sql, dialect);
    const warn = (message: string) => this.#warnOnce(message);
    const choosing = { sql: normal, dialect, rules, askedMs, isFreshCarried, hasShortNames: true, warn, ...how };
    const namesToo = isFreshCarried || rules.some(({ names }) => names !== null);
    return maskStatement({ command: name, sql: normal, parameters, dialect }, chooseValues(choosing), namesToo);
  }

  /** Those that differ only in values that rules cover: what is known of a time may be that of another row of the same second. */
  #alikeButInValues(command: Command, scope: Scope): () => readonly number[] {
    const askedMs = this.#askedMs ?? this.#options.now();
    return () => {
      const masked = this.#mask(command, this.#rulesOf(command), undefined, askedMs);
      return masked === null
        ? []
        : this.#indexes
            .for(command.dialect)
            .all.withKey(masked.key, scope.id)
            .map(({ id }) => id);
    };
  }

  #findMasked(asking: Asking, live: MaskedStatement): Found | undefined {
    const { all } = this.#indexes.for(asking.command.dialect);
    return this.#findAmong(asking, live, all, (recorded) => all.mask(recorded));
  }

  /** Whether a name is taken, say, is asked for before it is stored: nobody has it, then as now. */
  #findAsked(asking: Asking, rules: readonly ActiveRule[]): Found | undefined {
    const { command, scope } = asking;
    if (!this.#options.isFreshCarried) return undefined;
    const [{ asked }, { toRecorded }] = [this.#indexes.for(command.dialect), scope.values];
    const isNew = (content: string) =>
      (toRecorded.known(content) ?? toRecorded.carry(content)) === null && !asked.isStored(content, scope.id);
    const live = this.#mask(command, rules, { isAskedFirst: isNew });
    if (live?.slots.some(({ isAsked }) => isAsked === true) !== true) return undefined;
    return this.#findAmong(asking, live, asked, (recorded) => asked.mask(recorded));
  }

  /** A time that is sent back as it was told is no clock by now, though it was when it was recorded, or the reverse. */
  #findTold(asking: Asking, rules: readonly ActiveRule[], plain: MaskedStatement | null): Found | undefined {
    const { command, scope } = asking;
    if (!this.#options.isFreshCarried) return undefined;
    for (const times of otherTimes(plain, valuesOf(command), scope.values)) {
      const live = this.#mask(command, rules, { times });
      const found = live === null ? undefined : this.#findMasked(asking, live);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #findAmong(
    { command, known, scope, context, only }: Asking,
    live: MaskedStatement,
    index: Pick<VolatileIndex, 'withKey'>,
    mask: Attempt['mask'],
  ): Found | undefined {
    const masked = maskAlike(known, live);
    if (masked === null || live.slots.length !== masked.slots.length) return undefined;
    const exchanges = index.withKey(masked.key, scope.id);
    const saidBy = (one: string) => this.#indexes.for(command.dialect).all.saying(one, scope.id);
    const { values } = scope;
    const attempt = { command, known, live: live.slots, masked: masked.slots, mask, values, saidBy, tried: 0 };
    if (only !== null) return this.#tryAs(only, attempt, context) ?? this.#tryAs(only, attempt, context, true);
    const mark = exchanges.length > 1 && !this.#isQuiet ? context.matcher.mark() : null;
    const bound = scope.values.mark();
    const candidates = (near: readonly number[]) =>
      likeliestFirst(
        exchanges.map((one) => one.id),
        near,
      );
    let tried = 0;
    for (const { id } of inTurn(exchanges, context.place, (one) => context.matcher.played.has(one))) {
      if (++tried > MAX_TRIED || attempt.tried > MOST_TRIED_BYTES) return undefined;
      const found = this.#tryAs(id, attempt, context);
      if (found === undefined) continue;
      if (mark !== null) this.#choice = { mark, bound, candidates, chosen: id };
      return found;
    }
    const anew = context.matcher.isByData ? this.#findAnew(exchanges, attempt, context) : undefined;
    const again =
      anew !== undefined || tried > 0
        ? undefined
        : givenAgain(exchanges, this.#options, () => this.#nextTurn(masked.key));
    return again === undefined ? anew : this.#tryAs(again.id, attempt, context);
  }

  /**
   * Where the data are again as they were, what was stored may be stored again, with another value than the last time. That
   * a row is there already shows in the data, so one identity still never stands for two.
   */
  #findAnew(exchanges: readonly VolatileExchange[], attempt: Attempt, context: FindContext): Found | undefined {
    for (const { id } of exchanges.slice(0, MAX_TRIED)) {
      const found = attempt.tried > MOST_TRIED_BYTES ? undefined : this.#tryAs(id, attempt, context, true);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #nextTurn(key: string): number {
    this.#cycles.set(key, (this.#cycles.get(key) ?? -1) + 1);
    return this.#cycles.get(key) ?? 0;
  }

  /** The answer of a recorded exchange, where the command is the recorded one but for the values in its slots. */
  #tryAs(id: number, attempt: Attempt, context: FindContext, isAnew = false): Found | undefined {
    const { command, known, live, masked, mask, values } = attempt;
    const { reader } = this.#options;
    const statement = reader.recordedStatement(id);
    this.#tried++;
    attempt.tried += statement?.sql.length ?? 0;
    const recorded = statement === undefined ? null : mask(statement);
    if (recorded === null || !areFree(recorded.slots, live, values, isAnew)) return undefined;
    if (!isAsTold(recorded.slots, live, masked)) return undefined;
    const asRecorded = withRecordedValues(known, masked, recorded.slots);
    if (asRecorded === null) return undefined;
    if (fingerprintOf(asRecorded, command.dialect) !== reader.exchangeById(id)?.fingerprint) return undefined;
    const found = findAnswer(asRecorded, context);
    if (found.kind !== 'found') return undefined;
    const left = leftElsewhere(attempt, recorded.slots, found.exchange, context);
    const isByIds = isByNumber(command, found.exchange, values.ids, reader);
    const isOther = namesAnother(found, recorded.slots, live, command, reader) || isThere(command, found, live, reader);
    if (left.isHeld || isByIds || isOther) {
      context.matcher.giveBack(found.exchange);
      if (left.isHeld) this.#refused ??= missBy(found.exchange, UNCERTAIN.held);
      return undefined;
    }
    const why = uncertain(command, asRecorded, found, values, context, this.#carryFor(command, found, values));
    const isSame =
      why === null && isSameByClock({ recorded: asRecorded, values, ...context }, found, recorded.slots, live);
    if (!isSame) {
      this.#refused ??= missBy(found.exchange, why ?? UNCERTAIN.clock);
      return undefined;
    }
    bindSlots(attempt, recorded.slots, found.exchange, this.#telling);
    noteLeft(left, values);
    noteStored(command, asRecorded, found.exchange.id, values, reader);
    // the next one with other values has to be told again
    return { ...found, repeatable: null };
  }
}
