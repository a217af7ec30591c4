// `session_trackers` of a script: what an OK packet tells of the session's state.

import type { SessionStateChange } from '../../mysql/packets/session-state.ts';
import { ScriptFailure } from '../script-failure.ts';
import { elements, type Fields, object, requiredText, text } from './fields.ts';

const NONE: readonly SessionStateChange[] = [];

/** @throws ScriptFailure */
export function readTrackers(fields: Fields): readonly SessionStateChange[] {
  const list = fields['session_trackers'];
  if (list === undefined) return NONE;
  if (!Array.isArray(list)) throw new ScriptFailure('expected .session_tracker to be an array');
  return elements(object(list)).map((tracker) => readTracker(object(tracker)));
}

function readTracker(tracker: Fields): SessionStateChange {
  const type = requiredText(tracker, 'type');
  switch (type) {
    case 'system_variable': {
      const variable = { name: bytes(tracker, 'name'), value: bytes(tracker, 'value') };
      return { type: 'system_variables', variables: [variable] };
    }
    case 'schema':
      return { type: 'schema', name: bytes(tracker, 'schema') };
    case 'state':
      return { type: 'state_change', flag: ofSize(tracker, 'state', 1) };
    case 'gtid':
      return { type: 'gtids', encoding: 0, gtids: bytes(tracker, 'gtid') };
    case 'trx_characteristics':
      return { type: 'transaction_characteristics', sql: bytes(tracker, 'trx_stmt') };
    case 'trx_state':
      return { type: 'transaction_state', state: ofSize(tracker, 'state', 8) };
    default:
      throw new ScriptFailure(`unknown session_tracket.type = ${type}`);
  }
}

function bytes(tracker: Fields, name: string): Buffer {
  return Buffer.from(text(tracker, name));
}

function ofSize(tracker: Fields, name: string, size: number): Buffer {
  const value = bytes(tracker, name);
  if (value.length === size) return value;
  throw new ScriptFailure(`session_tracket.${name} must be size==${size}, is ${value.length}`);
}
