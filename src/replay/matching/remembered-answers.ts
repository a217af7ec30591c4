// A replay's quick way: what was asked before in the same words, by a session in the same state, of the same data, has the same
// answer. One look-up leads from a command's bytes to the bytes of the answer; nothing is read, hashed or waited for.
// docs/quick-answers.md says what is remembered and what makes it forgotten. The slow way (find-answer.ts) fills it.

import type { Command, Dialect, PreparedStatement, StateWords } from '../../core/command.ts';
import { CommandCode } from '../../core/command-table.ts';
import { type DataUse, hasEffect } from '../../core/data-use.ts';
import type { RecordedExchange, RecordedResponse } from '../../core/recording.ts';
import type { Answer, GivenAgain } from '../../core/responder.ts';
import { numberOf } from '../../identity/execution-reading.ts';
import { isAboutSession } from '../../identity/state-words.ts';
import { NO_DEPENDENCIES } from '../../sql/dependencies.ts';
import { markOf } from '../../sql/session/session-sequence.ts';
import { readStatement } from '../../sql/statement-reading.ts';
import type { Place } from './place.ts';

/** A longer command, or a larger answer, costs more to send than to find. */
const MAX_COMMAND_BYTES = 1024;
const MAX_ANSWER_BYTES = 64 * 1024;
/** What is remembered of one scope altogether: when it is more, all is forgotten, and comes again as it is asked for. */
const MAX_BYTES = 32 * 1024 * 1024;
/** What an entry costs in memory beside the bytes of its command and answer. */
const ENTRY_BYTES = 600;
/** Where an execute's payload goes on behind the statement's id. */
const BOUND_FROM = 5;
/** Longer texts are found the slow way: as `MAX_COMMAND_BYTES`, with what stands before them in a packet. */
export const MAX_PACKET_BYTES: number = MAX_COMMAND_BYTES + 5;
/** Sessions' states that are told apart; exchanges that answer one question. */
const MAX_STATES = 1024;
const MAX_GIVEN = 64;
/** Followed sessions whose turn is remembered with a question. */
const MAX_TURNS = 256;

/** What the answers to a question are repeated by: they are the same for as long as the data are. */
export interface Repeatable {
  /** Whether a connection that has no transaction and no table of its own sees the data that it was answered by. */
  isStill(place: Place): boolean;
  /** Whose answer it is for a connection that follows this session. */
  turnOf(session: number): RecordedExchange | undefined;
}

/** An answer that was given and may be given again. */
export interface Remembered {
  readonly exchange: RecordedExchange;
  readonly response: RecordedResponse;
  /** What came of the command; the same object each time. */
  readonly answer: Answer;
  /** What giving it unread takes; null where it has to be read each time, absent where nobody has looked yet. */
  unread?: Unread | null;
}

/** All that an answer leaves behind that is given to a command which nobody reads. */
export interface Unread extends GivenAgain {
  readonly bytes: Buffer;
  /** As `ClientView.form`. */
  readonly form: number;
  /** How often the exchange was given again, all connections together. */
  readonly repeats: { times: number };
}

/** What is asked of whoever matches. */
interface Matching {
  isKnown(exchange: RecordedExchange): boolean;
}

export interface Question {
  readonly repeatable: Repeatable;
  /** What was asked, and how it is read. */
  readonly sql: Buffer;
  readonly dialect: Dialect;
  /** As of `GivenAgain`. */
  readonly mark: number;
  /** By the exchange, which is another for the sessions that are followed, and says the same. */
  readonly given: Map<number, Remembered>;
  /** By the session that is followed: whose turn it was, which it stays. */
  readonly turns: Map<number, Remembered>;
}

export type Questions = Map<string, Question>;

/** Where a command is asked. */
export interface Standpoint {
  readonly state: StateWords;
  readonly dialect: Dialect;
  readonly database: string;
  /** Of an execute. */
  readonly statement: PreparedStatement | null;
}

/** Everything that was asked by sessions in one state. */
interface SameState {
  readonly texts: Questions;
  /** By the number of the statement's reading, then by the form of what is bound to it, then by that. */
  readonly executes: Map<number, Map<string, Questions>>;
}

