// A recording of a few exchanges in memory, for what asks only for exchanges and not for their bytes.

import type { RecordedExchange } from '../../src/core/recording.ts';
import type { Answering } from '../../src/replay/matching/answers.ts';

export interface Recorded {
  readonly fingerprint: string;
  readonly command?: string;
  readonly session?: number;
  readonly response?: number;
  readonly state?: number | null;
  /** Id of the exchange that began the transaction. */
  readonly transaction?: number;
  readonly begunAfter?: number;
  readonly sql?: string;
}

/** The session states, by id: 1 outside of a transaction, 2 inside. */
const words = ['', 'outside', 'inside', 'autocommit=1 in_transaction=1', 'autocommit=1 in_transaction=1 called=p'];

/** A recording of these exchanges, with ids from 1. */
export function recordingOf(recorded: readonly Recorded[]): Answering {
  const exchanges = recorded.map(
    (
      { fingerprint, command = 'COM_QUERY', session = 1, response, state = 1, transaction = null, begunAfter },
      n,
    ): RecordedExchange => ({
      id: n + 1,
      session,
      ordinal: n + 1,
      command,
      database: '',
      responseId: response ?? n + 1,
      prepareExchange: null,
      gap: null,
      fingerprint,
      scope: 0,
      state: transaction === null ? state : 2,
      transaction,
      begunAfter: begunAfter ?? n,
    }),
  );
  return {
    byFingerprintAfter: (fingerprint, scope, after, limit) =>
      exchanges
        .filter((one) => one.fingerprint === fingerprint && one.scope === scope && one.id > after)
        .slice(0, limit),
    bySessionAfter: (session, after, limit) =>
      exchanges.filter((one) => one.session === session && one.id > after).slice(0, limit),
    exchangeById: (id) => exchanges[id - 1],
    statementOf: (id) => recorded[id - 1]?.sql ?? 'INSERT INTO t VALUES (1)',
    parametersOf: () => null,
    response: (id) => {
      throw new Error(`no response ${id}`);
    },
    stateId: (name) => (words.includes(name) ? words.indexOf(name) : null),
    hasData: false,
    dataOf: () => undefined,
    stateWords: (id) => words[id] ?? '',
  };
}
