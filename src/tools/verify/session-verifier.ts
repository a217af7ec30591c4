// One recorded session asked again: which of its commands are sent, and what came of each.

import type { Command } from '../../core/command.ts';
import { ConnectionLost } from '../../core/errors.ts';
import { CommandCode, hasTrait, Trait } from '../../mysql/constants/commands.ts';
import type { Account } from '../../mysql/session/client-session.ts';
import type { UpstreamOptions } from '../../mysql/session/upstream.ts';
import { readStatements } from '../../sql/read-statements.ts';
import { mayHoldSecret } from '../../sql/secrets/secret-marks.ts';
import { kindOf, type StatementKind } from '../../sql/statement-kind.ts';
import type { ListedExchange, ListedSession } from '../../store/reading/listing.ts';
import type { RecordingFileReader } from '../../store/reading/reader.ts';
import { type Change, COMPARED_ROWS } from '../diff/compare-results.ts';
import { resultsOf } from '../history/results.ts';
import { type AnswerTraits, compareAnswers } from './compare-answers.ts';
import { type LiveAnswer, type LiveCommand, LiveSession, recordedFacts } from './live-session.ts';
import { TransactionGuard } from './transaction-guard.ts';
import { TRANSACTION_ENDS } from './verify-result.ts';
import { isVolatile } from './volatile-answers.ts';

/** What came of one exchange. */
export type Verdict =
  | { readonly kind: 'compared'; readonly changes: readonly Change[] }
  /** Sent or not, its answer was not compared. */
  | { readonly kind: 'skipped'; readonly reason: string }
  /** Not sent, so that the server stays as it is. */
  | { readonly kind: 'withheld'; readonly reason: string };

export interface VerifierOptions {
  readonly reader: RecordingFileReader;
  readonly upstream: UpstreamOptions;
  readonly account: Account;
  /** Null where everything may be sent. */
  readonly guarded: Guarded | null;
}

/** What must be known to leave the server as it is. */
export interface Guarded {
  /** Whether what a statement does to one of these tables cannot be rolled back. */
  readonly isLeft: (tables: readonly string[]) => boolean;
  /** Exchanges whose answers depend on what is not done again, and why. */
  readonly dependents: ReadonlyMap<number, string>;
}

const MASK = "'***'";

export class SessionVerifier {
  readonly #options: VerifierOptions;
  readonly #live: LiveSession;
  readonly #guard: TransactionGuard | null;

  private constructor(options: VerifierOptions, live: LiveSession) {
    this.#options = options;
    this.#live = live;
    this.#guard = options.guarded === null ? null : new TransactionGuard(live.client);
  }

  /** Logs in. @throws MockError where that is refused */
  static async open(options: VerifierOptions, session: ListedSession): Promise<SessionVerifier> {
    const live = await LiveSession.open(options.upstream, options.account, session);
    const verifier = new SessionVerifier(options, live);
    await verifier.#guard?.start(live.client.loginStatus);
    return verifier;
  }

  /** The exchange behind which the transaction was over though it should not have been. */
  get unguardedBy(): number | null {
    return this.#guard?.brokenBy ?? null;
  }

  /** Asks as recorded. @throws ConnectionLost where the server ends the connection */
  async take(exchange: ListedExchange): Promise<Verdict> {
    const asked = this.#live.read(exchange);
    const { verdict, answer } = await this.#judge(exchange, asked);
    const facts = recordedFacts(this.#options.reader, exchange);
    this.#live.noteRecorded(exchange, facts, answer);
    return verdict;
  }

  async end(): Promise<void> {
    try {
      await this.#guard?.end();
    } catch (error) {
      // a connection that is gone was rolled back by the server
      if (!(error instanceof ConnectionLost)) throw error;
    } finally {
      this.#live.close();
    }
  }

  async #judge(exchange: ListedExchange, asked: LiveCommand): Promise<{ verdict: Verdict; answer: LiveAnswer | null }> {
    const not = (verdict: Verdict) => ({ verdict, answer: null });
    const unknown = whyUnknown(exchange);
    if (unknown !== null) return not({ kind: 'skipped', reason: unknown });
    const { command } = asked;
    if (asked.payload === null) return not({ kind: 'skipped', reason: 'about a statement that was not prepared' });
    const kind = this.#kindOf(command);
    const isExecuted = command.code !== CommandCode.COM_STMT_PREPARE;
    const withheld = this.#whyWithheld(kind);
    if (withheld !== null) return not({ kind: 'withheld', reason: withheld });
    if (this.#guard !== null && isExecuted && kind.kind === 'transaction') {
      await this.#guard.take(kind.step);
      return not({ kind: 'skipped', reason: TRANSACTION_ENDS });
    }
    // under READ ONLY a write cannot even be prepared
    if (kind.kind === 'write') await this.#guard?.open();
    const answer = await this.#ask(exchange, asked);
    const dependent = isExecuted ? this.#options.guarded?.dependents.get(exchange.id) : undefined;
    if (dependent !== undefined) return { verdict: { kind: 'skipped', reason: dependent }, answer };
    const recorded = resultsOf(this.#options.reader, exchange, COMPARED_ROWS);
    const changes = compareAnswers(recorded, answer.results, traitsOf(command, kind));
    return { verdict: { kind: 'compared', changes }, answer };
  }

  async #ask(exchange: ListedExchange, asked: LiveCommand): Promise<LiveAnswer> {
    const answer = await this.#live.ask(asked, COMPARED_ROWS);
    this.#guard?.note(answer.facts, exchange.id);
    const isReset = asked.command.code === CommandCode.COM_RESET_CONNECTION && answer.facts.outcome === 'ok';
    if (isReset) await this.#guard?.start(answer.facts.status ?? 0);
    return answer;
  }

  #kindOf({ code, sql, dialect }: Command): StatementKind {
    if (hasTrait(code, Trait.TEXT) || hasTrait(code, Trait.EXECUTION)) return kindOf(sql ?? Buffer.alloc(0), dialect);
    if (hasTrait(code, Trait.HARMLESS)) return { kind: 'session' };
    return { kind: 'withheld', reason: 'it is about the server itself', tables: [], isDeadly: true };
  }

  #whyWithheld(kind: StatementKind): string | null {
    const { guarded } = this.#options;
    if (kind.kind === 'withheld') return guarded !== null || kind.isDeadly ? kind.reason : null;
    if (guarded === null || kind.kind !== 'write' || !guarded.isLeft(kind.tables)) return null;
    return 'what it does cannot be rolled back: its table has no transactions';
  }
}

/** Why an exchange cannot be asked again; null where it can. */
function whyUnknown({ gap, outcome, request, command, sql }: ListedExchange): string | null {
  if (gap !== null) return `gap: ${gap}`;
  if (outcome === 'local_infile') return "with the client's file, which is not kept";
  const isText = command === 'COM_QUERY' || command === 'COM_STMT_PREPARE';
  const isMasked = sql?.includes(MASK) === true && mayHoldSecret(Buffer.from(sql));
  return request === null && (!isText || isMasked) ? 'with a secret in the request' : null;
}

function traitsOf({ code, sql, dialect }: Command, { kind }: StatementKind): AnswerTraits {
  const statements = sql === null ? [] : readStatements(sql, dialect);
  return {
    isVolatile: code !== CommandCode.COM_STMT_PREPARE && statements.some(isVolatile),
    isOrdered: statements.some(({ words }) => words.has('ORDER')),
    isWrite: kind === 'write' || kind === 'withheld',
  };
}
