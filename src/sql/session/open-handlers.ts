// HANDLER t …: where a handler stands, and whether it is open still, by what the session's statements said of it and of tables.
// https://dev.mysql.com/doc/refman/en/handler.html, https://mariadb.com/kb/en/handler-commands/

import { canonicalDigest } from '../../core/canonical-hash.ts';
import type { SessionContext } from '../../core/command.ts';
import type { SessionEffect } from './session-effect.ts';

type Held = Pick<SessionContext, 'handlers' | 'temporaryTables'>;

/**
 * A word for each handler behind the effect, by name; null where it is about none. CREATE and DROP TEMPORARY TABLE close
 * those of the table, even where they fail, whatever name they are known by: so a statement about tables is one about all.
 * @param sql the statement that has the effect
 */
export function handlersAfter(
  effect: SessionEffect,
  { handlers, temporaryTables }: Held,
  sql: Buffer,
): ReadonlyMap<string, string> | null {
  const text = sql.toString('latin1');
  switch (effect.kind) {
    case 'handler': {
      const hidden = [...temporaryTables].sort().join(',');
      const after = canonicalDigest(`${handlers.get(effect.name) ?? ''}>${text}>${hidden}`);
      return new Map(handlers).set(effect.name, after);
    }
    case 'temporary table':
    case 'dropped table':
    case 'renamed table':
    case 'locked tables':
    case 'refused table':
      if (handlers.size === 0) return null;
      return new Map([...handlers].map(([name, before]) => [name, canonicalDigest(`${before}>${text}`)]));
    default:
      return null;
  }
}

/** What an answer about a handler depends on. A temporary table is opened by one handler at a time, so all count then. */
export function handlerWord(name: string, { handlers, temporaryTables }: Held): string {
  if (temporaryTables.size === 0) return handlers.get(name) ?? 'none';
  const all = [...handlers].sort(([a], [b]) => (a < b ? -1 : 1));
  return all.length === 0 ? 'none' : canonicalDigest(all.flat().join('\n'));
}
