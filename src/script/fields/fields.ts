// Fields of a script's objects, read as MySQL Router's mock server reads them, its messages included.

import { ScriptFailure } from '../script-failure.ts';
import { describeTypes, isObject } from './describe-types.ts';

export type Fields = Readonly<Record<string, unknown>>;

export const UINT8 = 0xff;
export const UINT16 = 0xffff;
export const UINT32 = 0xffffffff;

/** @throws ScriptFailure for anything but a number from 0 to `most`; fractions are cut, NaN is 0 */
export function unsigned(fields: Fields, name: string, most: number, fallback = 0): number {
  const value = fields[name];
  if (value === undefined) return fallback;
  if (typeof value !== 'number') throw new ScriptFailure(`wrong type for field "${name}", expected unsigned number`);
  if (value < 0 || value > most) throw new ScriptFailure(`value out-of-range for field "${name}"`);
  return Math.trunc(value) || 0;
}

export function requiredUnsigned(fields: Fields, name: string, most: number): number {
  if (fields[name] === undefined) throw missing(name);
  return unsigned(fields, name, most);
}

/** Whatever stands there, as JavaScript makes a string of it. */
export function text(fields: Fields, name: string, fallback = ''): string {
  const value = fields[name];
  if (typeof value === 'string') return value;
  return value === undefined ? fallback : String(value);
}

export function requiredText(fields: Fields, name: string): string {
  if (fields[name] === undefined) throw missing(name);
  return text(fields, name);
}

/** Milliseconds; 0 where none are given. @param got what stands before the types of a wrong value */
export function milliseconds(fields: Fields, name: string, got: string): number {
  const value = fields[name];
  if (value === undefined) return 0;
  if (typeof value !== 'number')
    throw new ScriptFailure(`${name} must be a number, if set${got} ${describeTypes(value)}`);
  if (value < 0) throw new ScriptFailure(`${name} must be a non-negative number`);
  return value || 0;
}

/** @throws ScriptFailure for what has no properties */
export function object(value: unknown): Fields {
  if (!isObject(value)) throw new ScriptFailure('expect an object');
  return value;
}

function missing(name: string): ScriptFailure {
  return new ScriptFailure(`Wrong statements document structure: missing field "${name}"`);
}

/** The elements that are there: holes are skipped. */
export function elements(list: Fields): readonly unknown[] {
  if (!Array.isArray(list))
    return Object.keys(list)
      .filter((key) => /^\d+$/.test(key))
      .map((key) => list[key]);
  for (let index = 0; index < list.length; index++) {
    if (!(index in list)) return list.filter(() => true);
  }
  return list;
}
