// Finds the recorded answer to a message of the X Protocol whose values are not the recorded ones, as AnswerFinder does for
// commands: the message is put back as it was when it was recorded, and then matched as any other.

import type { Command } from '../../core/command.ts';
import type { RecordedExchange, RecordedResponse, RecordedStatement, RecordingReader } from '../../core/recording.ts';
import type { XCommand } from '../../core/x-responder.ts';
import { readStatement } from '../../sql/statement-reading.ts';
import type { FindContext, Found } from '../matching/find-answer.ts';
import type { Match } from '../matching/match-query.ts';
import type { Place } from '../matching/place.ts';
import type { Scope } from '../matching/scopes.ts';
import type { ThereOf } from '../volatile/carrying/clock-note.ts';
import { inRecordedForm, withRecordedValues } from '../volatile/carrying/recorded-form.ts';
import type { SaidReader } from '../volatile/carrying/said-rows.ts';
import { type Carry, uncertain } from '../volatile/certainty/by-fresh.ts';
import { noteStored } from '../volatile/certainty/stored-notes.ts';
import { missBy, UNCERTAIN } from '../volatile/certainty/uncertain.ts';
import { type Attempt, areFree, maskAlike } from '../volatile/finding/attempt.ts';
import { bindSlots, noteAgain, noteCarried, type Telling } from '../volatile/finding/bind-slots.ts';
import { leftElsewhere, noteLeft } from '../volatile/finding/left-rows.ts';
import { type AnswerForm, Rebinding } from '../volatile/finding/rebinding.ts';
import { type Choice, Trail } from '../volatile/finding/trail.ts';
import { EachStatement, inTurn, noteSaying, type VolatileExchange } from '../volatile/finding/volatile-index.ts';
import { chooseValues } from '../volatile/values/choose-values.ts';
import { type MaskedStatement, maskStatement } from '../volatile/values/masked-statement.ts';
import type { Substitution } from '../volatile/values/substitution.ts';
import type { ActiveRule } from '../volatile/values/volatile-rules.ts';
import { carriedXAnswer } from './x-carried-answer.ts';
import {
  bareStatement,
  recordedStatementOf,
  saidInMessages,
  statementOf,
  withStatement,
  type XStatement,
} from './x-statement.ts';

/** Recorded exchanges that are tried for one message. */
const MAX_TRIED = 256;

export interface XAnswerFinderOptions {
  readonly reader: RecordingReader;
  readonly rules: readonly ActiveRule[];
  readonly isFreshCarried: boolean;
  /** The clock, in ms since 1970. */
  readonly now: () => number;
  readonly tell: (substitution: Substitution) => void;
}

export type XPlayed = Match & { readonly kind: 'played' };

/** A message as it is asked, and where. */
export interface XAsking {
  readonly command: XCommand;
  readonly scope: Scope;
  readonly place: Place;
  /** Matches a message as it was recorded. */
  readonly match: (form: XCommand, isProbe: boolean) => Match;
  /** When it was asked, in ms since 1970, where it is asked again; absent: now. */
  readonly askedMs?: number;
}

export class XAnswerFinder {
  readonly #options: XAnswerFinderOptions;
  readonly #statements: EachStatement;
  /** By scope and key. */
  readonly #exchanges = new Map<string, VolatileExchange[]>();
  /** By scope and identity: those that store it. */
  readonly #saying = new Map<string, number[]>();
  readonly #rebinding: Rebinding;
  readonly #said: SaidReader;
  /** By the statement that stands for it. */
  readonly #asked = new WeakMap<Command, XAsking>();
  #trails = new WeakMap<Scope, Trail>();
  /** What the message that is looked for was chosen among. */
  #choice: Choice | null = null;
  /** The first one that would have answered but for what depends on values. */
  #refused: Match | null = null;
  /** Whether nobody is to be told, since it is asked again only. */
  #isQuiet = false;
  /** Recorded statements that were tried so far. */
  #tried = 0;

