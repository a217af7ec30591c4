// What a recording's statements cost, and what looks like a mistake: as it was counted when it was sealed, or counted now.

import { namesWith, Trait } from '../../core/command-table.ts';
import { DigestTexts } from '../../sql/statement-digest.ts';
import {
  type CountedStatement,
  FINDING_LIMITS,
  type FindingLimits,
  type ScopeStats,
  StatisticsCollector,
} from '../../store/counting/statistics-collector.ts';
import type { RecordingFileReader } from '../../store/reading/reader.ts';
import type { CountedExchange } from '../../store/reading/statistics.ts';
import { operationText, X_EXECUTIONS } from './x-operation.ts';

/** From where on something counts as a mistake. */
export interface StatsLimits extends FindingLimits {
  /** Most statements in a scope; null where there is no budget. */
  readonly maxQueries: number | null;
  /** Longest time of all statements of a scope, in milliseconds. */
  readonly maxMs: number | null;
}

export const DEFAULT_LIMITS: StatsLimits = { ...FINDING_LIMITS, maxQueries: null, maxMs: null };

const EXECUTIONS: ReadonlySet<string> = new Set([...namesWith(Trait.EXECUTION), ...X_EXECUTIONS]);
/** Those whose values stand in the statement's text. */
const TEXTS: ReadonlySet<string> = new Set(['COM_QUERY', 'Sql.StmtExecute']);

/**
 * Of every scope that has statements, in the order in which they began.
 * @param isCounted which exchanges count; default: all
 */
export function collectStats(
  reader: RecordingFileReader,
  limits: StatsLimits = DEFAULT_LIMITS,
  isCounted?: (exchange: CountedExchange) => boolean,
): ScopeStats[] {
  const sealed = isCounted === undefined && hasUsualLimits(limits) ? reader.sealed.scopes() : null;
  return (sealed ?? counted(reader, limits, isCounted)).map((scope) => withBudgets(scope, limits));
}

function hasUsualLimits(limits: StatsLimits): boolean {
  const { nPlusOne, duplicates, unlimitedRows, literals } = FINDING_LIMITS;
  const isUsual = limits.nPlusOne === nPlusOne && limits.duplicates === duplicates;
  return isUsual && limits.unlimitedRows === unlimitedRows && limits.literals === literals;
}

function counted(
  reader: RecordingFileReader,
  limits: StatsLimits,
  isCounted: (exchange: CountedExchange) => boolean = () => true,
): ScopeStats[] {
  const collector = new StatisticsCollector(limits);
  const digests = new DigestTexts<string>();
  for (const exchange of reader.countedExchanges()) {
    const { sql, command } = exchange;
    if (sql === null || !EXECUTIONS.has(command) || !isCounted(exchange)) continue;
    // programs ask the same statements over and over: what one is, is worked out once
    const text = operationText(exchange, sql) ?? digests.of(sql, (digest) => digest);
    collector.add(statementOf(exchange, sql), text);
  }
  return collector.finish();
}

/** Without a spread, which costs more than all the rest of counting. */
function statementOf(exchange: CountedExchange, sql: string): CountedStatement {
  return {
    id: exchange.id,
    session: exchange.session,
    scope: exchange.scope,
    isPrepared: !TEXTS.has(exchange.command),
    sql,
    parameters: exchange.parameters,
    fingerprint: exchange.fingerprint,
    responseId: exchange.responseId,
    isError: exchange.outcome === 'error',
    rows: exchange.rows,
    bytes: exchange.bytes,
    lastByteUs: exchange.lastByteUs,
  };
}

function withBudgets(stats: ScopeStats, { maxQueries, maxMs }: StatsLimits): ScopeStats {
  const { scope, queries, totalUs, findings } = stats;
  const over: string[] = [];
  if (maxQueries !== null && queries > maxQueries) over.push(`${queries} statements, and the budget is ${maxQueries}`);
  if (maxMs !== null && totalUs > maxMs * 1000)
    over.push(`${Math.round(totalUs / 1000)} ms in statements, and the budget is ${maxMs} ms`);
  if (over.length === 0) return stats;
  const budget = { kind: 'budget', scope, digest: '', text: '', exchanges: [] } as const;
  return { ...stats, findings: [...findings, ...over.map((message) => ({ ...budget, message }))] };
}
