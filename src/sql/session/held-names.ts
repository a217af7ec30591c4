// Savepoints and named locks that a session holds, by what its statements said of them.
// https://dev.mysql.com/doc/refman/en/savepoint.html, https://dev.mysql.com/doc/refman/en/locking-functions.html

import type { SessionContext } from '../../core/command.ts';
import type { SessionEffect } from './session-effect.ts';

type Held = Pick<SessionContext, 'savepoints' | 'locks'>;
/** More than any program holds: beyond, what was taken first is forgotten. */
const MAX_HELD = 100;
/** A lock whose name only the server knows. */
const UNKNOWN_NAME = '?';

/** What is another behind the effect; nothing for an effect that is about neither. */
export function heldAfter(effect: SessionEffect, { savepoints, locks }: Held): Partial<Held> {
  switch (effect.kind) {
    case 'transaction end':
      return savepoints.length === 0 ? {} : { savepoints: [] };
    case 'savepoint':
      return { savepoints: [...savepoints.filter((name) => name !== effect.name), effect.name].slice(-MAX_HELD) };
    case 'back to savepoint':
    case 'released savepoint': {
      const at = savepoints.indexOf(effect.name);
      if (at < 0) return {};
      return { savepoints: savepoints.slice(0, effect.kind === 'released savepoint' ? at : at + 1) };
    }
    case 'lock':
      return { locks: [...locks, effect.name ?? UNKNOWN_NAME].sort().slice(-MAX_HELD) };
    case 'released lock': {
      const at = locks.indexOf(effect.name ?? UNKNOWN_NAME);
      return at < 0 ? {} : { locks: locks.filter((_, index) => index !== at) };
    }
    case 'released locks':
      return locks.length === 0 ? {} : { locks: [] };
    default:
      return {};
  }
}
