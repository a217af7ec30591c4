// Says in one line which recorded exchange answers a command and why: what `mock replay --explain` logs.

import type { Command } from '../../core/command.ts';
import type { DataUse } from '../../core/data-use.ts';
import type { RecordedExchange } from '../../core/recording.ts';
import type { XCommand } from '../../core/x-responder.ts';
import { maskSecrets } from '../../sql/secrets/mask-secrets.ts';
import type { Found, FoundHow } from '../matching/find-answer.ts';
import type { Doubt, StrategyName } from '../matching/match-query.ts';

const STATEMENT_CHARS = 120;

const WHY: Readonly<Record<Exclude<FoundHow, 'next'>, string>> = {
  again: 'given again',
  'other scope': 'a prepare is the same in every scope, and this one has none',
  'other count': 'recorded for a client that counts found or changed rows otherwise; its text tells both counts',
  'other protocol': 'converted: as recorded, text is prepared here or the reverse',
};

const DOUBTS: Readonly<Record<NonNullable<Doubt>, string>> = {
  overlapped: 'a write ran at the same time when it was recorded',
  hole: 'recorded with several answers for the same data, so it is chosen by place',
  waits: 'another connection has written these rows in an open transaction, and a server would wait for its end',
  count: 'recorded with the same data but another count of rows or ids, which no server promises',
};

const NEXT: Readonly<Record<StrategyName, string>> = {
  data: 'recorded behind the writes that were played, and not played before',
  ordered: "the next that was not played, as seen from the connection's place",
  sequence: 'the next of the session that the connection follows',
  any: 'the first that was not played',
};

/**
 * Null for a miss, which is logged as one.
 * @param asked the command in a few words
 * @param use what the exchange that was found did with data; undefined where that is nothing, or not known
 */
export function explainFound(asked: string, found: Found, strategy: StrategyName, use?: DataUse): string | null {
  switch (found.kind) {
    case 'miss':
      return null;
    case 'housekeeping':
      return `answered without the recording: ${asked}`;
    case 'prepare':
      return `a prepare made from what was recorded as text answers: ${asked}`;
    case 'found': {
      const how = found.how === 'next' ? NEXT[strategy] : WHY[found.how];
      const why = found.doubt == null ? how : `${how}; not certain: ${DOUBTS[found.doubt]}`;
      return `${describeExchange(found.exchange)} answers: ${asked} (${why}${tablesOf(use)})`;
    }
  }
}

/** Of a statement whose tables its words do not tell: a routine, a function of one's own. */
function tablesOf(use: DataUse | undefined): string {
  if (use?.writes === 'all') return '; which tables it writes cannot be told: it counts as all tables';
  return use?.reads === 'all' ? '; which tables it reads cannot be told: it counts as all tables' : '';
}

function describeExchange({ id, session, transaction }: RecordedExchange): string {
  const within = transaction === null ? '' : `, in the transaction begun by ${transaction}`;
  return `exchange ${id} (session ${session}${within})`;
}

export function describeCommand({ name, sql, dialect }: Command): string {
  return sql === null ? name : named(name, maskSecrets(sql, dialect).toString('utf8'));
}

export function describeXCommand(command: XCommand): string {
  const text = command.describe().text ?? command.prepared?.text ?? null;
  return text === null ? command.name : named(command.name, text);
}

function named(name: string, statement: string): string {
  const text = statement.replace(/\s+/g, ' ').trim();
  return `${name} ${text.length <= STATEMENT_CHARS ? text : `${text.slice(0, STATEMENT_CHARS - 1)}…`}`;
}
