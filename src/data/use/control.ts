// What a statement does to the transaction, by its words. https://dev.mysql.com/doc/refman/en/commit.html,
// https://dev.mysql.com/doc/refman/en/savepoint.html

import type { Control } from '../../core/data-use.ts';

const NAME = '[`"]?([^`"]+?)[`"]?';
const TO = new RegExp(`^rollback (?:work )?to (?:savepoint )?${NAME}$`, 'i');
const SAVEPOINT = new RegExp(`^savepoint ${NAME}$`, 'i');
const RELEASE = new RegExp(`^release savepoint ${NAME}$`, 'i');

/** @param sql in its normal form */
export function controlOf(sql: string): Control | undefined {
  for (const [kind, pattern] of [
    ['rollback to', TO],
    ['savepoint', SAVEPOINT],
    ['release', RELEASE],
  ] as const) {
    const name = pattern.exec(sql)?.[1];
    if (name !== undefined) return { kind, name: name.toLowerCase() };
  }
  if (/^start transaction\b.*\bconsistent snapshot/i.test(sql)) return { kind: 'snapshot', name: '' };
  if (/^(?:begin|start transaction)\b/i.test(sql)) return { kind: 'begin', name: '' };
  if (/^(?:xa )?commit\b/i.test(sql)) return { kind: 'commit', name: '' };
  return /^(?:xa )?rollback\b/i.test(sql) ? { kind: 'rollback', name: '' } : undefined;
}

/** Whether several statements in one begin with what they do and end with its commit. */
export function endsTransaction(sql: string, controls: number): boolean {
  return controls > 1 && /\bcommit\s*$/i.test(sql);
}

/** Whether it leaves a transaction open. */
export function keepsOpen({ kind }: Control): boolean {
  return kind === 'savepoint' || kind === 'rollback to' || kind === 'release';
}
