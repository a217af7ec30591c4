// A recording's text for review: what is new at every run, or under rules, stands as `<uuid 1>`, `<token 2>`, `<time>`, so that two
// recordings of the same run differ in what has changed and nothing else. No recording can be made of it.

import { PLAIN_DIALECT } from '../../../core/command.ts';
import { readShownParameters } from '../../../core/recorded-parameters.ts';
import { EachStatement } from '../../../replay/volatile/finding/volatile-index.ts';
import { chooseValues } from '../../../replay/volatile/values/choose-values.ts';
import { maskStatement } from '../../../replay/volatile/values/masked-statement.ts';
import { isEpoch, readMoment, uuidsIn } from '../../../replay/volatile/values/volatile-kinds.ts';
import { type ActiveRule, BY_DEFAULT } from '../../../replay/volatile/values/volatile-rules.ts';
import { readStatement } from '../../../sql/statement-reading.ts';
import type { RecordingFileReader } from '../../../store/reading/reader.ts';
import { dumpRecording } from './dump.ts';

/** Shorter values stand for themselves: a 1 may be anything. */
const LEAST_CHARS = 8;
/** As far as the clocks of a program and its server may be apart. */
const NEAR_MS = 60_000;
const QUARTER_MS = 15 * 60_000;
/** Time zones are at most 14 hours from UTC. */
const MOST_QUARTERS = 56;

/** The lines of the text, without their line breaks; read while they are iterated. */
export function* reviewRecording(reader: RecordingFileReader, rules: readonly ActiveRule[]): Generator<string> {
  const names = new PlaceholderNames(reader, rules);
  let rows: string[] = [];
  let told = { isOrdered: false, isByChance: false };
  for (const line of dumpRecording(reader)) {
    if (/^ {2}\S/.test(line)) told = { isOrdered: false, isByChance: false };
    told.isOrdered ||= /\border by\b/i.test(line);
    told.isByChance ||= /\buuid\(\)/i.test(line);
    const shown = /^ {2}/.test(line) ? names.within(line, told.isByChance) : line;
    if (/^ {4}\| .* \|$/.test(line)) {
      rows.push(shown);
      continue;
    }
    yield* tableOf(rows, told.isOrdered);
    rows = [];
    yield shown;
  }
  yield* tableOf(rows, told.isOrdered);
}

/** Rows that nobody sorted come in the order of their keys, and are as wide as their values: both are others at every run. */
function tableOf(rows: readonly string[], isOrdered: boolean): readonly string[] {
  if (!rows.some((row) => PLACEHOLDER.test(row))) return rows;
  const [head = '', ...others] = rows.map((row) => row.replace(/(?<=\S) {2,}/g, ' '));
  if (isOrdered) return [head, ...others];
  const bare = (row: string) => row.replace(/<(\w+) \d+>/g, '<$1>');
  return [head, ...others.sort((a, b) => (bare(a) < bare(b) ? -1 : bare(a) > bare(b) ? 1 : 0))];
}

const PLACEHOLDER = /<(?:time|(?:uuid|token|value|name)(?: \d+)?)>/;

/** What stands for the values, numbered in the order in which they are first stored. */
class PlaceholderNames {
  readonly #names = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  readonly #firstMs: number;
  readonly #lastMs: number;

  constructor(reader: RecordingFileReader, rules: readonly ActiveRule[]) {
    const { firstAtUs, lastAtUs } = reader.summary();
    this.#firstMs = (firstAtUs ?? 0) / 1000;
    this.#lastMs = (lastAtUs ?? firstAtUs ?? 0) / 1000;
    for (const { command, sql, parameters: shown, askedMs } of new EachStatement(reader).next()) {
      const parameters = readShownParameters(shown);
      if (parameters === null) continue;
      const { normal } = readStatement(Buffer.from(sql), PLAIN_DIALECT);
      const covering = rules.filter((rule) => rule.covers(sql));
      const choosing = { sql: normal, dialect: PLAIN_DIALECT, rules: covering, askedMs, isFreshCarried: true };
      const choose = chooseValues({ ...choosing, warn: () => undefined });
      for (const { content, position, rule } of maskStatement(
        { command, sql: normal, parameters, dialect: PLAIN_DIALECT },
        choose,
        true,
      )?.slots ?? []) {
        if (position > 0 && content.length < LEAST_CHARS) continue;
        this.#add(content, position < 0 ? 'name' : kindOf(rule, content));
      }
    }
  }

  /** A line with placeholders in it. @param isByChance whether the server may have made UUIDs for it */
  within(line: string, isByChance: boolean): string {
    const told = isByChance ? line.replace(QUOTED_UUID, (_, uuid) => this.#nameOf(uuid) ?? '<uuid>') : line;
    return told
      .replace(QUOTED, (quoted, content: string) => this.#nameOf(content) ?? quoted)
      .replace(WORD, (word) => this.#names.get(word) ?? word)
      .replace(MOMENT, (moment) => (this.#isOfRun(moment) ? '<time>' : moment));
  }

  #nameOf(content: string): string | undefined {
    return this.#names.get(content) ?? (this.#isOfRun(content) ? '<time>' : undefined);
  }

  #add(content: string, kind: string): void {
    if (this.#names.has(content)) return;
    if (kind === 'time') {
      this.#names.set(content, '<time>');
      return;
    }
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    const name = `<${kind} ${count}>`;
    this.#names.set(content, name);
    // as a binary value is written
    this.#names.set(Buffer.from(content, 'latin1').toString('hex'), name);
    const [uuid, other] = uuidsIn(content);
    if (uuid !== undefined && other === undefined && uuid !== content) this.#names.set(uuid, name);
  }

  /** Whether a moment lies within the run, in the time of some zone. */
  #isOfRun(content: string): boolean {
    if (!MOMENT_ALONE.test(content)) return false;
    const moment = readMoment(content.replace('T', ' ').replace(/(?:Z|[+-]\d\d:?\d\d)$/, ''));
    if (moment === null) return false;
    const ms = moment.seconds * 1000;
    const quarters = Math.ceil((ms - this.#lastMs - NEAR_MS) / QUARTER_MS);
    return Math.abs(quarters) <= MOST_QUARTERS && ms - quarters * QUARTER_MS >= this.#firstMs - NEAR_MS;
  }
}

function kindOf(rule: ActiveRule, content: string): string {
  if (rule.kind === 'timestamp' || rule.kind === 'clock') return 'time';
  if (isEpoch(content)) return 'time';
  if (rule.kind === 'uuid') return 'uuid';
  return rule.where === BY_DEFAULT || rule.kind === 'token' ? 'token' : 'value';
}

/** A text's content between its quotes; what stands for it takes their place. */
const QUOTED = /'((?:[^'\\]|\\.|'')*)'/g;
const QUOTED_UUID = /'([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})'/gi;
const WORD = /[\w-]{8,}/g;
const MOMENT_ALONE = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?$/;
const MOMENT = /\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?/g;
