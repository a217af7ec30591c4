// What a statement's pins come to with the values that were bound to it.

import type { ParameterValue } from '../../core/command.ts';
import type { PinnedRows } from '../../core/data-use.ts';
import { type Pin, parameterKey } from '../../sql/access/constant-key.ts';
import type { AskedStatement } from './asked-statement.ts';

/** Less those of which a value has no key: they say nothing. */
export function boundPins(pins: readonly Pin[], asked: Pick<AskedStatement, 'parameters' | 'perRow'>): PinnedRows[] {
  return pins.flatMap(({ column, values }) => {
    const keys = values.flatMap((value) =>
      'key' in value ? value.key : boundTo(value.parameter, asked).map((one) => parameterKey(one)),
    );
    const known = keys.filter((key) => key !== null);
    return known.length === keys.length ? [{ column, values: [...new Set(known)].sort() }] : [];
  });
}

/** In a bulk command each row binds one. */
function boundTo(
  at: number,
  { parameters, perRow }: Pick<AskedStatement, 'parameters' | 'perRow'>,
): readonly (ParameterValue | undefined)[] {
  if (perRow === undefined) return [parameters?.[at]];
  return (parameters ?? []).filter((_, index) => index % perRow === at);
}
