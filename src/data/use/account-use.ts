// GRANT, REVOKE and FLUSH: what they are told depends on the accounts that they name and on whether the tables are there, not
// on any row. What they change counts for everything, since nobody knows who may do what by then.

import { GRANT_TABLES } from '../../sql/access/access-words.ts';
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
const FLUSHED =
  /^flush (?:local |no_write_to_binlog )?(?:privileges|status|hosts|(?:(?:binary|engine|error|general|slow|relay) )?logs|tables?(?: with read lock)?|user_resources|optimizer_costs)$/i;
const WITHOUT_EFFECT = /(?:status|hosts|logs|tables?|lock)$/i;

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

const DEFINED = new RegExp(
  `^(?:create|drop|alter) (?:or replace )?(?:user|role) (?<soft>if (?:not )?exists )?${ACCOUNTS}(?<rest> [^,]*)?$`,
  'is',
);

const TOLD = GRANT_TABLES.map((name) => ({ table: `mysql.${name}`, effect: 'change', mixes: 'all' }) as const);
/** `=` is a password, or what it is encrypted from; MySQL may be told the old one besides. */
const PASSWORD_SET = new RegExp(`^set password for (?<account>${ACCOUNT}) ?=`, 'i');

/** SET PASSWORD and SET DEFAULT ROLE, which commit what is open. @param sql in its normal form */
export function accountSetting(sql: string): StatementUse {
  const account = PASSWORD_SET.exec(sql)?.groups?.['account'];
  if (account === undefined) return { reads: 'all', soft: [], writes: 'all', commits: true };
  const table = accountObject(account);
  return {
    reads: [{ table, isExistence: true }],
    soft: [],
    writes: [{ table, effect: 'define' }, ...TOLD],
    commits: true,
  };
}

/** CREATE, ALTER and DROP of accounts and roles; null where it is about something else. @param sql in its normal form */
export function accountDefinition(sql: string, verb: string): StatementUse | null {
  if (!/^(?:create|drop|alter) (?:or replace )?(?:user|role) /i.test(sql)) return null;
  const { accounts, soft } = DEFINED.exec(sql)?.groups ?? {};
  if (accounts === undefined) return { reads: 'all', soft: [], writes: 'all', commits: true };
  const named = (accounts.match(new RegExp(ACCOUNT, 'g')) ?? []).map(accountObject);
  const existence = named.map((table) => ({ table, isExistence: true }));
  const effect = verb === 'CREATE' ? 'create' : verb === 'DROP' ? 'drop' : 'define';
  const isSoft = soft !== undefined || /^create or replace/i.test(sql);
  return {
    reads: isSoft ? [] : existence,
    soft: isSoft ? existence : [],
    writes: [...named.map((table) => ({ table, effect }) as const), ...TOLD],
    commits: true,
  };
}

/** SHOW GRANTS and SHOW CREATE USER: of which account; null for any other statement. @param sql in its normal form */
export function shownAccount(sql: string): StatementUse['reads'] | null {
  if (!/^show (?:grants|create user)\b/i.test(sql)) return null;
  // what is granted to oneself changes with what counts for everything
  if (/^show grants$/i.test(sql)) return [{ table: '*user.' }];
  const name = new RegExp(`^show (?:grants for|create user) (${ACCOUNT})$`, 'i').exec(sql)?.[1];
  return name === undefined || /^current_user$/i.test(name) ? 'all' : [{ table: accountObject(name) }];
}
