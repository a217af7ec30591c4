// `SET @mock_scope = 'name'`: a statement to us and not to the server.

import type { Command } from '../../core/command.ts';
import { CommandCode } from '../../core/command-table.ts';
import type { ScopeStatement } from '../../core/scope.ts';
import { readStatement } from '../statement-reading.ts';
import type { Setting } from './settings.ts';
import { contentOfHeld } from './user-variable.ts';

const VARIABLE = 'mock_scope';

/** What a client is told of a mixed one. */
export const MIXED_SCOPE_STATEMENT = 'mock: SET @mock_scope stands alone in its statement, since no server hears of it';

/** Null for every command that is not about the scope. */
export function scopeStatement({ code, sql, dialect }: Command): ScopeStatement | null {
  if (code !== CommandCode.COM_QUERY || sql === null || !mayBeSet(sql)) return null;
  return scopeOf(readStatement(sql, dialect).settings);
}

/** Null where the settings of a statement are not about the scope. */
export function scopeOf(settings: readonly Setting[]): ScopeStatement | null {
  const setting = settings.find((one) => one.kind === 'user' && one.name === VARIABLE);
  if (setting?.kind !== 'user') return null;
  return settings.length > 1 ? { kind: 'mixed' } : { kind: 'begins', scope: contentOfHeld(setting.value ?? '') };
}

/** A SET in its plain form begins with an S; a comment may stand before it. */
function mayBeSet(sql: Buffer): boolean {
  const first = (sql[0] ?? 0) | 0x20;
  if (first < 0x61 || first > 0x7a) return true;
  return first === 0x73 && ((sql[1] ?? 0) | 0x20) === 0x65 && ((sql[2] ?? 0) | 0x20) === 0x74;
}
