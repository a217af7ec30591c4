// Two recordings of the same run: what the second one asks is asked of a replay of the first, and what that cannot answer
// is explained. The matching is the replay's own, so what is told here is what a replay would do.
//
//   B's commands ──► replay of A ──► answered, or misses ──► A's statement of the same text ──► which values differ, and why

import { freshNameShape } from '../../replay/volatile/values/fresh-values.ts';
import { type ActiveRule, activateRules } from '../../replay/volatile/values/volatile-rules.ts';
import { readBroughtIn } from '../../sql/values/brought-in.ts';
import { readValues } from '../../sql/values/statement-values.ts';
import type { ListedExchange } from '../../store/reading/listing.ts';
import type { RecordingFileReader } from '../../store/reading/reader.ts';
import { checkRecording } from '../check/check-recording.ts';
import { statementsByKey, statementsOf, type ValuedStatement, valuesOfStatement } from './all-values.ts';
import { explainValues, type Why } from './explain-values.ts';
import { type DifferingValue, type ProposedRule, proposeRules, ruleNameOf } from './propose-rules.ts';
import { ToldValues } from './told-values.ts';

export interface LearnOptions {
  readonly onProgress?: (asked: number, total: number) => void;
  /** Rules that there are already. */
  readonly known?: readonly ActiveRule[];
}

/** A statement that the first recording does not answer. */
export interface LearntMiss {
  readonly exchange: number;
  readonly sql: string;
  /** `order`: recorded with these values, at another place, in another state, or behind other values, which its answer is made of. `new`: no statement of this text is. */
  readonly why: Why | 'order' | 'new';
  /** Whether it is answered with the proposed rules. */
  readonly isAnsweredWithRules: boolean;
}

export interface LearnResult {
  /** Commands of the second run. */
  readonly asked: number;
  /** Those that a replay of the first run does not answer: with no more rules than there are, and with those proposed. */
  readonly missing: number;
  readonly missingWithRules: number;
  readonly misses: readonly LearntMiss[];
  readonly rules: readonly ProposedRule[];
}

/** The most misses that are told one by one. */
const MAX_MISSES = 100;
/** What is missed behind other rules may be explained by other values, a few times. */
const MAX_ROUNDS = 4;

/**
 * @param first the recording that is to be replayed @param second one of the same program, run again
 * @throws MockError RECORDING_UNUSABLE where one of them turns out to be damaged
 */
export async function learnRecordings(
  first: RecordingFileReader,
  second: RecordingFileReader,
  { onProgress, known = [] }: LearnOptions = {},
): Promise<LearnResult> {
  const play = async (proposed: readonly ProposedRule[]): Promise<Played> => {
    const active = activateRules(proposed.map(({ rule }) => rule));
    const explainer = new Explainer(first, second);
    const missed = new Set<number>();
    const { compared } = await checkRecording(second, {
      replayOf: first,
      volatile: [...known, ...active],
      onAsked: (exchange, miss) => {
        if (miss === null) return;
        missed.add(exchange.id);
        explainer.explain(exchange);
      },
      ...(onProgress && { onProgress }),
    });
    // one that stood for nothing is not needed
    return { asked: compared, missed, explainer, rules: proposed.filter((_, at) => (active[at]?.uses ?? 0) > 0) };
  };
  const plain = await play([]);
  const best = await withRules(plain, play);
  return {
    asked: plain.asked,
    missing: plain.missed.size,
    missingWithRules: best.missed.size,
    misses: plain.explainer.misses.map((miss) => ({ ...miss, isAnsweredWithRules: !best.missed.has(miss.exchange) })),
    rules: best.rules.map(({ rule, ...rest }, at) => {
      return { ...rest, rule: { name: `learnt ${at + 1}: ${ruleNameOf(rest)}`, ...rule } };
    }),
  };
}

/** What came of asking the second run's commands of a replay. */
interface Played {
  readonly asked: number;
  readonly missed: ReadonlySet<number>;
  readonly explainer: Explainer;
  /** Those that it needed. */
  readonly rules: readonly ProposedRule[];
}

/**
 * First come rules for what is stored: what is read has it from there. A condition gets one of its own only where it is missed all
 * the same, since that lets a row be found that nobody stored.
 */
async function withRules(plain: Played, play: (rules: readonly ProposedRule[]) => Promise<Played>): Promise<Played> {
  let best = plain;
  const tried = new Map<string, DifferingValue>();
  for (let round = 0; round < MAX_ROUNDS && best.missed.size > 0; round++) {
    const { differences } = best.explainer;
    const stored = differences.filter(({ isStored }) => isStored);
    const isEvery = stored.length === 0 || round > 0;
    for (const one of isEvery ? differences : stored) tried.set(`${one.other.exchange} ${one.position}`, one);
    const next = await play(proposeRules([...tried.values()]));
    if (next.missed.size >= best.missed.size) {
      if (isEvery) break;
      continue;
    }
    best = next;
  }
  return best;
}

