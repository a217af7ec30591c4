// What a statement's pins come to with the values that were bound to it.

import type { ParameterValue } from '../../core/command.ts';
import type { PinnedRows } from '../../core/data-use.ts';
import { type Pin, type PinValue, parameterKey } from '../../sql/access/constant-key.ts';
import type { AskedStatement } from './asked-statement.ts';

/** Less those of which a value has no key: they say nothing. */
export function boundPins(pins: readonly Pin[], asked: Pick<AskedStatement, 'parameters' | 'perRow'>): PinnedRows[] {
  return pins.flatMap(({ column, values, given }) => {
    const keys = values.flatMap((value) => keysOf(value, asked));
    const known = keys.filter((key) => key !== null);
    const isMoved = given !== undefined && !areOne([...keys, ...keysOf(given, asked)]);
    return known.length === keys.length && !isMoved ? [{ column, values: [...new Set(known)].sort() }] : [];
  });
}

/** Each text that pins name, as it was written: by its column, with its key. */
export function spelledTexts(
  pins: readonly Pin[],
  asked: Pick<AskedStatement, 'parameters' | 'perRow'>,
): readonly { readonly column: string; readonly key: string; readonly text: string | null }[] {
  return pins.flatMap(({ column, values }) => {
    return values.flatMap((value) => {
      if ('key' in value) return { column, key: value.key, text: value.text ?? null };
      return boundTo(value.parameter, asked).flatMap((parameter) => {
        const key = parameterKey(parameter);
        return key === null
          ? []
          : { column, key, text: parameter?.kind === 'text' ? parameter.value.toString('latin1') : null };
      });
    });
  });
}

/** Columns by which a row may be another one behind an UPDATE: what is pinned there stays what it is. */
export function movedColumns(assigned: readonly string[], pins: readonly PinnedRows[]): readonly string[] {
  return assigned.filter((name) => !pins.some(({ column }) => column === name));
}

function keysOf(value: PinValue, asked: Pick<AskedStatement, 'parameters' | 'perRow'>): readonly (string | null)[] {
  return 'key' in value ? [value.key] : boundTo(value.parameter, asked).map((one) => parameterKey(one));
}

function areOne([first = null, ...others]: readonly (string | null)[]): boolean {
  return first !== null && others.every((one) => one === first);
}

/** In a bulk command each row binds one. */
function boundTo(
  at: number,
  { parameters, perRow }: Pick<AskedStatement, 'parameters' | 'perRow'>,
): readonly (ParameterValue | undefined)[] {
  if (perRow === undefined) return [parameters?.[at]];
  return (parameters ?? []).filter((_, index) => index % perRow === at);
}
