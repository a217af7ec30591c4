// Loads scripts of the old interpreter, and runs each call into one within its time.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeTypes } from '../../script/fields/describe-types.ts';
import { Budget } from '../../script/limits/budget.ts';
import { describeThrown } from '../../script/limits/script-errors.ts';
import type { ScriptSource } from '../../script/open-script.ts';
import { ScriptFailure } from '../../script/script-failure.ts';
import { boundBuiltins } from './bounded-builtins.ts';
import { compile, type FileKind } from './compile.ts';
import { Coroutines } from './coroutines.ts';
import { Effects } from './effects.ts';
import { createGlobal } from './mysqld.ts';
import { type CompiledFile, Realm } from './realm.ts';
import { createSurroundings, type Surroundings } from './surroundings.ts';
import { watchBuiltins, watchFunctions } from './watch-builtins.ts';

export class Engine {
  readonly options: ScriptSource;
  readonly realm = new Realm();
  readonly budget: Budget;
  readonly effects: Effects;
  readonly coroutines: Coroutines;
  readonly surroundings: Surroundings;
  /** `mysqld.global`. */
  readonly global: object;
  /** Folders that modules are looked for in, before a script adds its own. */
  readonly paths: readonly string[];
  /** What a script reads a name by that nobody has declared. */
  readonly undeclared: (name: string) => never;
  /** Byte code by file: changes of a file that was compiled are not seen. */
  readonly #compiled = new Map<string, CompiledFile>();
  readonly #files = new Set<string>();
  /** Set when the script was read: whether it leaves functions in the middle. */
  #hasCoroutines = false;

  constructor(options: ScriptSource) {
    this.options = options;
    this.budget = new Budget(options.callTimeoutMs);
    this.effects = new Effects(this.realm.isShared);
    boundBuiltins(this.realm.global, this.budget);
    watchBuiltins(this.realm.global, this.effects);
    this.coroutines = new Coroutines(this.realm.intrinsics.TypeError, this.realm.makeFunction);
    const { globals, modulePrefix, print } = options;
    const { JSON: json, ReferenceError: MissingName } = this.realm.intrinsics;
    const adopt = <T>(value: T) => this.realm.adopt(value);
    adopt(this.realm.global);
    adopt(this.coroutines.duktape);
    const surroundings = createSurroundings(globals, json, print, adopt);
    watchFunctions(surroundings, this.effects);
    this.surroundings = adopt(surroundings);
    this.global = adopt(createGlobal(globals, json, this.effects));
    this.realm.endShared();
    this.paths = [join(modulePrefix, 'local_modules'), join(modulePrefix, 'npm', 'node_modules')];
    this.undeclared = (name) => {
      throw new MissingName(`identifier '${name}' undefined`);
    };
  }

  /** @throws ScriptFailure where the file cannot be read or does not parse */
  load(file: string, kind: FileKind): CompiledFile {
    const known = this.#compiled.get(file);
    if (known !== undefined) return known;
    const source = readSource(file);
    if (kind === 'script') this.#hasCoroutines = source.includes('Duktape');
    const hasCoroutines = this.#hasCoroutines || source.includes('Duktape');
    const { code, hasUnseen } = compile(source, { file, kind, hasCoroutines, builtins: this.realm.builtins });
    if (hasUnseen) this.effects.cannotBeSeen();
    const compiled = this.realm.load(code, file);
    this.#files.add(file);
    this.#compiled.set(file, compiled);
    return compiled;
  }

  /** A module that is data; a value of the realm. */
  readJson(file: string): unknown {
    return this.realm.intrinsics.JSON.parse(readSource(file));
  }

  /** Runs one call into a script within its time, and says what went wrong in the script's words. */
  call<T>(work: () => T): T {
    this.budget.renew();
    try {
      return work();
    } catch (thrown) {
      const error = this.realm.causeOf(thrown);
      if (error instanceof ScriptFailure) throw error;
      throw new ScriptFailure(
        describeThrown(error, (file) => this.#files.has(file)),
        { cause: error },
      );
    } finally {
      if (this.effects.takeShared()) this.options.onShared?.();
    }
  }

  describeTypes(value: unknown): string {
    return describeTypes(value, (object) => this.coroutines.isThread(object));
  }
}

function readSource(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const { errno = 0, code } = cause as NodeJS.ErrnoException;
    const reason = SYSTEM_WORDS[code ?? ''] ?? code;
    const problem = `cannot open file ${file} for reading, errno ${-errno}: ${reason}`;
    throw new ScriptFailure(`at ${file}:1: TypeError: ${problem}`, { cause });
  }
}

/** As strerror() has them. */
const SYSTEM_WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'No such file or directory',
  EISDIR: 'Is a directory',
  EACCES: 'Permission denied',
  ENOTDIR: 'Not a directory',
};