  constructor(options: XAnswerFinderOptions) {
    this.#options = options;
    this.#statements = new EachStatement(options.reader);
    this.#said = saidInMessages(options.reader);
    this.#rebinding = new Rebinding({
      reader: options.reader,
      find: (asked, _scope, _context, only) => this.#findAgain(asked, only),
      noteAgain: (asked, exchange, values) => {
        const recorded = options.reader.recordedStatement(exchange.id);
        const known = recorded === undefined || asked.sql === null ? null : recordedStatementOf(recorded);
        noteAgain(asked, known, exchange, values, this.#telling);
      },
      tried: () => this.#tried,
      form: this.#form,
    });
  }

  /** As messages of the X Protocol; what the server makes by itself is told as it was recorded. */
  get #form(): AnswerForm {
    return {
      carried: ({ exchange, response }, values) =>
        carriedXAnswer({
          ...{ response, values, exchange: exchange.id, there: null },
          ...{ reader: this.#said, tell: () => undefined },
        }),
      bindServerMade: () => false,
    };
  }

  get #telling(): Telling {
    return { reader: this.#options.reader, tell: (substitution) => this.#tell(substitution) };
  }

  #findAgain(asked: Command, only: number | null): Found {
    const asking = this.#asked.get(asked);
    if (asking === undefined) throw new Error('what was never asked is asked again');
    const match = this.#find(asking, only, true);
    if (match.kind === 'miss') return match;
    return { kind: 'found', exchange: match.exchange, response: null, how: match.how };
  }

  /** As `match` says, for a message that may hold values that are not the recorded ones. */
  find(asking: XAsking): Match {
    const { command, scope, place } = asking;
    this.#choice = null;
    const found = this.#find(asking, null, false);
    if (scope.values.isEmpty) return found;
    const trail = this.#trailOf(scope);
    const asked = statementOf(command) ?? bareStatement(command);
    const context: FindContext = {
      reader: this.#options.reader,
      matcher: scope.matcher,
      place,
      isCrossProtocol: false,
    };
    if (found.kind === 'played') {
      const { exchange, how } = found;
      this.#asked.set(asked, { ...asking, askedMs: this.#options.now() });
      trail.add({
        command: asked,
        context,
        found: { kind: 'found', exchange, response: null, how },
        choice: this.#choice,
      });
      return found;
    }
    if (trail.isEmpty) return found;
    this.#asked.set(asked, { ...asking, askedMs: this.#options.now() });
    this.#isQuiet = true;
    const other = this.#rebinding.find(asked, scope, context, trail, []);
    this.#isQuiet = false;
    if (other === undefined) return found;
    trail.add({ command: asked, context, found: other, choice: null });
    const { exchange } = other;
    return { kind: 'played', exchange, how: 'next' };
  }

  /** As at the beginning. */
  reset(): void {
    this.#trails = new WeakMap();
  }

  /** @param only the one recorded exchange that may answer it where its values are put back */
  #find(asking: XAsking, only: number | null, isProbe: boolean): Match {
    const { command, scope, place, match } = asking;
    const { values } = scope;
    const statement = values.isEmpty ? null : statementOf(command);
    const live = statement === null ? null : this.#mask(statement, asking.askedMs ?? this.#options.now());
    const known = statement === null ? null : inRecordedForm(statement, values, live?.slots ?? []);
    const form = known === statement ? command : this.#formOf(command, known);
    const found = match(form ?? command, isProbe);
    if (found.kind === 'miss') {
      this.#refused = null;
      const masked = form === null ? undefined : this.#findMasked(asking, form, only, isProbe);
      return masked ?? this.#refused ?? found;
    }
    if (statement === null || known === null) return found;
    const context = { ...scope, place, reader: this.#options.reader };
    const why = uncertain(statement, known, found, values, context, this.#carryFor(found.exchange, scope, place));
    if (why !== null) return missBy(found.exchange, why);
    if (form !== command) noteCarried(statement, known, found.exchange, values, this.#telling);
    return found;
  }

  /** A recorded answer with the live values in it. */
  carry({ id: exchange }: RecordedExchange, response: RecordedResponse, scope: Scope, place: Place): RecordedResponse {
    const { tell } = this.#options;
    return carriedXAnswer({
      ...{ response, values: scope.values, exchange, reader: this.#said },
      there: (tables) => scope.matcher.writesThere(tables, place),
      tell: (at, recorded, live) => tell({ exchange, place: at, recorded, live, rule: null }),
    });
  }

  #carryFor({ id: exchange }: RecordedExchange, { values, matcher }: Scope, place: Place): Carry {
    const there: ThereOf = (tables) => matcher.writesThere(tables, place);
    const options = { values, exchange, there, reader: this.#said, tell: () => undefined };
    return (response, unclear) => [carriedXAnswer({ ...options, response, unclear })];
  }

  #formOf(command: XCommand, statement: Command | null): XCommand | null {
    const payload = statement === null ? null : withStatement(command, statement);
    return payload === null ? null : command.withPayload(payload);
  }

  #findMasked(asking: XAsking, form: XCommand, only: number | null, isProbe: boolean): XPlayed | undefined {
    const { command, scope, place } = asking;
    const statement = statementOf(command);
    const live = statement === null ? null : this.#mask(statement, asking.askedMs ?? this.#options.now());
    const known = form === command ? statement : statementOf(form);
    const masked = live === null || known === null ? null : maskAlike(known, live);
    if (statement === null || live === null || known === null) return undefined;
    if (masked?.slots.length !== live.slots.length) return undefined;
    const exchanges = this.#withKey(masked.key, scope.id);
    const { values, matcher } = scope;
    const mask: Attempt['mask'] = (recorded) => this.#maskRecorded(recorded);
    const saidBy = (one: string) => this.#saying.get(`${scope.id} ${one}`) ?? [];
    const attempt = {
      command: statement,
      known,
      live: live.slots,
      masked: masked.slots,
      mask,
      values,
      saidBy,
      tried: 0,
    };
    const tryAs = (id: number, isAnew: boolean) => this.#tryAs(id, attempt, asking, isAnew, isProbe);
    if (only !== null) return tryAs(only, false) ?? tryAs(only, true);
    const mark = exchanges.length > 1 && !this.#isQuiet ? matcher.mark() : null;
    const bound = values.mark();
    let tried = 0;
    for (const { id } of inTurn(exchanges, place, (one) => matcher.played.has(one))) {
      if (++tried > MAX_TRIED) return undefined;
      const found = tryAs(id, false);
      if (found === undefined) continue;
      const candidates = () => exchanges.map((one) => one.id);
      if (mark !== null) this.#choice = { mark, bound, candidates, chosen: id };
      return found;
    }
    if (!matcher.isByData) return undefined;
    // where the data are again as they were, what was stored may be stored again
    for (const { id } of exchanges.slice(0, MAX_TRIED)) {
      const found = tryAs(id, true);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #tryAs(
    id: number,
    attempt: Attempt,
    { command, match, scope, place }: XAsking,
    isAnew: boolean,
    isProbe: boolean,
  ): XPlayed | undefined {
    const { reader } = this.#options;
    const statement = reader.recordedStatement(id);
    this.#tried++;
    const recorded = statement === undefined ? null : attempt.mask(statement);
    if (recorded === null || !areFree(recorded.slots, attempt.live, attempt.values, isAnew)) return undefined;
    const form = this.#formOf(command, withRecordedValues(attempt.known, attempt.masked, recorded.slots));
    if (form === null || form.fingerprint !== reader.exchangeById(id)?.fingerprint) return undefined;
    const found = match(form, isProbe);
    if (found.kind === 'miss') return undefined;
    const asRecorded = withRecordedValues(attempt.known, attempt.masked, recorded.slots) ?? attempt.known;
    const context = { ...scope, place, reader };
    const left = leftElsewhere(attempt, recorded.slots, found.exchange, context);
    if (left.isHeld) scope.matcher.giveBack(found.exchange);
    const carry = this.#carryFor(found.exchange, scope, place);
    const why = left.isHeld
      ? UNCERTAIN.held
      : uncertain(attempt.command, asRecorded, found, scope.values, context, carry);
    if (why !== null) {
      this.#refused ??= missBy(found.exchange, why);
      return undefined;
    }
    bindSlots(attempt, recorded.slots, found.exchange, this.#telling);
    noteLeft(left, scope.values);
    noteStored(attempt.command, asRecorded, found.exchange.id, attempt.values, reader);
    return found;
  }

  /** @param askedMs when it was asked, in ms since 1970; null where that is not known */
  #mask({ name, sql, parameters, dialect }: XStatement, askedMs: number | null): MaskedStatement | null {
    const { isFreshCarried } = this.#options;
    const { normal } = readStatement(sql, dialect);
    const rules = this.#options.rules.filter((rule) => rule.covers(normal.toString('utf8')));
    if (rules.length === 0 && !isFreshCarried) return null;
    const choosing = { sql: normal, dialect, rules, askedMs, isFreshCarried, warn: () => undefined };
    const namesToo = isFreshCarried || rules.some(({ names }) => names !== null);
    return maskStatement({ command: name, sql: normal, parameters, dialect }, chooseValues(choosing), namesToo);
  }

  #maskRecorded(recorded: RecordedStatement): MaskedStatement | null {
    const statement = recordedStatementOf(recorded);
    return statement === null ? null : this.#mask(statement, recorded.askedMs);
  }

  #trailOf(scope: Scope): Trail {
    let trail = this.#trails.get(scope);
    if (trail === undefined) {
      trail = new Trail();
      this.#trails.set(scope, trail);
    }
    return trail;
  }

  #tell(substitution: Substitution): void {
    if (!this.#isQuiet) this.#options.tell(substitution);
  }

  #withKey(key: string, scope: number): readonly VolatileExchange[] {
    for (const recorded of this.#statements.next()) {
      const masked = this.#maskRecorded(recorded);
      if (masked === null) continue;
      const { id, session } = recorded;
      noteSaying(this.#saying, recorded, masked);
      const known = this.#exchanges.get(`${recorded.scope} ${masked.key}`);
      if (known === undefined) this.#exchanges.set(`${recorded.scope} ${masked.key}`, [{ id, session }]);
      else known.push({ id, session });
    }
    return this.#exchanges.get(`${scope} ${key}`) ?? [];
  }
}