/** Answers of one scope. */
export class RememberedAnswers {
  readonly #matching: Matching;
  #states = new Map<string, SameState>();
  #bytes = 0;
  #generation = {};
  /** By the words of a connection's state, which are one object for as long as they stay: most ask many times in one. */
  #known = new WeakMap<StateWords, { readonly command: StateOfCommand; readonly same: SameState }>();

  constructor(matching: Matching) {
    this.#matching = matching;
  }

  /** The answer to a command; undefined where it has to be found. Nothing counts as played by asking. */
  get(command: Command, place: Place): Remembered | undefined {
    if (this.#bytes === 0 || !isPlain(command, place)) return undefined;
    const question = this.#questionOf(command);
    return question?.repeatable.isStill(place) === true ? this.turn(question, place) : undefined;
  }

  /** Whose turn it is at a question to which the answers are still the same; undefined where that has to be found. */
  turn(question: Question, place: Place): Remembered | undefined {
    const { turns, given } = question;
    const known = turns.get(place.session);
    if (known !== undefined) return known;
    const exchange = question.repeatable.turnOf(place.session);
    const turn = exchange === undefined ? undefined : (given.get(exchange.id) ?? this.#equal(question, exchange));
    if (turn === undefined) return undefined;
    if (turns.size >= MAX_TURNS) turns.clear();
    turns.set(place.session, turn);
    return turn;
  }

  /** Another object when all is forgotten, and when something is asked in another way: what `questions` gave is asked anew. */
  get generation(): object {
    return this.#generation;
  }

  /** What was asked from here, by the text of a COM_QUERY, or by what is bound in a form; undefined where nothing was. */
  questions(from: Standpoint, form: string | null): Questions | undefined {
    return this.#questionsOf(from, this.#stateOf(from), form);
  }

  /** Of another exchange that was played and has the very same answer; undefined where that has to be read first. */
  #equal({ given }: Question, exchange: RecordedExchange): Remembered | undefined {
    if (exchange.gap !== null || !this.#matching.isKnown(exchange)) return undefined;
    for (const { response, answer, exchange: known } of given.values()) {
      if (known.responseId !== exchange.responseId) continue;
      const equal: Remembered = { exchange, response, answer: { ...answer, exchange: exchange.id } };
      this.#add(given, equal, 0);
      return equal;
    }
    return undefined;
  }

  #add(given: Question['given'], remembered: Remembered, bytes: number): void {
    if (given.size >= MAX_GIVEN) given.clear();
    given.set(remembered.exchange.id, remembered);
    this.#bytes += ENTRY_BYTES + bytes;
    if (this.#bytes > MAX_BYTES) this.clear();
  }

  /** Remembers an answer that was found. */
  set(command: Command, place: Place, repeatable: Repeatable, remembered: Remembered): void {
    if (!isPlain(command, place) || !isRepeatable(command)) return;
    const { whole } = remembered.response;
    if (whole === null || whole.length > MAX_ANSWER_BYTES || remembered.exchange.gap !== null) return;
    const key = keyOf(command);
    if (key === null) return;
    const questions = this.#questionsFor(command);
    let question = questions.get(key);
    if (question === undefined || !question.repeatable.isStill(place)) {
      const { statement, sql, dialect } = command;
      // what came with the command would stay in memory with all that came in its chunk
      const own = statement === null ? Buffer.from(sql ?? '') : statement.sql;
      const mark = markOf(own, command.parametersKey ?? '');
      question = { repeatable, sql: own, dialect, mark, given: new Map(), turns: new Map() };
      questions.set(key, question);
      this.#bytes += ENTRY_BYTES + key.length + own.length;
    }
    this.#add(question.given, remembered, whole.length);
  }

  /** Something counts as not played that was, or all begins anew. */
  clear(): void {
    this.#states = new Map();
    this.#generation = {};
    this.#known = new WeakMap();
    this.#bytes = 0;
  }

  #questionOf(command: Command): Question | undefined {
    const questions = this.#questionsOf(command, this.#stateOf(command), formOf(command));
    if (questions === undefined) return undefined;
    const key = keyOf(command);
    return key === null ? undefined : questions.get(key);
  }

  #questionsOf({ statement, dialect }: Standpoint, same: SameState | undefined, form: string | null) {
    if (same === undefined) return undefined;
    if (statement === null) return same.texts;
    return form === null ? undefined : same.executes.get(numberOf(statement, dialect))?.get(form);
  }

