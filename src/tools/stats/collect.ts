// What a recording's statements cost and how they were asked: by statement, and what looks like a mistake.

import { namesWith, Trait } from '../../core/command-table.ts';
import { DigestTexts, digestOf } from '../../sql/statement-digest.ts';
import { isRead } from '../../sql/statement-facts.ts';
import { tokensOf } from '../../sql/statement-reading.ts';
import { TokenKind } from '../../sql/words/token.ts';
import type { RecordingFileReader } from '../../store/reading/reader.ts';
import type { CountedExchange } from '../../store/reading/statistics.ts';
import { isUnlimitedFind, operationText, X_EXECUTIONS } from './x-operation.ts';

/** All executions of one statement, whatever its values. */
export interface StatementStats {
  /** 16 hexadecimal digits that stand for the text. */
  readonly digest: string;
  /** The statement with its values as `?`. */
  readonly text: string;
  /** One execution, to be looked at. */
  readonly example: number;
  count: number;
  errors: number;
  rows: number;
  bytes: number;
  totalUs: number;
  maxUs: number;
}

export type FindingKind = 'n+1' | 'duplicate' | 'unlimited' | 'literals' | 'budget';

/** Something that looks like a mistake. */
export interface Finding {
  readonly kind: FindingKind;
  readonly scope: string;
  readonly digest: string;
  readonly text: string;
  readonly message: string;
  /** Exchanges that show it, at most ten. */
  readonly exchanges: readonly number[];
}

export interface ScopeStats {
  /** Empty for the unnamed one. */
  readonly scope: string;
  readonly queries: number;
  readonly errors: number;
  readonly rows: number;
  readonly totalUs: number;
  /** Most time first. */
  readonly statements: readonly StatementStats[];
  readonly findings: readonly Finding[];
}

/** From where on something counts as a mistake. */
export interface StatsLimits {
  /** The same statement so often in a row of one session, each time with other values. */
  readonly nPlusOne: number;
  /** The same statement with the same values and answer so often within a scope. */
  readonly duplicates: number;
  /** Rows that a read without LIMIT returned. */
  readonly unlimitedRows: number;
  /** Different values in the text of one statement. */
  readonly literals: number;
  /** Most statements in a scope; null where there is no budget. */
  readonly maxQueries: number | null;
  /** Longest time of all statements of a scope, in milliseconds. */
  readonly maxMs: number | null;
}

export const DEFAULT_LIMITS: StatsLimits = {
  nPlusOne: 5,
  duplicates: 3,
  unlimitedRows: 1000,
  literals: 5,
  maxQueries: null,
  maxMs: null,
};

const SHOWN_EXCHANGES = 10;
/** Statements of the session or of transactions: they are asked often and cost nothing. */
const PLUMBING = /^(?:SET|USE|BEGIN|START TRANSACTION|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|DO|SHOW WARNINGS)\b/i;

/**
 * Of every scope that has statements, in the order in which they began.
 * @param isCounted which exchanges count; default: all
 */
export function collectStats(
  reader: RecordingFileReader,
  limits: StatsLimits = DEFAULT_LIMITS,
  isCounted: (exchange: CountedExchange) => boolean = () => true,
): ScopeStats[] {
  const scopes = new Map<string, ScopeCollector>();
  for (const exchange of reader.countedExchanges()) {
    if (exchange.sql === null || !EXECUTIONS.has(exchange.command) || !isCounted(exchange)) continue;
    let scope = scopes.get(exchange.scope);
    if (scope === undefined) {
      scope = new ScopeCollector(exchange.scope, limits);
      scopes.set(exchange.scope, scope);
    }
    scope.add(exchange, exchange.sql);
  }
  return [...scopes.values()].map((scope) => scope.finish());
}

const EXECUTIONS: ReadonlySet<string> = new Set([...namesWith(Trait.EXECUTION), ...X_EXECUTIONS]);
/** Those whose values stand in the statement's text. */
const TEXTS: ReadonlySet<string> = new Set(['COM_QUERY', 'Sql.StmtExecute']);

interface Group extends StatementStats {
  readonly texts: Set<string>;
  readonly isPrepared: boolean;
  readonly exchanges: number[];
  longest: { readonly rows: number; readonly exchange: number } | null;
}

interface Repeated {
  readonly group: Group;
  readonly first: number;
  /** Null where there is but the first. */
  exchanges: number[] | null;
  count: number;
}

/** Executions of one statement that followed each other in a session. */
interface Run {
  readonly group: Group;
  readonly values: Set<string>;
  readonly exchanges: number[];
  count: number;
}

class ScopeCollector {
  readonly #scope: string;
  readonly #limits: StatsLimits;
  readonly #groups = new Map<string, Group>();
  readonly #digests = new DigestTexts<Group>();
  /** By fingerprint and answer. */
  readonly #repeated = new Map<string, Repeated>();
  readonly #runs = new Map<number, Run>();
  readonly #findings: Finding[] = [];

  constructor(scope: string, limits: StatsLimits) {
    this.#scope = scope;
    this.#limits = limits;
  }