class Explainer {
  readonly differences: DifferingValue[] = [];
  readonly misses: Omit<LearntMiss, 'isAnsweredWithRules'>[] = [];
  readonly #first: RecordingFileReader;
  readonly #second: RecordingFileReader;
  readonly #told: readonly [ToldValues, ToldValues];
  #byKey: ReadonlyMap<string, readonly ValuedStatement[]> | null = null;
  /** What either run has asked. */
  #texts: readonly [ReadonlySet<string>, ReadonlySet<string>] | null = null;
  /** What is called otherwise, by what the first run called it. */
  readonly #names = new Map<string, string>();
  /** How many of one key were asked: the next one is compared with the next recorded. */
  readonly #turns = new Map<string, number>();

  constructor(first: RecordingFileReader, second: RecordingFileReader) {
    this.#first = first;
    this.#second = second;
    this.#told = [new ToldValues(first), new ToldValues(second)];
  }

  explain({ id, sql }: ListedExchange): void {
    const why = this.#why(id);
    if (this.misses.length < MAX_MISSES) this.misses.push({ exchange: id, sql: sql ?? '', why });
  }

  #why(id: number): LearntMiss['why'] {
    const statement = this.#second.recordedStatement(id);
    const asked = statement === undefined ? null : valuesOfStatement(statement);
    // it has no values that differ
    if (asked === null) return statement !== undefined && this.#isRecorded(statement.sql) ? 'order' : 'new';
    this.#byKey ??= statementsByKey(this.#first);
    const alike = this.#byKey.get(asked.key) ?? [];
    const candidates = asked.named.size === 0 ? alike : alike.filter((one) => !this.#isOther(one, asked));
    const turn = this.#turns.get(asked.key) ?? 0;
    this.#turns.set(asked.key, turn + 1);
    const recorded = nearestOf(asked, candidates, turn);
    if (recorded === undefined) return 'new';
    for (const [one, other] of namesOf(recorded, asked)) if (one !== other) this.#names.set(one, other);
    const found = this.#compare(recorded, asked);
    this.differences.push(...found);
    return found[0]?.why ?? 'order';
  }

  /** Whether what the two name is no one thing with two names: one run knows both, or one of them is another one already. */
  #isOther(recorded: ValuedStatement, asked: ValuedStatement): boolean {
    const pairs = namesOf(recorded, asked);
    if (pairs.every(([one, other]) => one === other)) return false;
    if (pairs.some(([one, other]) => (this.#names.get(one) ?? other) !== other)) return true;
    if (pairs.some(([one, other]) => !this.#names.has(one) && [...this.#names.values()].includes(other))) return true;
    this.#texts ??= [statementsOf(this.#first), statementsOf(this.#second)];
    const [first, second] = this.#texts;
    return second.has(recorded.sql) || first.has(asked.sql);
  }

  #isRecorded(sql: string): boolean {
    return this.#first.nearest(sql, 1)[0]?.sql === sql;
  }

  #compare(recorded: ValuedStatement, asked: ValuedStatement): readonly DifferingValue[] {
    const sql = Buffer.from(recorded.sql);
    const values = readValues(sql, {});
    const { stores } = readBroughtIn(sql, {});
    const [first, second] = this.#told;
    const askedMs = [recorded.askedMs ?? null, asked.askedMs ?? null] as const;
    return recorded.slots.flatMap(({ content, position }, at) => {
      const other = asked.slots[at]?.content ?? '';
      if (content === other) return [];
      const [one, two] = [
        { exchange: recorded.id, content },
        { exchange: asked.id, content: other },
      ];
      if (position < 0) {
        const names = recorded.named.get(position);
        // whatever a savepoint is called, and where a name has a number in it, it is carried
        const isCarried = names === 'savepoint' || freshNameShape(content) !== null;
        if (names === undefined || isCarried) return [];
        return [{ sql: recorded.sql, position, why: 'name' as const, names, isStored: true, one, other: two }];
      }
      const why = explainValues(
        { content, askedMs: askedMs[0], isTold: first.hasToldBefore(recorded.id, content) },
        { content: other, askedMs: askedMs[1], isTold: second.hasToldBefore(asked.id, other) },
      );
      const isStored = stores(values[position - 1]?.start ?? -1);
      return [{ sql: recorded.sql, position, why, isStored, one, other: two }];
    });
  }
}

/** Of what both make or drop: what either calls it. */
function namesOf(recorded: ValuedStatement, asked: ValuedStatement): readonly (readonly [string, string])[] {
  return recorded.slots.flatMap(({ content, position }, at) => {
    const other = asked.slots[at]?.content;
    return recorded.named.has(position) && other !== undefined ? [[content, other] as const] : [];
  });
}

/** How many candidates are compared for one statement. */
const MAX_COMPARED = 64;

/** The recorded statement that shares most values with the one that was asked; of equals the next in turn. */
function nearestOf(
  asked: ValuedStatement,
  candidates: readonly ValuedStatement[],
  turn: number,
): ValuedStatement | undefined {
  const from = Math.max(0, Math.min(turn, candidates.length - 1) - MAX_COMPARED / 2);
  const some = candidates.slice(from, from + MAX_COMPARED);
  const inTurn = [...some.slice(turn - from), ...some.slice(0, turn - from)];
  let best: ValuedStatement | undefined;
  let most = -1;
  for (const candidate of inTurn) {
    const shared = candidate.slots.filter(({ content }, at) => asked.slots[at]?.content === content).length;
    if (shared > most) [best, most] = [candidate, shared];
  }
  return best;
}
