// What a recording's statements cost and how they were asked: by scope and statement, and what looks like a mistake. Counted once when
// a long recording is sealed (sealing/statistics.ts), or by whoever asks (tools/stats).

import { digestOf } from '../../sql/statement-digest.ts';
import { isRead } from '../../sql/statement-facts.ts';
import { tokensOf } from '../../sql/statement-reading.ts';
import { TokenKind } from '../../sql/words/token.ts';

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
export interface FindingLimits {
  /** The same statement so often in a row of one session, each time with other values. */
  readonly nPlusOne: number;
  /** The same statement with the same values and answer so often within a scope. */
  readonly duplicates: number;
  /** Rows that a read without LIMIT returned. */
  readonly unlimitedRows: number;
  /** Different values in the text of one statement. */
  readonly literals: number;
}

export const FINDING_LIMITS: FindingLimits = {
  nPlusOne: 5,
  duplicates: 3,
  unlimitedRows: 1000,
  literals: 5,
};

const SHOWN_EXCHANGES = 10;
/** Statements of the session or of transactions: they are asked often and cost nothing. */
const PLUMBING = /^(?:SET|USE|BEGIN|START TRANSACTION|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|DO|SHOW WARNINGS)\b/i;

/** An execution, and what came of it. */
export interface CountedStatement {
  readonly id: number;
  readonly session: number;
  readonly scope: string;
  /** Whether its values came beside the text. */
  readonly isPrepared: boolean;
  readonly sql: string;
  readonly parameters: string | null;
  readonly fingerprint: string | null;
  readonly responseId: number | null;
  readonly isError: boolean;
  readonly rows: number | null;
  readonly bytes: number;
  readonly lastByteUs: number;
}

export class StatisticsCollector {
  readonly #limits: FindingLimits;
  readonly #scopes = new Map<string, ScopeCollector>();

  constructor(limits: FindingLimits) {
    this.#limits = limits;
  }

  /** In the order of the recording. @param text the statement without its values */
  add(statement: CountedStatement, text: string): void {
    let scope = this.#scopes.get(statement.scope);
    if (scope === undefined) {
      scope = new ScopeCollector(statement.scope, this.#limits);
      this.#scopes.set(statement.scope, scope);
    }
    scope.add(statement, text);
  }

  /** Of every scope that has statements, in the order in which they began. */
  finish(): ScopeStats[] {
    return [...this.#scopes.values()].map((scope) => scope.finish());
  }
}

interface Group extends StatementStats {
  readonly texts: Set<string>;
  readonly isPrepared: boolean;
  readonly isPlumbing: boolean;
  readonly exchanges: number[];
  longest: { readonly rows: number; readonly exchange: number } | null;
}

interface Repeated {
  readonly group: Group;
  readonly exchanges: number[];
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
  readonly #limits: FindingLimits;
  readonly #groups = new Map<string, Group>();
  /** By fingerprint and answer, as `questionKey` has them: the first exchange, and of those that came again all. */
  readonly #asked = new Map<number, number>();
  readonly #repeated = new Map<number, Repeated>();
  readonly #runs = new Map<number, Run>();
  readonly #findings: Finding[] = [];

  constructor(scope: string, limits: FindingLimits) {
    this.#scope = scope;
    this.#limits = limits;
  }

  add(exchange: CountedStatement, text: string): void {
    const group = this.#groupOf(text, exchange);
    const { sql, lastByteUs: us } = exchange;
    group.count++;
    group.errors += exchange.isError ? 1 : 0;
    group.rows += exchange.rows ?? 0;
    group.bytes += exchange.bytes;
    group.totalUs += us;
    group.maxUs = Math.max(group.maxUs, us);
    if (group.exchanges.length < SHOWN_EXCHANGES) group.exchanges.push(exchange.id);
    if (group.isPlumbing) return;
    if (group.texts.size <= this.#limits.literals) group.texts.add(sql);
    this.#noteRows(group, exchange, sql);
    this.#noteRepeated(group, exchange);
    this.#noteRun(group, exchange, sql);
  }

  finish(): ScopeStats {
    for (const run of this.#runs.values()) this.#endRun(run);
    const { duplicates, literals } = this.#limits;
    // in the order in which they were asked first
    const repeated = [...this.#repeated.values()].filter(({ count }) => count >= duplicates);
    for (const { group, exchanges, count } of repeated.sort((a, b) => (a.exchanges[0] ?? 0) - (b.exchanges[0] ?? 0))) {
      this.#find('duplicate', group, `asked ${count} times with the same values and the same answer`, exchanges);
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
    const shown = statements.map(
      ({ texts: _texts, exchanges: _exchanges, longest: _longest, isPrepared: _is, isPlumbing: _plumbing, ...rest }) =>
        rest,
    );
    const counts = { queries, errors: sum(({ errors }) => errors), rows: sum(({ rows }) => rows), totalUs };
    return { scope: this.#scope, ...counts, statements: shown, findings: this.#findings };
  }

  #groupOf(text: string, exchange: CountedStatement): Group {
    let group = this.#groups.get(text);
    if (group === undefined) {
      const counts = { count: 0, errors: 0, rows: 0, bytes: 0, totalUs: 0, maxUs: 0 };
      const { isPrepared } = exchange;
      const isPlumbing = PLUMBING.test(text);
      const seen = { texts: new Set<string>(), isPrepared, isPlumbing, exchanges: [], longest: null };
      group = { digest: digestOf(text), text, example: exchange.id, ...counts, ...seen };
      this.#groups.set(text, group);
    }
    return group;
  }

  #noteRows(group: Group, { id, rows }: CountedStatement, sql: string): void {
    if (rows === null || rows < this.#limits.unlimitedRows || rows <= (group.longest?.rows ?? 0)) return;
    if ((isRead(tokensOf(Buffer.from(sql))) && !hasLimit(sql)) || isUnlimitedFind(sql))
      group.longest = { rows, exchange: id };
  }

  #noteRepeated(group: Group, { id, fingerprint, responseId, rows }: CountedStatement): void {
    if (rows === null || fingerprint === null) return;
    const key = questionKey(fingerprint, responseId ?? 0);
    const first = this.#asked.get(key);
    if (first === undefined) {
      this.#asked.set(key, id);
      return;
    }
    const known = this.#repeated.get(key) ?? { group, exchanges: [first], count: 1 };
    if (known.count === 1) this.#repeated.set(key, known);
    known.count++;
    if (known.exchanges.length < SHOWN_EXCHANGES) known.exchanges.push(id);
  }

  #noteRun(group: Group, { id, session, rows, parameters }: CountedStatement, sql: string): void {
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

/**
 * A number for a fingerprint's first 52 bits and an answer: of a million questions two are one by chance once in ten thousand
 * recordings, and a finding takes three. Strings for all of them would take five times the memory.
 */
function questionKey(fingerprint: string, response: number): number {
  const high = (Number.parseInt(fingerprint.slice(0, 8), 16) ^ Math.imul(response, 0x9e3779b1)) >>> 0;
  return high * 0x10_0000 + Number.parseInt(fingerprint.slice(8, 13), 16);
}

/** As operations of the X Protocol are shown. */
const X_READ = /^[^\s()]+\.(?:find|select)\(/;

function isUnlimitedFind(sql: string): boolean {
  return X_READ.test(sql) && !sql.includes('.limit(');
}
