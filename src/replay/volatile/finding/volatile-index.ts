// Recorded statements by what is left of them without their volatile values. Made when the first command needs it, in one
// pass over the statements of the recording; a replay without rules never makes it.

import type { Dialect } from '../../../core/command.ts';
import { firstPlace } from '../../../core/first-place.ts';
import { readShownParameters } from '../../../core/recorded-parameters.ts';
import type { RecordedExchange, RecordedStatement, RecordingReader } from '../../../core/recording.ts';
import { readStatement } from '../../../sql/statement-reading.ts';
import type { Exhausted } from '../../matching/match-query.ts';
import type { Place } from '../../matching/place.ts';
import { identitiesOf } from '../carrying/stored-values.ts';
import { chooseValues } from '../values/choose-values.ts';
import { type MaskedStatement, maskStatement } from '../values/masked-statement.ts';
import type { ActiveRule } from '../values/volatile-rules.ts';

/** Statements of one look-up in the file: at first, and at most. */
const FIRST_PAGE = 32;
const PAGE = 1000;
/** Of long ones fewer, since all of a look-up are in memory at once. */
const PAGE_CHARS = 1024 * 1024;

/** Statements that are known to hold no such value: programs ask the same few over and over. */
const REMEMBERED_STATEMENTS = 10_000;

/** A recorded exchange that differs from others only in its volatile values. */
export interface VolatileExchange {
  readonly id: number;
  readonly session: number;
}

export interface VolatileIndexOptions {
  readonly reader: RecordingReader;
  /** In which statements are read. */
  readonly dialect: Dialect;
  /** The rules that cover a statement. */
  readonly rulesFor: (sql: string) => readonly ActiveRule[];
  /** Whether values that look fresh are masked too. */
  readonly isFreshCarried: boolean;
}

/** The statements of a recording, each once. */
export class EachStatement {
  readonly #reader: RecordingReader;
  #last = 0;
  #isOver = false;
  #page = FIRST_PAGE;

  constructor(reader: RecordingReader) {
    this.#reader = reader;
  }

  /** Those that were not given yet: a recording that is being written grows. */
  *next(): Generator<RecordedStatement> {
    // a sealed one does not
    while (!this.#isOver) {
      const asked = this.#page;
      const page = this.#reader.statementsAfter(this.#last, asked);
      yield* page;
      this.#last = page.at(-1)?.id ?? this.#last;
      const chars = page.reduce((sum, { sql, parameters }) => sum + sql.length + (parameters?.length ?? 0), 1);
      this.#page = Math.min(PAGE, Math.max(1, Math.floor((PAGE_CHARS * page.length) / chars)));
      this.#isOver = page.length < asked && this.#reader.hasData;
      if (page.length < asked) return;
    }
  }
}

export class VolatileIndex {
  readonly #dialect: Dialect;
  readonly #rulesFor: (sql: string) => readonly ActiveRule[];
  readonly #isFreshCarried: boolean;
  /** By scope and key. */
  readonly #exchanges = new Map<string, VolatileExchange[]>();
  /** By scope and identity: those that store it. */
  readonly #saying = new Map<string, number[]>();
  readonly #constant = new Set<string>();
  readonly #statements: EachStatement;

  constructor({ reader, dialect, rulesFor, isFreshCarried }: VolatileIndexOptions) {
    this.#statements = new EachStatement(reader);
    this.#dialect = dialect;
    this.#rulesFor = rulesFor;
    this.#isFreshCarried = isFreshCarried;
  }

