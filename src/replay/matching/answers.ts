// The recorded answers to one fingerprint within a scope, read from the file as far as needed, and sorted into lanes: one
// for each session state in which they were recorded. Within a lane they stand in the order of the recording.

import { isPrepare } from '../../core/command-table.ts';
import { firstPlace } from '../../core/first-place.ts';
import type { RecordedExchange, RecordingReader } from '../../core/recording.ts';
import { ER_CANT_CHANGE_TX_CHARACTERISTICS } from '../../data/use/use-of.ts';
import { isHeldNull } from '../../sql/session/user-variable.ts';
import type { EqualStates } from './equal-states.ts';
import type { PlayedSet } from './played-set.ts';
import type { Spot } from './seat.ts';

/** All that finding asks of a recording. */
export type Answering = Pick<
  RecordingReader,
  | 'byFingerprintAfter'
  | 'bySessionAfter'
  | 'exchangeById'
  | 'statementOf'
  | 'parametersOf'
  | 'response'
  | 'stateId'
  | 'stateWords'
  | 'hasData'
  | 'dataOf'
>;

/** Rows of one look-up in the file: few at first, since most statements are asked a few times. */
const FIRST_PAGE = 4;
const LARGEST_PAGE = 256;
/** Answers that are looked through for one of the connection's own session. */
const MAX_STEPS = 256;

export class Answers {
  readonly played: PlayedSet;
  readonly #reader: Answering;
  readonly #fingerprint: string;
  readonly #scope: number;
  readonly #lanes = new Map<number | null, Lane>();
  #last = 0;
  #page = FIRST_PAGE;
  #isComplete = false;
  /** The lane asked for last: usually the only one. */
  #recentWords: string | null = null;
  #recent: Lane | undefined;

  constructor(reader: Answering, fingerprint: string, scope: number, played: PlayedSet) {
    this.#reader = reader;
    this.#fingerprint = fingerprint;
    this.#scope = scope;
    this.played = played;
    this.load();
  }

  get isEmpty(): boolean {
    return this.#lanes.size === 0;
  }

