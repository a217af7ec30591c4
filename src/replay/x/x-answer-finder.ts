// Finds the recorded answer to a message of the X Protocol whose values are not the recorded ones, as AnswerFinder does for
// commands: the message is put back as it was when it was recorded, and then matched as any other.

import type { Command } from '../../core/command.ts';
import type { RecordedExchange, RecordedResponse, RecordingReader } from '../../core/recording.ts';
import type { XCommand } from '../../core/x-responder.ts';
import { readStatement } from '../../sql/statement-reading.ts';
import type { Match } from '../matching/match-query.ts';
import type { Place } from '../matching/place.ts';
import type { Scope } from '../matching/scopes.ts';
import type { Substitution } from '../volatile/answer-finder.ts';
import { type Attempt, areFree, maskAlike } from '../volatile/attempt.ts';
import type { CarriedValues } from '../volatile/carried-values.ts';
import { chooseValues } from '../volatile/choose-values.ts';
import { type MaskedStatement, maskStatement, type Slot } from '../volatile/masked-statement.ts';
import { inRecordedForm, valuesOf, withRecordedValues } from '../volatile/recorded-form.ts';
import { EachStatement, inTurn, type VolatileExchange } from '../volatile/volatile-index.ts';
import type { ActiveRule } from '../volatile/volatile-rules.ts';
import { carriedXAnswer } from './x-carried-answer.ts';
import { recordedStatementOf, statementOf, withStatement, type XStatement } from './x-statement.ts';

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
  readonly match: (form: XCommand) => Match;
}

export class XAnswerFinder {
  readonly #options: XAnswerFinderOptions;
  readonly #statements: EachStatement;
  /** By scope and key. */
  readonly #exchanges = new Map<string, VolatileExchange[]>();

  constructor(options: XAnswerFinderOptions) {
    this.#options = options;
    this.#statements = new EachStatement(options.reader);
  }

  /** As `match` says, for a message that may hold values that are not the recorded ones. */
  find(asking: XAsking): Match {
    const { command, scope, match } = asking;
    const { values } = scope;
    if (values.isEmpty) {
      const found = match(command);
      return found.kind === 'miss' ? (this.#findMasked(asking, statementOf(command), command) ?? found) : found;
    }
    const statement = statementOf(command);
    const live = statement === null ? null : this.#mask(statement, this.#options.now());
    const known = statement === null ? null : inRecordedForm(statement, values, live?.slots ?? []);
    const form = statement === null || known === statement ? command : this.#formOf(command, known);
    if (form === null) return match(command);
    const found = match(form);
    if (found.kind === 'miss') return this.#findMasked(asking, statement, form) ?? found;
    if (statement !== null && known !== null && form !== command) this.#tellCarried(statement, known, found);
    return found;
  }

  /** A recorded answer with the live values in it. */
  carry({ id: exchange }: RecordedExchange, response: RecordedResponse, values: CarriedValues): RecordedResponse {
    return carriedXAnswer(response, values, (place, recorded, live) =>
      this.#options.tell({ exchange, place, recorded, live, rule: null }),
    );
  }

  #formOf(command: XCommand, statement: Command | null): XCommand | null {
    const payload = statement === null ? null : withStatement(command, statement);
    return payload === null ? null : command.withPayload(payload);
  }

  #findMasked(asking: XAsking, statement: XStatement | null, form: XCommand): XPlayed | undefined {
    const { command, scope, place } = asking;
    const live = statement === null ? null : this.#mask(statement, this.#options.now());
    const known = form === command ? statement : statementOf(form);
    const masked = live === null || known === null ? null : maskAlike(known, live);
    if (statement === null || live === null || known === null || masked?.slots.length !== live.slots.length)
      return undefined;
    const exchanges = this.#withKey(masked.key, scope.id);
    const mask: Attempt['mask'] = (recorded) => {
      const one = recordedStatementOf(recorded);
      return one === null ? null : this.#mask(one, recorded.askedMs);
    };
    const { values, matcher } = scope;
    const attempt = { command: statement, known, live: live.slots, masked: masked.slots, mask, values };
    let tried = 0;
    for (const { id } of inTurn(exchanges, place, (one) => matcher.played.has(one))) {
      if (++tried > MAX_TRIED) return undefined;
      const found = this.#tryAs(id, attempt, asking, false);
      if (found !== undefined) return found;
    }
    if (!matcher.isByData) return undefined;
    // where the data are again as they were, what was stored may be stored again
    for (const { id } of exchanges.slice(0, MAX_TRIED)) {
      const found = this.#tryAs(id, attempt, asking, true);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #tryAs(id: number, attempt: Attempt, { command, match }: XAsking, isAnew: boolean): XPlayed | undefined {
    const { reader } = this.#options;
    const statement = reader.recordedStatement(id);
    const recorded = statement === undefined ? null : attempt.mask(statement);
    if (recorded === null || !areFree(recorded.slots, attempt.live, attempt.values, isAnew)) return undefined;
    const form = this.#formOf(command, withRecordedValues(attempt.known, attempt.masked, recorded.slots));
    if (form === null || form.fingerprint !== reader.exchangeById(id)?.fingerprint) return undefined;
    const found = match(form);
    if (found.kind === 'miss') return undefined;
    this.#bind(attempt, recorded.slots, found.exchange.id);
    return found;
  }

  #bind({ live, values, command }: Attempt, recorded: readonly Slot[], exchange: number): void {
    recorded.forEach((from, at) => {
      const slot = live[at];
      if (slot === undefined) return;
      const { rule, position, content } = slot;
      rule.uses++;
      if (rule.carries && position < 0) values.bindName(from.content, content);
      else if (rule.carries) values.bind(rule.kind, from.content, content);
      if (from.content === content) return;
      const place = position < 0 ? `name ${-position}` : `value ${position}`;
      this.#options.tell({ exchange, place, recorded: from.content, live: content, rule: rule.name });
    });
    values.noteOwn(
      command,
      recorded.map(({ content }) => content),
    );
  }

  #tellCarried(statement: Command, known: Command, { exchange }: XPlayed): void {
    const live = valuesOf(statement);
    valuesOf(known).forEach((recorded, at) => {
      const other = live[at] ?? '';
      const place = `value ${at + 1}`;
      if (recorded !== other) this.#options.tell({ exchange: exchange.id, place, recorded, live: other, rule: null });
    });
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

  #withKey(key: string, scope: number): readonly VolatileExchange[] {
    for (const recorded of this.#statements.next()) {
      const statement = recordedStatementOf(recorded);
      const masked = statement === null ? null : this.#mask(statement, recorded.askedMs);
      if (masked === null) continue;
      const { id, session } = recorded;
      const known = this.#exchanges.get(`${recorded.scope} ${masked.key}`);
      if (known === undefined) this.#exchanges.set(`${recorded.scope} ${masked.key}`, [{ id, session }]);
      else known.push({ id, session });
    }
    return this.#exchanges.get(`${scope} ${key}`) ?? [];
  }
}
