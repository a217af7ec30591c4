// One try to answer a command as a recorded one: which values of both are at stake, and whether the live ones may stand for the
// recorded ones.

import type { Command } from '../../core/command.ts';
import type { RecordedStatement } from '../../core/recording.ts';
import { readStatement } from '../../sql/statement-reading.ts';
import type { CarriedValues } from './carried-values.ts';
import { type Choose, type MaskedStatement, maskStatement, type Slot } from './masked-statement.ts';
import { uuidsIn } from './volatile-kinds.ts';

export interface Attempt {
  readonly command: Command;
  /** The command with what is known of its values. */
  readonly known: Command;
  /** The values of the command, and of its known form, that rules cover. */
  readonly live: readonly Slot[];
  readonly masked: readonly Slot[];
  /** A recorded statement less the values in the same places. */
  readonly mask: (recorded: RecordedStatement) => MaskedStatement | null;
  readonly values: CarriedValues;
}

/**
 * Whether the live values may stand for the recorded ones: one UUID is never two.
 * @param isAnew a recorded one may go over from the live one that it stood for before
 */
export function areFree(
  recorded: readonly Slot[],
  live: readonly Slot[],
  values: CarriedValues,
  isAnew: boolean,
): boolean {
  const { toLive, toRecorded } = values;
  return recorded.every(({ content }, at) => {
    const slot = live[at];
    if (slot === undefined) return false;
    const { kind, isDefault, names } = slot.rule;
    if (kind !== 'uuid') {
      if ((!isDefault && names === null) || (kind !== 'any' && kind !== 'token')) return true;
      const isTaken = !isAnew && (toLive.known(content) ?? slot.content) !== slot.content;
      return !isTaken && (toRecorded.known(slot.content) ?? content) === content;
    }
    const others = uuidsIn(slot.content);
    return uuidsIn(content).every((uuid, index) => {
      const other = others[index] ?? '';
      const isTaken = !isAnew && (toLive.carry(uuid) ?? other) !== other;
      return !isTaken && (toRecorded.carry(other) ?? uuid) === uuid;
    });
  });
}

/** The known form of a command, less what stands in the places of its live form's values. */
export function maskAlike(
  { name, sql, parameters, dialect }: Command,
  { slots }: MaskedStatement,
): MaskedStatement | null {
  if (sql === null) return null;
  const chosen = new Map(slots.map((slot) => [`${slot.position} ${slot.parameter}`, slot]));
  const choose: Choose = ({ position, parameter }) => chosen.get(`${position} ${parameter}`);
  const { normal } = readStatement(sql, dialect);
  const namesToo = slots.some(({ position }) => position < 0);
  return maskStatement({ command: name, sql: normal, parameters, dialect }, choose, namesToo);
}
