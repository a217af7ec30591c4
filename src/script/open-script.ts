// Which form a script has, by its content: a trace in JSON, a module, or a script of MySQL Router's mock server.

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { EngineOptions } from '../router-mock/engine/engine.ts';
import type { Script } from './script.ts';

export type ScriptSource = EngineOptions;

/**
 * A script of MySQL Router's mock server is not run before a client comes.
 * @throws MockError `USAGE` for a trace or a module that is wrong
 */
export async function openScript(source: ScriptSource): Promise<Script> {
  const { file } = source;
  // What cannot be read is told to the clients, as MySQL Router's mock server does it.
  const text = await readFile(file, 'utf8').catch(() => '');
  // Each form's parsers are loaded only for it.
  if (isTrace(text, file)) {
    const { parseTrace } = await import('./trace/parse-trace.ts');
    const { TraceScript } = await import('./trace/trace-script.ts');
    return new TraceScript(file, parseTrace(text, file), source.callTimeoutMs);
  }
  if (isModule(text, file)) {
    const { loadModule } = await import('./modern/load-module.ts');
    const { ModernScript } = await import('./modern/modern-script.ts');
    const { Budget } = await import('../router-mock/engine/budget.ts');
    const { callTimeoutMs } = source;
    const budget = new Budget(callTimeoutMs);
    const path = resolve(file);
    return new ModernScript(await loadModule(path, budget), { file, path, callTimeoutMs, budget });
  }
  const { RouterScript } = await import('../router-mock/script/router-script.ts');
  return new RouterScript(source);
}

/** By its name, or since it exports what only a module can. */
function isModule(text: string, file: string): boolean {
  return file.endsWith('.mjs') || /^export\s+default\b/m.test(text);
}

/** JSON by its name, unless it is an expression in parentheses, or by its content. */
function isTrace(text: string, file: string): boolean {
  const begin = text.replace(/^\uFEFF/, '').trimStart()[0];
  if (file.endsWith('.json')) return begin !== '(' && text !== '';
  return begin === '{' && isJson(text);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
