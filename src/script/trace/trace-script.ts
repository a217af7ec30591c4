// A script that is data: the entries of a trace, matched by what they say of the statement.

import { type ErrorResult, errorResult, type PreparedShape, type StatementAnswer } from '../answer.ts';
import { readAuthOrError, readGreetingOrError } from '../fields/read-handshake.ts';
import { readNotices } from '../fields/read-notices.ts';
import { BoundedRegExp } from '../limits/bounded-regexp.ts';
import { Budget } from '../limits/budget.ts';
import { defaultAnswer, type ScriptOperation } from '../operation.ts';
import type { AuthPlan, GreetingPlan, NoticePlan, Script, ScriptRun } from '../script.ts';
import { SCRIPT_ERROR } from '../script-failure.ts';
import { normalForm } from './normal-form.ts';
import type { Trace, TraceEntry } from './trace.ts';
import { answerOfEntry } from './trace-answer.ts';

/** An entry with what it says, ready to be sent. */
interface Entry {
  readonly answer: StatementAnswer;
  /** Times that it answers; null: once, and again where it is the last that matches. */
  readonly repeat: number | null;
  readonly matches: (statement: string, normal: string) => boolean;
}

/** Statements whose entries are remembered. */
const REMEMBERED = 4096;

export class TraceScript implements Script {
  readonly file: string;
  readonly faults: readonly object[];
  readonly handshake: Readonly<Record<string, unknown>>;
  readonly notices: readonly NoticePlan[];
  readonly #entries: readonly Entry[];
  readonly #candidates = new Map<string, readonly number[]>();
  readonly #budget: Budget;

  /**
   * @param callTimeoutMs longest that it may take to find out which entries match a statement
   * @throws ScriptFailure for what only shows when it is read
   */
  constructor(file: string, trace: Trace, callTimeoutMs: number) {
    this.#budget = new Budget(callTimeoutMs);
    const searches = new BoundedRegExp(this.#budget);
    this.file = file;
    this.faults = trace.faults ?? [];
    this.handshake = trace.handshake ?? {};
    this.notices = readNotices(trace.notices);
    this.#entries = trace.stmts.map((entry) => entryOf(entry, searches));
  }

  open(): ScriptRun {
    return new TraceRun(this);
  }

  async close(): Promise<void> {
    // Nothing but memory.
  }

  entry(index: number): Entry {
    return this.#entries[index] as Entry;
  }

  /** Places of the entries that match, in order. @throws ScriptFailure where an expression searches for too long */
  candidates(statement: string): readonly number[] {
    const known = this.#candidates.get(statement);
    if (known !== undefined) return known;
    const normal = normalForm(statement);
    this.#budget.renew();
    const found = this.#entries.flatMap((entry, index) => (entry.matches(statement, normal) ? [index] : []));
    if (this.#candidates.size >= REMEMBERED) this.#candidates.clear();
    this.#candidates.set(statement, found);
    return found;
  }
}

class TraceRun implements ScriptRun {
  readonly notices: readonly NoticePlan[];
  readonly #script: TraceScript;
  /** How often each entry has answered on this connection. */
  readonly #used = new Map<number, number>();

  constructor(script: TraceScript) {
    this.#script = script;
    this.notices = script.notices;
  }

  greet(): GreetingPlan | ErrorResult {
    return readGreetingOrError(this.#script.handshake);
  }

  authenticate(): AuthPlan | ErrorResult {
    return readAuthOrError(this.#script.handshake);
  }

  answer(statement: string): StatementAnswer {
    const index = this.#choose(statement);
    if (index === undefined) return UNKNOWN;
    this.#used.set(index, this.#timesUsed(index) + 1);
    return this.#script.entry(index).answer;
  }

  /** By its text, or a command by its name alone. */
  operate(operation: ScriptOperation): StatementAnswer {
    const names = operation.kind === 'command' ? [operation.text, operation.name] : [operation.text];
    const known = names.find((name) => this.#choose(name) !== undefined);
    return known === undefined ? (defaultAnswer(operation) ?? UNKNOWN) : this.answer(known);
  }

  /** The columns of the answer that an execute would get now. */
  prepare(statement: string): PreparedShape | ErrorResult {
    const index = this.#choose(statement);
    const [first] = index === undefined ? [] : this.#script.entry(index).answer.results;
    return { parameterCount: null, columns: first?.kind === 'rows' ? first.columns : [] };
  }

  close(): void {
    this.#used.clear();
  }

  #choose(statement: string): number | undefined {
    const candidates = this.#script.candidates(statement);
    const fresh = candidates.find((index) => this.#timesUsed(index) < (this.#script.entry(index).repeat ?? 1));
    return fresh ?? candidates.findLast((index) => this.#script.entry(index).repeat === null);
  }

  #timesUsed(index: number): number {
    return this.#used.get(index) ?? 0;
  }
}

function entryOf(entry: TraceEntry, searches: BoundedRegExp): Entry {
  const answer = answerOfEntry(entry);
  const { stmt } = entry;
  const regex = entry['stmt.regex'] ?? entry.stmt_regex;
  const repeat = entry.repeat ?? null;
  if (stmt !== undefined) {
    const wanted = normalForm(stmt);
    return { answer, repeat, matches: (statement, normal) => statement === stmt || normal === wanted };
  }
  if (regex !== undefined) {
    const pattern = new RegExp(regex);
    const matches = (statement: string) => searches.exec(pattern, statement, () => pattern.exec(statement)) !== null;
    return { answer, repeat, matches };
  }
  // It stands for its place in the list: whatever comes, once.
  return { answer, repeat: repeat ?? 1, matches: () => true };
}

const UNKNOWN: StatementAnswer = {
  delayMs: 0,
  results: [errorResult(SCRIPT_ERROR, 'HY000', 'Unknown statement. (end of stmts)')],
};
