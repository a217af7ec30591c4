// Built-in functions of the scripts' realm that change something, or do not always say the same: they tell of it when they are
// called (effects.ts). What can be got at by a name that a file does not declare is looked at as it is compiled
// (compile-writes.ts); these are what literals, and the names that are allowed there, lead to.

import { types } from 'node:util';
import { define } from './bounded-builtins.ts';
import type { Effects } from './effects.ts';

type Owner = Record<PropertyKey, unknown>;
type Method = (this: unknown, ...args: unknown[]) => unknown;

const CHANGE_THEIR_LIST = [
  'copyWithin',
  'fill',
  'pop',
  'push',
  'reverse',
  'shift',
  'sort',
  'splice',
  'unshift',
] as const;
const CHANGE_THEIR_FIRST = [
  'assign',
  'defineProperties',
  'defineProperty',
  'freeze',
  'preventExtensions',
  'seal',
  'setPrototypeOf',
] as const;
/** They make what goes on by itself, or show what does. */
const ITERATE = ['entries', 'keys', 'values'] as const;

/** @param global of the realm */
export function watchBuiltins(global: object, effects: Effects): void {
  const {
    Array: list,
    Error: error,
    Math: math,
    Object: object,
    RegExp: expression,
    String: text,
  } = global as Record<string, Owner & { prototype: Owner }>;
  const { written, changed, cannotBeSeen } = effects;
  for (const name of CHANGE_THEIR_LIST) watch(list?.prototype, name, (self) => written(self));
  for (const name of CHANGE_THEIR_FIRST) watch(object, name, (_, [target]) => written(target));
  for (const name of ['__defineGetter__', '__defineSetter__']) watch(object?.prototype, name, (self) => written(self));
  for (const name of ITERATE) watch(list?.prototype, name, cannotBeSeen);
  watch(text?.prototype, 'matchAll', cannotBeSeen);
  watch(object, 'getOwnPropertySymbols', cannotBeSeen);
  watch(math, 'random', changed);
  watch(error, 'captureStackTrace', (_, [target]) => written(target));
  watch(expression?.prototype, 'compile', (self) => written(self));
  // where it goes on next time, it notes in the expression
  watch(expression?.prototype, 'exec', (self) => {
    if (types.isRegExp(self) && (self.global || self.sticky)) written(self);
  });
  watchPrototypes(object?.prototype, effects);
  watchLastMatch(expression, effects);
}

/** The functions of an object of ours, and of those within it, happen at each call. */
export function watchFunctions(owner: object, effects: Effects): void {
  for (const [name, value] of Object.entries(owner)) {
    if (typeof value === 'function') watch(owner as Owner, name, effects.changed);
    else if (typeof value === 'object' && value !== null) watchFunctions(value, effects);
  }
}

function watch(
  owner: Owner | undefined,
  name: string,
  note: (self: unknown, args: readonly unknown[]) => unknown,
): void {
  const native = owner?.[name] as Method | undefined;
  if (owner === undefined || native === undefined) return;
  define(owner, name, function (this: unknown, ...args: unknown[]) {
    note(this, args);
    return Reflect.apply(native, this, args);
  });
}

/** An assignment to it is seen; its setter could be called in other ways. */
function watchPrototypes(prototype: Owner | undefined, { written }: Effects): void {
  const { get, set } = Object.getOwnPropertyDescriptor(prototype ?? {}, '__proto__') ?? {};
  if (prototype === undefined || get === undefined || set === undefined) return;
  const change = function (this: unknown, value: unknown) {
    written(this);
    Reflect.apply(set, this, [value]);
  };
  Object.defineProperty(prototype, '__proto__', { get, set: change, enumerable: false, configurable: true });
}

/** `RegExp.$1` and its like: of whichever search was the last. */
function watchLastMatch(expression: Owner | undefined, { changed }: Effects): void {
  if (expression === undefined) return;
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(expression))) {
    const { get } = descriptor;
    if (get === undefined) continue;
    const look = function (this: unknown) {
      changed();
      return Reflect.apply(get, this, []);
    };
    Object.defineProperty(expression, name, { ...descriptor, get: look });
  }
}