  /** Of a scope, in the order of the recording. */
  withKey(key: string, scope: number): readonly VolatileExchange[] {
    for (const statement of this.#statements.next()) this.#add(statement);
    return this.#exchanges.get(`${scope} ${key}`) ?? [];
  }

  /** Exchanges of a scope that store an identity, as `identitiesOf` has it. */
  saying(identity: string, scope: number): readonly number[] {
    for (const statement of this.#statements.next()) this.#add(statement);
    return this.#saying.get(`${scope} ${identity}`) ?? [];
  }

  /**
   * A recorded exchange's statement, masked; null where nothing of it is to be masked, or it is not known exactly.
   * @param isAskedFirst as in Choosing
   */
  mask(recorded: RecordedStatement, isAskedFirst?: (content: string) => boolean): MaskedStatement | null {
    const { command, sql, parameters, askedMs } = recorded;
    const rules = this.#rulesFor(sql);
    const values = rules.length === 0 && !this.#isFreshCarried ? null : readShownParameters(parameters);
    if (values === null) return null;
    const { normal } = readStatement(bytesOf(recorded), this.#dialect);
    const [dialect, isFreshCarried] = [this.#dialect, this.#isFreshCarried];
    const choosing = { sql: normal, dialect, rules, askedMs, isFreshCarried, isAskedFirst, hasShortNames: true };
    const statement = { command, sql: normal, parameters: values, dialect: this.#dialect };
    const namesToo = this.#isFreshCarried || rules.some(({ names }) => names !== null);
    return maskStatement(statement, chooseValues({ ...choosing, warn: () => undefined }), namesToo);
  }

  #add(statement: RecordedStatement): void {
    // whether it holds the clock depends on when it was asked
    const isWhole = statement.parameters === null && !this.#isFreshCarried;
    if (isWhole && this.#constant.has(statement.sql)) return;
    const masked = this.mask(statement);
    if (masked === null) {
      if (isWhole && this.#constant.size < REMEMBERED_STATEMENTS) this.#constant.add(statement.sql);
      return;
    }
    const key = `${statement.scope} ${masked.key}`;
    const { id, session } = statement;
    noteSaying(this.#saying, statement, masked);
    const known = this.#exchanges.get(key);
    if (known === undefined) this.#exchanges.set(key, [{ id, session }]);
    else known.push({ id, session });
  }
}

/** Takes note of the identities that a recorded statement stores. @param saying by scope and identity */
export function noteSaying(
  saying: Map<string, number[]>,
  { id, scope }: RecordedStatement,
  { slots }: MaskedStatement,
): void {
  for (const { position, content, rule, isNow } of slots) {
    if (position < 0 || isNow === true || rule.kind === 'clock' || rule.kind === 'timestamp') continue;
    for (const one of new Set(identitiesOf(content))) {
      const known = saying.get(`${scope} ${one}`);
      if (known === undefined) saying.set(`${scope} ${one}`, [id]);
      else if (known.at(-1) !== id) known.push(id);
    }
  }
}

/** Attributes of a query stand before it: none at all, or none of them. */
const STARTS = [1, 3];

/** The statement's own bytes: what is shown of it is not exact where it is not in UTF-8. */
function bytesOf({ sql, request }: RecordedStatement): Buffer {
  const shown = Buffer.from(sql);
  if (request === null || !sql.includes('\ufffd')) return shown;
  const start = STARTS.find((at) => request.toString('utf8', at) === sql);
  return start === undefined ? shown : request.subarray(start);
}

/** Recorded exchanges that are tried for one command. */
export const MAX_TRIED = 256;

interface AllGiven {
  readonly reader: RecordingReader;
  readonly exhausted: Exhausted;
  readonly isSameAnswer: (a: RecordedExchange, b: RecordedExchange) => boolean;
}

/** The one that may be given once more, where all were given. */
export function givenAgain(
  exchanges: readonly VolatileExchange[],
  { exhausted, reader, isSameAnswer }: AllGiven,
  nextTurn: () => number,
): VolatileExchange | undefined {
  const last = exchanges.at(-1);
  if (last === undefined || exhausted === 'error') return undefined;
  if (exhausted === 'repeat-last') return last;
  if (exhausted === 'cycle') return exchanges[nextTurn() % exchanges.length];
  const one = reader.exchangeById(last.id);
  if (one === undefined || exchanges.length > MAX_TRIED) return undefined;
  const others = exchanges.map(({ id }) => reader.exchangeById(id));
  return others.every((other) => other !== undefined && isSameAnswer(one, other)) ? last : undefined;
}

/** How far ahead the session that a connection follows is looked for. */
const MAX_AHEAD = 256;

/**
 * Those that were not played, the likeliest first: in a transaction those of the session that is followed, then those
 * behind the connection's place, then the rest. One may come twice.
 */
export function* inTurn(
  exchanges: readonly VolatileExchange[],
  place: Place,
  isPlayed: (exchange: number) => boolean,
): Generator<VolatileExchange> {
  const from = indexAfter(exchanges, place.after);
  const left = function* (start: number, end: number) {
    for (let at = start; at < end; at++) {
      const exchange = exchanges[at] as VolatileExchange;
      if (!isPlayed(exchange.id)) yield exchange;
    }
  };
  const isInTransaction = place.transaction !== null;
  const ahead = isInTransaction ? Math.min(from + MAX_AHEAD, exchanges.length) : from;
  for (const exchange of left(from, ahead)) {
    if (exchange.session === place.session) yield exchange;
  }
  yield* left(from, exchanges.length);
  yield* left(0, from);
}

/** Place of the first one behind exchange `id`. */
function indexAfter(exchanges: readonly VolatileExchange[], id: number): number {
  return firstPlace(exchanges.length, (at) => (exchanges[at]?.id ?? 0) > id);
}
