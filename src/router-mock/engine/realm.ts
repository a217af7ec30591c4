// The JavaScript world that all scripts of a process run in, apart from our own: one for all of them, since each would
// cost 200 KB. What a run adds to it stays its own (compile.ts); changes of built-in objects are everyone's.

import { createContext, runInContext, Script as VmScript } from 'node:vm';

type ErrorConstructor = new (message: string) => Error;

/** What our code needs of the realm's own objects. */
interface Intrinsics {
  readonly TypeError: ErrorConstructor;
  readonly ReferenceError: ErrorConstructor;
  readonly Error: ErrorConstructor;
  readonly JSON: JSON;
}

/** A compiled file. */
export type CompiledFile = (...parameters: readonly unknown[]) => unknown;

export class Realm {
  readonly global: object;
  readonly intrinsics: Intrinsics;
  readonly #context = createContext({}, { name: 'mock script', codeGeneration: { strings: false, wasm: false } });

  constructor() {
    this.global = runInContext('globalThis', this.#context);
    this.intrinsics = runInContext('({ TypeError, ReferenceError, Error, JSON })', this.#context);
  }

  /** Names that the realm itself has. */
  get builtins(): ReadonlySet<string> {
    return new Set(Object.getOwnPropertyNames(this.global));
  }

  /** @param code a function expression */
  load(code: string, file: string): CompiledFile {
    return new VmScript(code, { filename: file }).runInContext(this.#context);
  }
}