  /** Of any state. */
  get first(): RecordedExchange | null {
    const [lane] = this.#lanes.values();
    return lane?.all()[0] ?? null;
  }

  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** The lane of a state, or else of those exchanges whose state the recording does not know. */
  lane(words: string): Lane | undefined {
    if (words === this.#recentWords) return this.#recent;
    const state = this.#reader.stateId(words);
    while (!this.#lanes.has(state) && !this.#isComplete) this.load();
    const lane = (state === null ? undefined : this.#lanes.get(state)) ?? this.#lanes.get(null);
    if (lane === undefined) return undefined;
    this.#recentWords = words;
    this.#recent = lane;
    return lane;
  }

  /** The lane of a state whose words differ and which is the same all the same. */
  laneEqual(words: string, equal: EqualStates): Lane | undefined {
    const canonical = equal.canonical(words);
    while (!this.#isComplete) this.load();
    for (const [state, lane] of this.#lanes) {
      if (state === null || equal.canonical(this.#reader.stateWords(state)) !== canonical) continue;
      this.#recentWords = words;
      this.#recent = lane;
      return lane;
    }
    return undefined;
  }

  /**
   * The first lane, of any state, whose transaction and locked tables stand as in `words`: for answers that carry no data. Whether
   * a prepare is refused depends on more.
   * @param isByVariables the same user variables must hold something: a setting cannot be given NULL
   */
  laneLike(words: string, isByVariables: boolean): Lane | undefined {
    while (!this.#isComplete) this.load();
    const told = toldByStatus(words);
    const held = isByVariables ? heldVariables(words) : '';
    for (const [state, lane] of this.#lanes) {
      const recorded = state === null ? '' : this.#reader.stateWords(state);
      if (state !== null && toldByStatus(recorded) !== told) continue;
      if (isByVariables && heldVariables(recorded) !== held) continue;
      const first = lane.at(0);
      if (!isRefusedPrepare(first, this.#reader) && !isWithinAnother(first, this.#reader)) return lane;
    }
    return undefined;
  }

  /** An exchange of these was played and is not any more. */
  restore(exchange: RecordedExchange): void {
    this.#lanes.get(exchange.state)?.restore(exchange);
  }

  /** Reads one more page; only where it is not complete. */
  load(): void {
    const page = this.#reader.byFingerprintAfter(this.#fingerprint, this.#scope, this.#last, this.#page);
    for (const exchange of page) {
      let lane = this.#lanes.get(exchange.state);
      if (lane === undefined) {
        lane = new Lane(this);
        this.#lanes.set(exchange.state, lane);
      }
      lane.add(exchange);
    }
    this.#last = page.at(-1)?.id ?? this.#last;
    this.#isComplete = page.length < this.#page;
    this.#page = Math.min(this.#page * 4, LARGEST_PAGE);
  }
}

/** `autocommit=1 in_transaction=0` of a state's words, the tables that are locked, what was called; empty where they are without. */
function countingParts(words: string): string {
  const [transaction = ''] = /^autocommit=\S+ in_transaction=\S+/.exec(words) ?? [];
  const [locked = ''] = / locked_tables='[^']*'/.exec(words) ?? [];
  // a procedure may have ended the transaction, which the X Protocol does not tell
  const [called = ''] = transaction.endsWith('in_transaction=0') ? [] : (/ called=\S+/.exec(words) ?? []);
  return transaction + locked + called;
}

/** Whether an answer says that the statement cannot be prepared. */
export function isRefusedPrepare(
  exchange: RecordedExchange | undefined,
  reader: Pick<RecordingReader, 'response'>,
): boolean {
  if (exchange === undefined || !isPrepare(exchange.command) || exchange.responseId === null || exchange.gap !== null)
    return false;
  return reader.response(exchange.responseId).outcome === 'error';
}

/** SET TRANSACTION within a transaction that the words of its state may not tell of: a procedure has begun it. */
function isWithinAnother(exchange: RecordedExchange | undefined, reader: Answering): boolean {
  if (exchange === undefined || exchange.responseId === null || exchange.gap !== null) return false;
  if (!/^\s*set\s+transaction\b/i.test(reader.statementOf(exchange.id) ?? '')) return false;
  return reader.response(exchange.responseId).errorCode === ER_CANT_CHANGE_TX_CHARACTERISTICS;
}

const MODES = /\bNO_BACKSLASH_ESCAPES\b|\b(?:ANSI|ANSI_QUOTES|DB2|MAXDB|MSSQL|ORACLE|POSTGRESQL)\b/g;

/** What a state's words say that the status flags of an answer tell too: the transaction, and modes of reading literals. */
function toldByStatus(words: string): string {
  const [, modes = ''] = / sql_mode='([^']*)'/.exec(words) ?? [];
  const flags = new Set((modes.match(MODES) ?? []).map((mode) => (mode.startsWith('NO_') ? 'escapes' : 'quotes')));
  // a long value is known by its digest, but the flags of answers have told
  if (words.includes(' no_backslash_escapes=1')) flags.add('escapes');
  if (words.includes(' ansi_quotes=1')) flags.add('quotes');
  return [countingParts(words), ...[...flags].sort()].join(' ');
}

/** Names of the user variables that hold something, as far as an answer depends on them. */
function heldVariables(words: string): string {
  const names: string[] = [];
  for (const [, name = '', value] of words.matchAll(/(\S+?)=('[^']*'|\S*)/g)) {
    if (name.startsWith('@') && !isHeldNull(value?.slice(1, -1) ?? '')) names.push(name);
  }
  return names.sort().join(' ');
}

/** One recorded answer and its place in its lane. */
export interface Candidate {
  readonly exchange: RecordedExchange;
  readonly index: number;
}

export class Lane {
  readonly #answers: Answers;
  readonly #exchanges: RecordedExchange[] = [];
  /** Of each place: the first one at or behind it that may be unplayed (shortened as it is followed). */
  readonly #next: number[] = [];
  /** Places that were given back, which `#next` may skip. */
  #restored: number[] = [];
  #cycle = 0;

  constructor(answers: Answers) {
    this.#answers = answers;
  }

  add(exchange: RecordedExchange): void {
    this.#next.push(this.#exchanges.length);
    this.#exchanges.push(exchange);
  }

  /** The first unplayed one behind exchange `after`. */
  nextAfter(after: number): Candidate | undefined {
    return this.nextFrom(this.#indexAfter(after));
  }

  /** The first unplayed one at place `from` or behind it. */
  nextFrom(from: number): Candidate | undefined {
    let index = this.#follow(from);
    while (index >= this.#exchanges.length) {
      if (this.#answers.isComplete) break;
      this.#answers.load();
      index = this.#follow(index);
    }
    if (this.#restored.length > 0) index = this.#earliestRestored(from, index);
    const exchange = this.#exchanges[index];
    return exchange === undefined ? undefined : { exchange, index };
  }

  /** The first unplayed one of a connection's own session behind its place, or of one that may become its own. */
  nextOf({ session, seat, after }: Spot): Candidate | undefined {
    let candidate = this.nextAfter(after);
    for (let steps = 0; candidate !== undefined && steps < MAX_STEPS; steps++) {
      const other = candidate.exchange.session;
      if (session === 0 ? seat?.mayBe(other) : other === session) return candidate;
      candidate = this.nextFrom(candidate.index + 1);
    }
    return undefined;
  }

  /** An exchange of this lane was played and is not any more. */
  restore(exchange: RecordedExchange): void {
    const index = this.#indexAfter(exchange.id - 1);
    if (this.#exchanges[index]?.id === exchange.id) this.#restored.push(index);
  }

  /** The one at this place, from 0, in the order of the recording. */
  at(index: number): RecordedExchange | undefined {
    while (index >= this.#exchanges.length && !this.#answers.isComplete) this.#answers.load();
    return this.#exchanges[index];
  }

  /** All of them: the lane is read to its end. */
  all(): readonly RecordedExchange[] {
    while (!this.#answers.isComplete) this.#answers.load();
    return this.#exchanges;
  }

  /** The first again, then the second, and so on, round and round. */
  cycled(): RecordedExchange | undefined {
    const all = this.all();
    return all[this.#cycle++ % all.length];
  }

  #earliestRestored(from: number, found: number): number {
    const { played } = this.#answers;
    this.#restored = this.#restored.filter((index) => !played.has((this.#exchanges[index] as RecordedExchange).id));
    return this.#restored.reduce((first, index) => (index >= from && index < first ? index : first), found);
  }

  #follow(from: number): number {
    const next = this.#next;
    const { played } = this.#answers;
    let index = from;
    while (index < next.length) {
      const following = next[index] as number;
      if (following !== index) index = following;
      else if (played.has((this.#exchanges[index] as RecordedExchange).id)) next[index] = ++index;
      else break;
    }
    for (let at = from; at < index && at < next.length; ) {
      const following = next[at] as number;
      next[at] = index;
      at = following;
    }
    return index;
  }

  /** Place of the first exchange whose id is above `id`, as far as they are loaded. */
  #indexAfter(id: number): number {
    const exchanges = this.#exchanges;
    while (!this.#answers.isComplete && (exchanges.at(-1)?.id ?? 0) <= id) this.#answers.load();
    return firstPlace(exchanges.length, (at) => (exchanges[at]?.id ?? 0) > id);
  }
}
