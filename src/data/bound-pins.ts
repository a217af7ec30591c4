// What a statement's pins come to with the values that were bound to it.

import type { ParameterValue } from '../core/command.ts';
import type { PinnedRows } from '../core/data-use.ts';
import { type Pin, parameterKey } from '../sql/access/constant-key.ts';

/** Less those of which a value has no key: they say nothing. */
export function boundPins(pins: readonly Pin[], parameters: readonly ParameterValue[] | null): readonly PinnedRows[] {
  return pins.flatMap(({ column, values }) => {
    const keys = values.map((value) => ('key' in value ? value.key : parameterKey(parameters?.[value.parameter])));
    const known = keys.filter((key) => key !== null);
    return known.length === keys.length ? [{ column, values: [...new Set(known)].sort() }] : [];
  });
}
