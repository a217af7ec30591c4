// What one connection's run of a script holds: its globals, its modules, the objects that scripts are given.

import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ConnectionFacts } from '../../script/script.ts';
import { builtinModules } from './builtin-modules.ts';
import type { Engine } from './engine.ts';
import { findModule } from './find-module.ts';
import { createMysqld, describeConnection, type Mysqld } from './mysqld.ts';
import type { CompiledFile } from './realm.ts';

interface ModuleObject {
  exports: unknown;
}

export class Heap {
  readonly #engine: Engine;
  readonly #globals: object;
  readonly #mysqld: Mysqld;
  /** By real path; made when one is required. */
  #modules: Map<string, ModuleObject> | null = null;
  /** Made when one is required. */
  #builtins: ReadonlyMap<string, object> | null = null;
  readonly #paths: string[];

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#globals = Object.create(engine.realm.global);
    this.#mysqld = engine.realm.adopt(createMysqld(engine.global));
    this.#paths = engine.realm.adopt([...engine.paths]);
  }

  /** Runs the script and returns its value: what the last expression came to. */
  run(connection: ConnectionFacts): unknown {
    describeConnection(this.#mysqld, connection);
    const { file } = this.#engine.options;
    return this.#engine.call(() => this.#execute(this.#engine.load(file, 'script'), file, { exports: {} }));
  }

  /** TLS stands. */
  noteCipher(cipher: string): void {
    this.#mysqld.session.ssl_cipher = cipher;
    this.#mysqld.session.mysqlx_ssl_cipher = cipher;
  }

  /** Calls a function of the script, which sees the global object as `this`. */
  call(callee: (...args: unknown[]) => unknown, argument: unknown): unknown {
    return this.#engine.call(() => callee(argument));
  }

  resume(thread: object, value: unknown): unknown {
    return this.#engine.call(() => this.#engine.coroutines.resume(thread, value));
  }

  #execute(compiled: CompiledFile, file: string, module: ModuleObject): unknown {
    const { coroutines, budget, effects, realm, surroundings, undeclared } = this.#engine;
    const folder = dirname(file);
    const require = realm.adopt((id: unknown) => this.#require(String(id), folder));
    return compiled(
      this.#globals,
      undeclared,
      (self: unknown) => this.#selfOf(self),
      budget,
      coroutines.functionOf,
      coroutines.call,
      coroutines.method,
      realm.caught,
      effects.written,
      this.#mysqld,
      surroundings.process,
      surroundings.console,
      require,
      realm.adopt(Object.assign(module, { paths: this.#paths })),
      module.exports,
      coroutines.duktape,
      realm.adopt(clearNothing),
      file,
      folder,
    );
  }

  /** What a script sees as `this`; whoever has the global object may get at all of it. */
  #selfOf(self: unknown): unknown {
    if (self !== this.#engine.realm.global && self !== this.#globals) return self;
    this.#engine.effects.cannotBeSeen();
    return this.#globals;
  }

  #require(id: string, folder: string): unknown {
    this.#builtins ??= builtinModules(this.#engine.realm);
    const builtin = this.#builtins.get(id);
    if (builtin !== undefined) {
      this.#engine.effects.cannotBeSeen();
      return builtin;
    }
    const found = findModule(id, id.startsWith('.') ? [folder] : this.#paths);
    if (found === undefined) throw new this.#engine.realm.intrinsics.Error(`Cannot find module: ${id}`);
    const path = realpathSync(found);
    this.#modules ??= new Map();
    const known = this.#modules.get(path);
    if (known !== undefined) return known.exports;
    const module: ModuleObject = { exports: {} };
    this.#modules.set(path, module);
    try {
      if (path.endsWith('.json')) module.exports = this.#engine.readJson(path);
      else this.#execute(this.#engine.load(path, 'module'), path, module);
    } catch (error) {
      this.#modules.delete(path);
      throw error;
    }
    return module.exports;
  }
}

/** There are no timers. */
const clearNothing = () => undefined;
