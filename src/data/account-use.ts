// GRANT, REVOKE and FLUSH: what they are told depends on the accounts that they name and on whether the tables are there, not
// on any row. What they change counts for everything, since nobody knows who may do what by then.

import { accountObject } from './named-object.ts';
import type { StatementUse } from './statement-use.ts';

const NAME = '(?:`[^`]+`|\'[^\']+\'|"[^"]+"|[\\w$]+)';
const ACCOUNT = `${NAME}(?:@${NAME})?`;
const ACCOUNTS = `(?<accounts>${ACCOUNT}(?:, ?${ACCOUNT})*)`;
/** Of privileges; of roles, and on routines, it is not understood. */
const GRANTED = new RegExp(
  `^(?:grant|revoke) .*? on (?:table )?(?<object>\\*|\\*\\.\\*|${NAME}\\.\\*|${NAME}(?:\\.${NAME})?) (?:to|from) ${ACCOUNTS}(?: with grant option)?$`,
  'is',
);
const REVOKED = new RegExp(`^revoke all(?: privileges)?, ?grant option from ${ACCOUNTS}$`, 'is');
/** Those that lock nothing, and copy nothing. */
const FLUSHED =
  /^flush (?:local |no_write_to_binlog )?(?:privileges|status|hosts|(?:(?:binary|engine|error|general|slow|relay) )?logs|tables?|user_resources|optimizer_costs)$/i;
const WITHOUT_EFFECT = /(?:status|hosts|logs|tables?)$/i;

/** @param sql in its normal form */
export function accountUse(sql: string, database: string): StatementUse {
  const unclear = { reads: 'all', soft: [], writes: 'all', commits: true } as const;
  if (FLUSHED.test(sql)) {
    return { reads: [], soft: [], writes: WITHOUT_EFFECT.test(sql) ? [] : 'all', commits: true };
  }
  const { object = '*', accounts } = (GRANTED.exec(sql) ?? REVOKED.exec(sql))?.groups ?? {};
  if (accounts === undefined) return unclear;
  const named = (accounts.match(new RegExp(ACCOUNT, 'g')) ?? []).map((one) => ({ table: accountObject(one) }));
  if (object.endsWith('*')) return { ...unclear, reads: named };
  const [name = '', schema = database] = object.replaceAll('`', '').toLowerCase().split('.').reverse();
  return { ...unclear, reads: [...named, { table: `${schema.toLowerCase()}.${name}`, isDefinition: true }] };
}