  add(exchange: CountedExchange, sql: string): void {
    const group = this.#group(exchange, sql);
    const us = exchange.lastByteUs;
    group.count++;
    group.errors += exchange.outcome === 'error' ? 1 : 0;
    group.rows += exchange.rows ?? 0;
    group.bytes += exchange.bytes;
    group.totalUs += us;
    group.maxUs = Math.max(group.maxUs, us);
    if (group.exchanges.length < SHOWN_EXCHANGES) group.exchanges.push(exchange.id);
    if (PLUMBING.test(group.text)) return;
    if (group.texts.size <= this.#limits.literals) group.texts.add(sql);
    this.#noteRows(group, exchange, sql);
    this.#noteRepeated(group, exchange);
    this.#noteRun(group, exchange, sql);
  }

  finish(): ScopeStats {
    for (const run of this.#runs.values()) this.#endRun(run);
    const { duplicates, literals } = this.#limits;
    for (const { group, first, exchanges, count } of this.#repeated.values()) {
      if (count >= duplicates) {
        this.#find(
          'duplicate',
          group,
          `asked ${count} times with the same values and the same answer`,
          exchanges ?? [first],
        );
      }
    }
    for (const group of this.#groups.values()) {
      if (group.longest !== null) {
        const message = `returned ${group.longest.rows} rows and has no LIMIT`;
        this.#find('unlimited', group, message, [group.longest.exchange]);
      }
      if (!group.isPrepared && group.texts.size >= literals) {
        this.#find(
          'literals',
          group,
          `${group.count} statements that differ in their values only: use parameters`,
          group.exchanges,
        );
      }
    }
    return this.#summary();
  }

  #summary(): ScopeStats {
    const statements = [...this.#groups.values()].sort((a, b) => b.totalUs - a.totalUs || b.count - a.count);
    const sum = (of: (group: Group) => number) => statements.reduce((total, group) => total + of(group), 0);
    const queries = sum(({ count }) => count);
    const totalUs = sum((group) => group.totalUs);
    this.#checkBudgets(queries, totalUs);
    const shown = statements.map(
      ({ texts: _texts, exchanges: _exchanges, longest: _longest, isPrepared: _is, ...rest }) => rest,
    );
    const counts = { queries, errors: sum(({ errors }) => errors), rows: sum(({ rows }) => rows), totalUs };
    return { scope: this.#scope, ...counts, statements: shown, findings: this.#findings };
  }

  #checkBudgets(queries: number, totalUs: number): void {
    const { maxQueries, maxMs } = this.#limits;
    const budget = (message: string) =>
      this.#findings.push({ kind: 'budget', scope: this.#scope, digest: '', text: '', message, exchanges: [] });
    if (maxQueries !== null && queries > maxQueries) budget(`${queries} statements, and the budget is ${maxQueries}`);
    if (maxMs !== null && totalUs > maxMs * 1000) {
      budget(`${Math.round(totalUs / 1000)} ms in statements, and the budget is ${maxMs} ms`);
    }
  }

  /** Programs ask the same statements over and over: what one is, is worked out once. */
  #group(exchange: CountedExchange, sql: string): Group {
    const operation = operationText(exchange, sql);
    if (operation !== null) return this.#groupOf(operation, exchange);
    return this.#digests.of(sql, (text) => this.#groupOf(text, exchange));
  }

  #groupOf(text: string, exchange: CountedExchange): Group {
    let group = this.#groups.get(text);
    if (group === undefined) {
      const counts = { count: 0, errors: 0, rows: 0, bytes: 0, totalUs: 0, maxUs: 0 };
      const isPrepared = !TEXTS.has(exchange.command);
      const seen = { texts: new Set<string>(), isPrepared, exchanges: [], longest: null };
      group = { digest: digestOf(text), text, example: exchange.id, ...counts, ...seen };
      this.#groups.set(text, group);
    }
    return group;
  }

  #noteRows(group: Group, { id, rows }: CountedExchange, sql: string): void {
    if (rows === null || rows < this.#limits.unlimitedRows || rows <= (group.longest?.rows ?? 0)) return;
    if ((isRead(tokensOf(Buffer.from(sql))) && !hasLimit(sql)) || isUnlimitedFind(sql))
      group.longest = { rows, exchange: id };
  }

  #noteRepeated(group: Group, { id, fingerprint, responseId, rows }: CountedExchange): void {
    if (rows === null || fingerprint === null) return;
    const key = `${fingerprint} ${responseId}`;
    const known = this.#repeated.get(key);
    if (known === undefined) {
      this.#repeated.set(key, { group, first: id, exchanges: null, count: 1 });
      return;
    }
    known.count++;
    known.exchanges ??= [known.first];
    if (known.exchanges.length < SHOWN_EXCHANGES) known.exchanges.push(id);
  }

  #noteRun(group: Group, { id, session, rows, parameters }: CountedExchange, sql: string): void {
    const run = this.#runs.get(session);
    if (run !== undefined && run.group === group) {
      run.count++;
      // more of them say nothing more
      if (run.values.size < this.#limits.nPlusOne) run.values.add(`${sql} ${parameters ?? ''}`);
      if (run.exchanges.length < SHOWN_EXCHANGES) run.exchanges.push(id);
      return;
    }
    if (run !== undefined) this.#endRun(run);
    if (rows === null) this.#runs.delete(session);
    else this.#runs.set(session, { group, values: new Set([`${sql} ${parameters ?? ''}`]), exchanges: [id], count: 1 });
  }

  #endRun({ group, values, exchanges, count }: Run): void {
    if (count < this.#limits.nPlusOne || values.size < this.#limits.nPlusOne) return;
    const message = `asked ${count} times in a row with other values: one statement with IN (…) or a JOIN would do`;
    this.#find('n+1', group, message, exchanges);
  }

  #find(kind: FindingKind, { digest, text }: Group, message: string, exchanges: readonly number[]): void {
    this.#findings.push({ kind, scope: this.#scope, digest, text, message, exchanges: [...exchanges] });
  }
}

function hasLimit(sql: string): boolean {
  const lexer = tokensOf(Buffer.from(sql)).read();
  for (let kind = lexer.nextSignificant(); kind !== TokenKind.end; kind = lexer.nextSignificant()) {
    if (kind === TokenKind.word && ['LIMIT', 'FETCH'].includes(lexer.upperText())) return true;
  }
  return false;
}
