// Modules that scripts may require and that are no files: what the old interpreter's shims had, and no more.

import { readFileSync, realpathSync } from 'node:fs';
import { isatty } from 'node:tty';
import type { Realm } from './realm.ts';

type Listener = (...args: unknown[]) => unknown;

class EventEmitter {
  readonly #listeners = new Map<string, Listener[]>();

  on(name: string, listener: Listener): this {
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener]);
    return this;
  }

  once(name: string, listener: Listener): this {
    return this.on(name, listener);
  }

  emit(name: string, ...args: unknown[]): boolean {
    const listeners = this.#listeners.get(name) ?? [];
    for (const listener of listeners) listener(...args);
    return listeners.length > 0;
  }
}

function inherits(child: { prototype: object; super_?: unknown }, parent: { prototype: object }): void {
  child.super_ = parent;
  child.prototype = Object.create(parent.prototype, {
    constructor: { value: child, enumerable: false, writable: true, configurable: true },
  });
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

/** A new set for each heap: scripts may change them. */
export function builtinModules(realm: Realm): ReadonlyMap<string, object> {
  const { readText } = realm;
  const modules = new Map<string, object>([
    ['path', { join: (...parts: string[]) => parts.join('/'), resolve: (path: string) => realPath(String(path)) }],
    ['util', { inherits }],
    ['events', { EventEmitter }],
    ['assert', {}],
    ['tty', { isatty: (fd: number) => isatty(fd), getWindowSize: () => [25, 80] }],
    ['os', {}],
    ['fs', { readSync: (path: string) => readText(readFileSync(String(path))) }],
  ]);
  for (const module of modules.values()) realm.adopt(module);
  return modules;
}
