// A `.js` script as MySQL Router's mock server runs it: evaluated once per connection, before the greeting.

import { type ErrorResult, errorResult, type PreparedShape, type StatementAnswer } from '../../script/answer.ts';
import { isObject } from '../../script/fields/describe-types.ts';
import { elements, type Fields } from '../../script/fields/fields.ts';
import { checkHandshake, readAuthOrError, readGreetingOrError } from '../../script/fields/read-handshake.ts';
import { readNotices } from '../../script/fields/read-notices.ts';
import { readResponse } from '../../script/fields/read-response.ts';
import type { ScriptSource } from '../../script/open-script.ts';
import type { ScriptOperation } from '../../script/operation.ts';
import type {
  AuthPlan,
  ConnectionFacts,
  GreetingPlan,
  LoginFacts,
  NoticePlan,
  Script,
  ScriptRun,
} from '../../script/script.ts';
import { SCRIPT_ERROR, ScriptFailure } from '../../script/script-failure.ts';
import { Engine } from '../engine/engine.ts';
import type { Heap } from '../engine/heap.ts';
import { HeapPool } from '../engine/heap-pool.ts';

/** Where the next response comes from. */
type Statements =
  | { readonly kind: 'list'; readonly list: readonly unknown[] }
  | { readonly kind: 'function'; readonly call: (...args: unknown[]) => unknown }
  | { readonly kind: 'thread'; readonly thread: object };

export class RouterScript implements Script {
  readonly file: string;
  readonly faults = [];
  readonly #engine: Engine;
  readonly #heaps: HeapPool;

  constructor(options: ScriptSource) {
    this.file = options.file;
    this.#engine = new Engine(options);
    this.#heaps = new HeapPool(this.#engine);
  }

  /** Reads it before a client comes: that takes longer than a call may on a busy machine. What is wrong in it the clients are told. */
  warmUp(): void {
    try {
      this.#engine.load(this.file, 'script');
    } catch {
      // see above
    }
  }

  open(connection: ConnectionFacts): ScriptRun {
    const heap = this.#heaps.take();
    // A heap in which the script failed is not used again.
    const script = heap.run(connection);
    if (!isObject(script)) {
      const types = this.#engine.describeTypes(script);
      throw new ScriptFailure(`${this.file}: expected statement handler to return an object, got ${types}`);
    }
    return this.#engine.call(() => new RouterRun(this.#engine, this.#heaps, heap, script));
  }

  async close(): Promise<void> {
    // Nothing but memory.
  }
}

class RouterRun implements ScriptRun {
  readonly notices: readonly NoticePlan[];
  readonly #engine: Engine;
  readonly #heaps: HeapPool;
  readonly #heap: Heap;
  readonly #handshake: unknown;
  readonly #statements: Statements;
  #position = 0;
  #isOpen = true;

  constructor(engine: Engine, heaps: HeapPool, heap: Heap, script: Fields) {
    this.#engine = engine;
    this.#heaps = heaps;
    this.#heap = heap;
    this.#statements = readStatements(script['stmts'], engine);
    this.notices = readNotices(script['notices']);
    this.#handshake = script['handshake'];
    checkHandshake(this.#handshake);
  }

  greet(): GreetingPlan | ErrorResult {
    return this.#shake(true, readGreetingOrError);
  }

  authenticate({ tlsCipher }: LoginFacts): AuthPlan | ErrorResult {
    if (tlsCipher !== null) this.#heap.noteCipher(tlsCipher);
    return this.#shake(false, readAuthOrError);
  }

  answer(statement: string): StatementAnswer {
    const statements = this.#statements;
    switch (statements.kind) {
      case 'function':
        return this.#ask(statements.call, statement);
      case 'thread':
        return this.#read(this.#heap.resume(statements.thread, statement));
      case 'list': {
        if (this.#position >= statements.list.length) return END;
        return this.#read(statements.list[this.#position++]);
      }
    }
  }

  /** A command goes by its name alone, as there, where no other operation can be had. */
  operate(operation: ScriptOperation): StatementAnswer {
    return this.answer(operation.kind === 'command' ? operation.name : operation.text);
  }

  /** Nothing is known before the script is asked, and to ask it could change what it says next. */
  prepare(): PreparedShape {
    return UNKNOWN_SHAPE;
  }

  close(): void {
    if (this.#isOpen) this.#heaps.release(this.#heap);
    this.#isOpen = false;
  }

  #ask(call: (...args: unknown[]) => unknown, statement: string): StatementAnswer {
    const { effects } = this.#engine;
    effects.begin();
    const { delayMs, results } = this.#read(this.#heap.call(call, statement));
    return { delayMs, results, lasting: effects.lasting };
  }

  #read(response: unknown): StatementAnswer {
    return this.#engine.call(() => readResponse(response));
  }

  #shake<T>(isGreeting: boolean, read: (handshake: Fields) => T): T | ErrorResult {
    const given = this.#handshake;
    if (given === undefined) return read({});
    const isFunction = typeof given === 'function';
    const handshake = isFunction ? this.#heap.call(given as (...args: unknown[]) => unknown, isGreeting) : given;
    if (!isObject(handshake)) return NO_OBJECT;
    return this.#engine.call(() => read(handshake));
  }
}

function readStatements(stmts: unknown, engine: Engine): Statements {
  if (Array.isArray(stmts)) return { kind: 'list', list: elements(stmts as unknown as Fields) };
  if (typeof stmts === 'function') return { kind: 'function', call: stmts as (...args: unknown[]) => unknown };
  if (isObject(stmts) && engine.coroutines.isThread(stmts)) return { kind: 'thread', thread: stmts };
  const types = engine.describeTypes(stmts);
  throw new ScriptFailure(`expected 'stmts' to be one of callable, thread or array, got ${types}`);
}

const END: StatementAnswer = {
  delayMs: 0,
  results: [errorResult(SCRIPT_ERROR, 'HY000', 'Unknown statement. (end of stmts)')],
};
const NO_OBJECT = errorResult(2013, 'HY000', 'handshake-function must return an object, if set');
const UNKNOWN_SHAPE: PreparedShape = { parameterCount: null, columns: [] };
