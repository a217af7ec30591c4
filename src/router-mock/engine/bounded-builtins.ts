// Built-in functions of the scripts' realm that could run for ever: they are given an end, or taken away where the old
// interpreter, whose scripts these are, had none of the kind. What a script does by itself is counted (guards.ts).

import { types } from 'node:util';
import { BoundedRegExp } from '../../script/limits/bounded-regexp.ts';
import type { Budget } from '../../script/limits/budget.ts';

type Method = (this: unknown, ...args: unknown[]) => unknown;
type Prototype = Record<string, unknown>;

/** What waits for ever, goes on behind a call that is over, or takes for ever to be worked out. */
const TAKEN_AWAY = [
  'Atomics',
  'BigInt',
  'BigInt64Array',
  'BigUint64Array',
  'Promise',
  'SharedArrayBuffer',
  'WebAssembly',
] as const;
const BIG_INTEGERS = ['getBigInt64', 'getBigUint64', 'setBigInt64', 'setBigUint64'] as const;

/** They look at every index up to a list's length, whether there is anything or not. */
const BY_LENGTH = [
  'concat',
  'copyWithin',
  'every',
  'fill',
  'filter',
  'find',
  'findIndex',
  'findLast',
  'findLastIndex',
  'flat',
  'flatMap',
  'forEach',
  'includes',
  'indexOf',
  'join',
  'lastIndexOf',
  'map',
  'reduce',
  'reduceRight',
  'reverse',
  'shift',
  'slice',
  'some',
  'sort',
  'splice',
  'toLocaleString',
  'toReversed',
  'toSorted',
  'toSpliced',
  'toString',
  'unshift',
  'with',
] as const;
const INDICES_PER_MS = 20_000;

/** They look for one text in another. */
const BY_TEXTS = ['includes', 'indexOf', 'lastIndexOf', 'replace', 'replaceAll', 'split'] as const;
const CHARACTERS_PER_MS = 1_000_000;

/** @param global of the realm */
export function boundBuiltins(global: object, budget: Budget): void {
  const realm = global as Record<string, { prototype: Prototype }>;
  for (const name of TAKEN_AWAY) Reflect.deleteProperty(realm, name);
  const { Array: list, DataView: view, RegExp: expression, String: text } = realm;
  for (const name of BIG_INTEGERS) Reflect.deleteProperty(view?.prototype ?? {}, name);
  Reflect.deleteProperty(list ?? {}, 'fromAsync');
  boundSearches(expression?.prototype ?? {}, budget);
  for (const name of BY_LENGTH) {
    charge(list?.prototype, name, budget, (self, args) => {
      return args.reduce((sum: number, arg) => sum + lengthOf(arg), lengthOf(self)) / INDICES_PER_MS;
    });
  }
  charge(list as unknown as Prototype, 'from', budget, (_, [source]) => lengthOf(source) / INDICES_PER_MS);
  for (const name of BY_TEXTS) {
    charge(text?.prototype, name, budget, (self, [wanted]) => {
      return typeof wanted === 'string' ? (lengthOf(self) * wanted.length) / CHARACTERS_PER_MS : 0;
    });
  }
}

/** All that searches with an expression does it by `exec`. */
function boundSearches(prototype: Prototype, budget: Budget): void {
  const native = prototype['exec'] as (this: RegExp, text: string) => RegExpExecArray | null;
  const searches = new BoundedRegExp(budget);
  define(prototype, 'exec', function (this: unknown, given: unknown) {
    const text = String(given);
    // what is no expression is told so by the built-in one
    if (!types.isRegExp(this)) return native.call(this as RegExp, text);
    return searches.exec(this, text, () => native.call(this, text));
  });
}

/** Ends a call before it begins where it would take more than there is. @param ms that it may take */
function charge(
  owner: Prototype | undefined,
  name: string,
  budget: Budget,
  ms: (self: unknown, args: readonly unknown[]) => number,
): void {
  const native = owner?.[name] as Method | undefined;
  if (owner === undefined || native === undefined) return;
  define(owner, name, function (this: unknown, ...args: unknown[]) {
    if (ms(this, args) > budget.limitMs) budget.exceed();
    return Reflect.apply(native, this, args);
  });
}

/** As a built-in function is defined. */
export function define(owner: Prototype, name: string, value: Method): void {
  Object.defineProperty(value, 'name', { value: name });
  Object.defineProperty(owner, name, { value, writable: true, enumerable: false, configurable: true });
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null || !('length' in value)) return 0;
  return typeof value.length === 'number' ? value.length : 0;
}
