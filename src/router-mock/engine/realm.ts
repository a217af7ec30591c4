// The JavaScript world that all scripts of a process run in, apart from our own: one for all of them, since each would
// cost 200 KB. What a run adds to it stays its own (compile.ts); changes of built-in objects are everyone's.

import { createContext, runInContext, Script as VmScript } from 'node:vm';
import { Adoption } from './adopt.ts';
import type { MakeFunction } from './coroutines.ts';

type ErrorConstructor = new (message: string) => Error;

/** What our code needs of the realm's own objects. */
interface Intrinsics {
  readonly Object: ObjectConstructor;
  readonly Array: ArrayConstructor;
  readonly Function: FunctionConstructor;
  readonly RangeError: ErrorConstructor;
  readonly TypeError: ErrorConstructor;
  readonly ReferenceError: ErrorConstructor;
  readonly Error: ErrorConstructor;
  readonly JSON: JSON;
}

/** A compiled file. */
export type CompiledFile = (...parameters: readonly unknown[]) => unknown;

const MAKE_FUNCTION = `(generated, invalid) => function (...args) {
  const step = generated.apply(this, args).next();
  if (!step.done) throw invalid();
  return step.value;
}`;
const TEXT = "(bytes, text) => Object.defineProperty(Uint8Array.from(bytes), 'toString', { value: () => text })";

export class Realm {
  readonly global: object;
  readonly intrinsics: Intrinsics;
  readonly #context = createContext(Object.create(null), {
    name: 'mock script',
    codeGeneration: { strings: false, wasm: false },
  });

  /** A function of the realm, which a script may look at. */
  readonly makeFunction: MakeFunction;
  /** Bytes as scripts get them: a list of numbers that says its text. */
  readonly readText: (bytes: Buffer) => unknown;
  readonly #adoption: Adoption;
  readonly #causes = new WeakMap<object, Error>();

  constructor() {
    this.global = runInContext('globalThis', this.#context);
    this.intrinsics = runInContext(
      '({ Object, Array, Function, RangeError, TypeError, ReferenceError, Error, JSON })',
      this.#context,
    );
    this.makeFunction = runInContext(MAKE_FUNCTION, this.#context);
    const list: (bytes: Buffer, text: string) => unknown = runInContext(TEXT, this.#context);
    this.readText = (bytes) => list(bytes, bytes.toString());
    // Node would call it with what knows our functions
    Object.defineProperty(this.intrinsics.Error, 'prepareStackTrace', { value: undefined, writable: false });
    this.#adoption = new Adoption({
      object: this.intrinsics.Object.prototype,
      list: this.intrinsics.Array.prototype,
      callable: this.intrinsics.Function.prototype,
    });
  }

  /** Makes something of ours fit to be seen by scripts; returns it. */
  adopt<T>(value: T): T {
    return this.#adoption.adopt(value);
  }

  /** What is adopted from now on belongs to a run. */
  endShared(): void {
    this.#adoption.endShared();
  }

  /** Whether all runs have it: the realm's own objects, and what they all are given. */
  readonly isShared = (object: object): boolean => this.#adoption.isShared(object);

  /** What a script may see of what it has caught: an error of ours becomes one of the realm's. */
  readonly caught = (thrown: unknown): unknown => {
    if (!(thrown instanceof Error)) return thrown;
    const { RangeError: OutOfRange, TypeError: WrongType, Error: Other } = this.intrinsics;
    const Kind = thrown instanceof RangeError ? OutOfRange : thrown instanceof TypeError ? WrongType : Other;
    const shown = new Kind(thrown.message);
    this.#causes.set(shown, thrown);
    return shown;
  };

  /** The error of ours that a script has caught and throws again; else what it throws. */
  causeOf(thrown: unknown): unknown {
    return (typeof thrown === 'object' && thrown !== null ? this.#causes.get(thrown) : undefined) ?? thrown;
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
