// A transaction that a connection has open, and the recorded one that answers it, as a whole: what follows its BEGIN is
// answered by what followed that BEGIN. Two recorded transactions may begin alike; which of them the client is in shows
// with the first statement that tells them apart, so the choice can be changed while all answers so far are the same.

import { namesWith, Trait } from '../../core/command-table.ts';
import type { RecordedExchange } from '../../core/recording.ts';
import { readStatement } from '../../sql/statement-reading.ts';
import type { Answering } from './answers.ts';
import type { StatementQuery } from './statement-query.ts';

/** Rows of one look-up: most transactions are short. */
const PAGE = 16;
/** Statements that change nothing for the others of the transaction, so that it goes on without them. */
const SKIPPED_KEYWORDS: ReadonlySet<string> = new Set(['SET', 'USE', 'SAVEPOINT', 'RELEASE']);
/** The commands that are part of a transaction; the others are answered beside it, so it goes on without them. */
const MEMBER_COMMANDS: ReadonlySet<string> = new Set([
  ...namesWith(Trait.TRANSACTIONAL),
  'Sql.StmtExecute',
  'Crud.Find',
  'Crud.Insert',
  'Crud.Update',
  'Crud.Delete',
  'Crud.CreateView',
  'Crud.ModifyView',
  'Crud.DropView',
  'Prepare.Execute',
  'Cursor.Open',
  'Cursor.Fetch',
]);

/** Operations of the X Protocol as recordings show them, such as `shop.orders.find("total > 5").limit(3)`. */
const X_FIND = /^[^\s()]+\.(?:find|select)\(/;
const X_LOCK = /\.lock(?:Shared|Exclusive)\(/;

/** One command of the transaction and what it was answered with. */
interface Step {
  readonly query: StatementQuery;
  readonly exchange: RecordedExchange;
}

export class OpenTransaction {
  readonly begin: RecordedExchange;
  readonly #reader: Answering;
  /** What the recorded transaction holds behind its beginning, as far as read. */
  readonly #members: RecordedExchange[] = [];
  #isComplete = false;
  readonly #steps: Step[] = [];
  readonly #done = new Set<number>();
  /** The next member to be asked for, and the one behind the last write: nothing before that comes again. */
  #position = 0;
  #floor = 0;

  constructor(reader: Answering, begin: RecordedExchange) {
    this.#reader = reader;
    this.begin = begin;
  }

  /** All that was played of it. */
  exchanges(): readonly RecordedExchange[] {
    return [this.begin, ...this.#steps.map((step) => step.exchange)];
  }

  /** Whether nothing was asked in it but what carries no data. */
  get isEmpty(): boolean {
    return this.#steps.every(({ query }) => query.repeat === 'last');
  }

  get steps(): readonly Step[] {
    return this.#steps;
  }

  /** What answers the command as the next of this transaction; undefined where the transaction goes on otherwise. */
  next(query: StatementQuery): RecordedExchange | undefined {
    // What was never asked anything does not end as a transaction in which something was.
    const endsEmpty = query.repeat === 'control' && this.isEmpty;
    for (let index = this.#floor; ; index++) {
      const member = this.#member(index);
      if (member === undefined) return undefined;
      if (this.#done.has(index)) continue;
      // reads may come in another order, but nothing comes before a write that was recorded before it
      if (this.#isAnswer(member, query) && (index >= this.#position || query.isRead)) return member;
      if (index >= this.#position && !this.#mayBeSkipped(member, endsEmpty)) return undefined;
    }
  }

  /** The command was answered with what `next` gave. */
  take(query: StatementQuery, exchange: RecordedExchange): void {
    const index = this.#members.indexOf(exchange);
    this.#steps.push({ query, exchange });
    this.#done.add(index);
    this.#position = Math.max(this.#position, index + 1);
    if (!query.isRead) this.#floor = this.#position;
  }

  /** The same read asked again with no write in between has the same answer. */
  again({ fingerprint, isRead }: StatementQuery): RecordedExchange | undefined {
    if (!isRead) return undefined;
    for (let index = this.#steps.length - 1; index >= 0; index--) {
      const step = this.#steps[index] as Step;
      if (!step.query.isRead) return undefined;
      if (step.query.fingerprint === fingerprint) return step.exchange;
    }
    return undefined;
  }

  #isAnswer(member: RecordedExchange, query: StatementQuery): boolean {
    if (member.fingerprint !== query.fingerprint) return false;
    return member.state === null || this.#reader.stateId(query.state) === member.state;
  }

  #mayBeSkipped(member: RecordedExchange, endsEmpty: boolean): boolean {
    if (member.fingerprint === null || !MEMBER_COMMANDS.has(member.command)) return true;
    if (member.gap !== null) return false;
    const sql = this.#reader.statementOf(member.id);
    if (sql === null) return false;
    if (X_FIND.test(sql)) return !X_LOCK.test(sql);
    const reading = readStatement(Buffer.from(sql));
    const isSkippedRead = reading.isRead && (!endsEmpty || reading.keyword === 'DO');
    return isSkippedRead || SKIPPED_KEYWORDS.has(reading.keyword);
  }

  #member(index: number): RecordedExchange | undefined {
    while (index >= this.#members.length && !this.#isComplete) this.#load();
    return this.#members[index];
  }

  #load(): void {
    const { id, session } = this.begin;
    const page = this.#reader.bySessionAfter(session, this.#members.at(-1)?.id ?? id, PAGE);
    const end = page.findIndex((exchange) => exchange.transaction !== id);
    this.#members.push(...(end < 0 ? page : page.slice(0, end)));
    this.#isComplete = end >= 0 || page.length < PAGE;
  }
}
