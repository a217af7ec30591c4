// Loads a script that is a module, and checks what it exports.

import { readFile } from 'node:fs/promises';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Script as VmScript } from 'node:vm';
import { MockError, messageOf } from '../../core/errors.ts';
import type { Budget } from '../limits/budget.ts';
import { describeThrown } from '../limits/script-errors.ts';
import { ScriptFailure } from '../script-failure.ts';
import { compileModule } from './compile-module.ts';
import { defineOverlay } from './define-overlay.ts';
import { defineScript, type Script } from './define-script.ts';
import { within } from './within.ts';

/** Functions that a script may have. */
const FUNCTIONS = [
  'onQuery',
  'onPrepare',
  'onExecute',
  'onFind',
  'onInsert',
  'onUpdate',
  'onDelete',
  'onCrud',
  'onCommand',
  'onClose',
] as const;
const KEYS = new Set<string>([...FUNCTIONS, 'greeting', 'auth', 'notices', 'faults']);

type ModuleFunction = (
  importModule: (specifier: string) => Promise<unknown>,
  exports: { default?: unknown },
  meta: object,
  budget: Budget,
) => Promise<void>;

/**
 * Runs the module once.
 * @param path absolute
 * @throws MockError `USAGE` with one line that names the file
 */
export async function loadModule(path: string, budget: Budget): Promise<Script> {
  const script = await loadDefault(path, budget);
  if (typeof script !== 'object' || script === null) {
    throw new MockError('USAGE', `${path}: the default export must be an object, as defineScript({ … }) returns it`);
  }
  const unknown = Object.keys(script).find((key) => !KEYS.has(key));
  if (unknown !== undefined) {
    throw new MockError('USAGE', `${path}: unknown key "${unknown}": expected ${[...KEYS].join(', ')}`);
  }
  for (const name of FUNCTIONS) {
    const value = (script as Readonly<Record<string, unknown>>)[name];
    if (value !== undefined && typeof value !== 'function') {
      throw new MockError('USAGE', `${path}: ${name} must be a function`);
    }
  }
  return script as Script;
}

/** A module that waits for something while it is loaded gets so long. */
const LOAD_LIMIT_MS = 10_000;

/**
 * Runs a module of ours once, with a time limit, and gives what it exports.
 * @param path absolute
 * @throws MockError `USAGE` with one line that names the file
 */
export async function loadDefault(path: string, budget: Budget, limitMs = LOAD_LIMIT_MS): Promise<unknown> {
  const exports: { default?: unknown } = {};
  try {
    const code = compileModule(await readFile(path, 'utf8'), path);
    const compiled: ModuleFunction = new VmScript(code, { filename: path }).runInThisContext();
    const meta = { url: pathToFileURL(path).href, filename: path, dirname: dirname(path) };
    budget.renew();
    await within(
      compiled((specifier) => importFrom(path, specifier), exports, meta, budget),
      limitMs,
    );
    return exports.default;
  } catch (cause) {
    const reason = cause instanceof ScriptFailure ? messageOf(cause) : describeThrown(cause, (file) => file === path);
    throw new MockError('USAGE', `${path} cannot be loaded: ${reason.split('\n', 1)[0]}`, { cause });
  }
}

/** As Node would from that file; our own name means what is running here. */
async function importFrom(path: string, specifier: string): Promise<unknown> {
  if (specifier === 'mysql-replay') return { defineOverlay, defineScript };
  if (isBuiltin(specifier) || /^(node|data|file):/.test(specifier)) return await import(specifier);
  const isPath = /^\.{0,2}\//.test(specifier);
  const file = isPath ? resolve(dirname(path), specifier) : createRequire(path).resolve(specifier);
  return await import(pathToFileURL(file).href);
}