  /** As `#questionsOf`, made where there are none. */
  #questionsFor(command: Command): Questions {
    const { texts, executes } = this.#stateOf(command) ?? this.#newState(command);
    const { statement, dialect } = command;
    if (statement === null) return texts;
    const number = numberOf(statement, dialect);
    const forms = executes.get(number) ?? new Map<string, Questions>();
    executes.set(number, forms);
    const form = formOf(command) ?? '';
    const known = forms.get(form);
    if (known !== undefined) return known;
    const questions: Questions = new Map();
    this.#generation = {};
    forms.set(form, questions);
    return questions;
  }

  #stateOf(command: Standpoint): SameState | undefined {
    const known = this.#known.get(command.state);
    if (known !== undefined && isSameState(known.command, command)) return known.same;
    const same = this.#states.get(stateKey(command));
    if (same !== undefined) this.#known.set(command.state, { command: stateOf(command), same });
    return same;
  }

  #newState(command: Standpoint): SameState {
    if (this.#states.size >= MAX_STATES) this.clear();
    const same = { texts: new Map(), executes: new Map() };
    this.#generation = {};
    this.#states.set(stateKey(command), same);
    return same;
  }
}

/** All of a session's state but its words. */
interface StateOfCommand {
  readonly dialect: Dialect;
  readonly database: string;
  /** In which its statement was prepared. */
  readonly preparedIn: string | null;
}

function stateOf({ dialect, database, statement }: Standpoint): StateOfCommand {
  return { dialect, database, preparedIn: statement?.database ?? null };
}

function isSameState(a: StateOfCommand, { dialect, database, statement }: Standpoint): boolean {
  return a.dialect === dialect && a.database === database && a.preparedIn === (statement?.database ?? null);
}

function stateKey({ state, dialect, database, statement }: Standpoint): string {
  const { charset, noBackslashEscapes, ansiQuotes, rules } = dialect;
  const reading = `${charset} ${noBackslashEscapes} ${ansiQuotes} ${rules?.number ?? 0}`;
  // a client that logged in with another collation is told of its own in definitions
  const words = [state.all, state.collation ?? null, reading, database, statement?.database ?? null];
  return words.map((each) => JSON.stringify(each)).join();
}

/** Whether all that may differ of the session is in its state's words, and no transaction makes the connection another. */
function isPlain({ code, state, context, statement }: Command, place: Place): boolean {
  if (code !== CommandCode.COM_QUERY && (code !== CommandCode.COM_STMT_EXECUTE || statement === null)) return false;
  return !state.isInTransaction && context.temporaryTables.size === 0 && isAlike(place);
}

/** Whether a connection sees what every connection sees. */
export function isAlike({ transaction, view }: Place): boolean {
  return transaction === null && view.tables.size === 0 && !view.hasTransaction;
}

/** A read that asks for nothing of the session. */
function isRepeatable(command: Command): boolean {
  const { sql, dialect } = command;
  if (sql === null) return false;
  const reading = readStatement(sql, dialect);
  const { isRead, isSessionBound, dependencies, effects } = reading;
  if (!isRead || isSessionBound || dependencies !== NO_DEPENDENCIES || effects.length > 0) return false;
  return !isAboutSession(command, reading);
}

function formOf({ boundForm }: Command): string | null {
  return boundForm ?? null;
}

/** The command's bytes, as far as its statement and its form do not say them. */
function keyOf({ code, sql, boundForm, payload }: Command): string | null {
  if (code === CommandCode.COM_STMT_EXECUTE) return boundForm == null ? null : payload.toString('latin1', BOUND_FROM);
  return sql === null || sql.length > MAX_COMMAND_BYTES ? null : sql.toString('latin1');
}

/** Whether giving the same answer once more changes no data. */
export function changesNoData(use: DataUse | undefined): boolean {
  if (use === undefined) return true;
  return (
    !hasEffect(use) &&
    typeof use.reads === 'object' &&
    use.soft === undefined &&
    use.isOpen !== true &&
    use.named === undefined
  );
}
