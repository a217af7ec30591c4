// Duktape.Thread over generators. A script's function exists twice: as the generator that coroutines run step by step,
// and as the function that everyone else sees, which runs the generator to its end.
// https://duktape.org/guide.html#coroutines

type Generated = (this: unknown, ...args: unknown[]) => Generator<unknown, unknown, unknown>;
type Callable = (this: unknown, ...args: unknown[]) => unknown;

/** Makes the function that runs a generator to its end, or throws what `invalid` makes. */
export type MakeFunction = (generated: Generated, invalid: () => Error) => Callable;

/** A Duktape.Thread: not begun, left at a yield, running, or done. */
type ThreadState =
  | { readonly kind: 'new'; readonly start: Callable }
  | { readonly kind: 'yielded'; readonly generator: Generator<unknown, unknown, unknown> }
  | { readonly kind: 'running' }
  | { readonly kind: 'done' };

export class Coroutines {
  readonly #generators = new WeakMap<object, Generated>();
  readonly #threads = new WeakMap<object, ThreadState>();
  readonly #typeError: new (
    message: string,
  ) => Error;
  /** The global `Duktape` of scripts. */
  readonly duktape: object;
  readonly #yield: Callable;
  readonly #makeFunction: MakeFunction;

  /** @param typeError of the realm that scripts run in, as is what makes functions */
  constructor(typeError: new (message: string) => Error, makeFunction: MakeFunction) {
    this.#typeError = typeError;
    this.#makeFunction = makeFunction;
    this.#yield = () => {
      throw this.#invalidState();
    };
    const threads = this.#threads;
    function Thread(this: object, start: unknown) {
      if (typeof start !== 'function') throw new typeError('callable required');
      threads.set(this, { kind: 'new', start: start as Callable });
    }
    Thread.resume = (thread: object, value: unknown, isError?: boolean) => this.resume(thread, value, isError);
    Thread.yield = this.#yield;
    this.duktape = { version: 20700, env: 'mock', Thread };
  }

  isThread(value: object): boolean {
    return this.#threads.has(value);
  }

  /** Runs a thread to its next yield or its end. @returns what it yielded or returned */
  resume(thread: object, value: unknown, isError = false): unknown {
    const state = this.#threads.get(thread);
    if (state === undefined || state.kind === 'running' || state.kind === 'done') throw this.#invalidState();
    this.#threads.set(thread, { kind: 'running' });
    try {
      const generator = state.kind === 'new' ? this.#begin(state.start, value) : state.generator;
      const step = isError ? generator.throw(value) : generator.next(value);
      this.#threads.set(thread, step.done ? { kind: 'done' } : { kind: 'yielded', generator });
      return step.value;
    } catch (error) {
      this.#threads.set(thread, { kind: 'done' });
      throw error;
    }
  }

  /** The function that stands for a generator of a compiled script. */
  readonly functionOf = (generated: Generated): Callable => {
    const plain = this.#makeFunction(generated, () => this.#invalidState());
    this.#generators.set(plain, generated);
    this.#generators.set(generated, generated);
    return plain;
  };

  /** A call within a coroutine: `callee(...args)`. */
  readonly call = (callee: unknown, args: unknown[]): Generator<unknown, unknown, unknown> => {
    return this.#call(callee, undefined, args, 'value');
  };

  /** A call within a coroutine: `object[key](...args)`. */
  readonly method = (object: unknown, key: PropertyKey, args: unknown[]): Generator<unknown, unknown, unknown> => {
    if (object === undefined || object === null) {
      throw new this.#typeError(`cannot read property '${String(key)}' of ${object}`);
    }
    const callee = (object as Readonly<Record<PropertyKey, unknown>>)[key];
    return this.#call(callee, object, args, String(key));
  };

  *#call(callee: unknown, self: unknown, args: unknown[], name: string): Generator<unknown, unknown, unknown> {
    if (callee === this.#yield) return yield args[0];
    if (typeof callee !== 'function') throw new this.#typeError(`${name} not callable`);
    const generated = this.#generators.get(callee);
    return generated === undefined ? Reflect.apply(callee, self, args) : yield* generated.apply(self, args);
  }

  *#begin(start: Callable, value: unknown): Generator<unknown, unknown, unknown> {
    return yield* this.#call(start, undefined, [value], 'value');
  }

  #invalidState(): Error {
    return new this.#typeError('invalid state');
  }
}
