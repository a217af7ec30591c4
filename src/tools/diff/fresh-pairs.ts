// What differs between two recordings by nature: values that are made anew at every run, those under the user's rules, what
// stands for one of them further on, and information_schema's clock. Two exchanges that differ in nothing else are a pair.

import { PLAIN_DIALECT } from '../../core/command.ts';
import { readShownParameters } from '../../core/recorded-parameters.ts';
import { chooseValues } from '../../replay/volatile/values/choose-values.ts';
import { readFresh } from '../../replay/volatile/values/fresh-values.ts';
import {
  type Choose,
  type MaskedStatement,
  maskStatement,
  type ValueAt,
} from '../../replay/volatile/values/masked-statement.ts';
import { isEpoch, readMoment } from '../../replay/volatile/values/volatile-kinds.ts';
import { ActiveRule } from '../../replay/volatile/values/volatile-rules.ts';
import { readStatement } from '../../sql/statement-reading.ts';
import type { ListedExchange } from '../../store/reading/listing.ts';
import type { RecordingFileReader } from '../../store/reading/reader.ts';

/** Which of the two recordings. */
export type SideOf = 'from' | 'to';

/** A cell's value as it is compared: equal where both may stand for each other. @param isClock of information_schema */
export type CellKey = (value: unknown, side: SideOf, isClock: boolean) => unknown;

const LOOKS_FRESH = new ActiveRule({ kind: 'any' }, 'looks fresh', 'diff');
/** Shorter values stand for themselves wherever else they are: a 1 that became a 2 may be a count. */
const LEAST_CHARS = 8;
/** As far as the clocks of a program and its server may be apart. */
const NEAR_MS = 60_000;
const QUARTER_MS = 15 * 60_000;
/** Stands for every time that stands for another one. */
const A_TIME = 'a time';
/** Time zones are at most 14 hours from UTC. */
const MOST_QUARTERS = 56;

export class FreshPairs {
  readonly #readers: Readonly<Record<SideOf, RecordingFileReader>>;
  readonly #rules: readonly ActiveRule[];
  readonly #began: Readonly<Record<SideOf, number>>;
  /** What stands on the other side, by what stands on the first, and all that stands there. */
  readonly #known = new Map<string, string>();
  readonly #knownThere = new Set<string>();

  constructor(from: RecordingFileReader, to: RecordingFileReader, rules: readonly ActiveRule[]) {
    this.#readers = { from, to };
    this.#rules = rules;
    this.#began = { from: beginOf(from), to: beginOf(to) };
  }

  /** What an exchange asks, less such values; null where it holds none. */
  keyOf(side: SideOf, { id, database, scope }: ListedExchange): string | null {
    const masked = this.#mask(side, id);
    return masked === null ? null : JSON.stringify([masked.key, database, scope]);
  }

  /** The values of two exchanges of one key stand for each other from here on. */
  bind(from: ListedExchange, to: ListedExchange): void {
    const [there, here] = [this.#mask('from', from.id)?.slots ?? [], this.#mask('to', to.id)?.slots ?? []];
    there.forEach(({ content, position, rule }, at) => {
      const other = here[at]?.content;
      if (other === undefined || other === content || (this.#known.has(content) && !isTime(content))) return;
      if (!rule.carries || (position > 0 && content.length < LEAST_CHARS)) return;
      this.#known.set(content, other);
      this.#knownThere.add(other);
    });
  }

  /** How the cells of two answers are compared. */
  cellKey(from: ListedExchange, to: ListedExchange): CellKey {
    return (value, side, isClock) => {
      const content = contentOf(value);
      if (content === null) return value;
      const known = content.length < LEAST_CHARS ? null : this.#asThere(content, side);
      if (known !== null) return { is: known };
      const askedMs = (side === 'from' ? from : to).startedAtUs / 1000;
      const fresh = readFresh(content, { askedMs, isBinary: typeof value === 'object' });
      // how far it is ahead is no matter of chance
      if (fresh !== null && fresh.aheadMs === undefined) return { looks: fresh.shape };
      const moment = readMoment(content);
      if (moment === null || !(isClock || isWithin(moment.seconds * 1000, this.#began[side], askedMs))) return value;
      return { looks: 'a time of the run' };
    };
  }

  /** A message or a count's text of the first recording, with the values of the second one. */
  carried(text: string): string {
    return text
      .replace(/(?<=')[^']+(?=')/g, (one) => this.#known.get(one) ?? one)
      .replace(/[\w-]{8,}/g, (one) => this.#known.get(one) ?? one);
  }

  #asThere(content: string, side: SideOf): string | null {
    // what was one time in one run may be several in the other
    if (isTime(content)) return (side === 'from' ? this.#known : this.#knownThere).has(content) ? A_TIME : null;
    if (side === 'from') return this.#known.get(content) ?? null;
    return this.#knownThere.has(content) ? content : null;
  }

  #mask(side: SideOf, id: number): MaskedStatement | null {
    const statement = this.#readers[side].recordedStatement(id);
    const parameters = statement === undefined ? null : readShownParameters(statement.parameters);
    if (statement === undefined || parameters === null) return null;
    const { command, sql, askedMs } = statement;
    const { normal } = readStatement(Buffer.from(sql), PLAIN_DIALECT);
    const rules = this.#rules.filter((rule) => rule.covers(sql));
    const warn = () => undefined;
    const byDefault = chooseValues({ sql: normal, dialect: PLAIN_DIALECT, rules, askedMs, isFreshCarried: true, warn });
    const choose: Choose = (value) =>
      this.#chooseKnown(value, side) ?? byDefault(value) ?? chooseByLooks(value, askedMs);
    return maskStatement({ command, sql: normal, parameters, dialect: PLAIN_DIALECT }, choose, true);
  }

  #chooseKnown({ content }: ValueAt, side: SideOf) {
    const known = this.#asThere(content, side);
    return known === null ? undefined : { rule: LOOKS_FRESH, shape: `is ${known}` };
  }
}

/** Also where it is only read: what is told apart here is nothing that a replay would answer. */
function chooseByLooks({ position, content, isBinary }: ValueAt, askedMs: number | null) {
  if (position < 0) return undefined;
  const found = readFresh(content, { askedMs, isBinary });
  return found === null ? undefined : { rule: LOOKS_FRESH, shape: `fresh ${found.shape}` };
}

function isTime(content: string): boolean {
  return isEpoch(content) || readMoment(content) !== null;
}

function beginOf(reader: RecordingFileReader): number {
  return (reader.summary().firstAtUs ?? 0) / 1000;
}

/** A character per byte of what is no text; null for what holds no value that can be told. */
function contentOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'object' || value === null || !('hex' in value)) return null;
  return Buffer.from(String(value.hex), 'hex').toString('latin1');
}

/** Whether a moment lies within the run, in the time of some zone: in whole quarters of an hour from UTC. */
function isWithin(ms: number, beganMs: number, askedMs: number): boolean {
  const quarters = Math.ceil((ms - askedMs - NEAR_MS) / QUARTER_MS);
  return Math.abs(quarters) <= MOST_QUARTERS && ms - quarters * QUARTER_MS >= beganMs - NEAR_MS;
}
