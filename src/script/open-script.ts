// Which form a script has, by its content: a trace in JSON, a module, or what another room takes: a script of MySQL Router's
// mock server.

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { GlobalStore } from './global-store.ts';
import type { Script } from './script.ts';

export interface ScriptSource {
  readonly file: string;
  /** Base of the module search path. */
  readonly modulePrefix: string;
  readonly globals: GlobalStore;
  /** Longest that one call into the script may take. */
  readonly callTimeoutMs: number;
  /** What console.log prints: a line without its newline. */
  readonly print: (line: string) => void;
  /** A call has changed what all runs of the script see, beside `globals`. */
  readonly onShared?: () => void;
  /** Something happened that no client waits for; one line. */
  readonly onTrouble: (message: string) => void;
}

/**
 * @param openOther for what is neither a trace nor a module
 * @throws MockError `USAGE` for a trace or a module that is wrong
 */
export async function openScript(
  source: ScriptSource,
  openOther: (source: ScriptSource) => Promise<Script>,
): Promise<Script> {
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
    const { threadFile } = await import('./thread/thread-link.ts');
    const program = threadFile('script-thread');
    if (program !== null) {
      const { ThreadedScript } = await import('./thread/threaded-script.ts');
      const { callTimeoutMs, onTrouble } = source;
      return await ThreadedScript.open(program, { kind: 'script', file, callTimeoutMs, onTrouble });
    }
    const { loadModule } = await import('./modern/load-module.ts');
    const { ModernScript } = await import('./modern/modern-script.ts');
    const { Budget } = await import('./limits/budget.ts');
    const { callTimeoutMs } = source;
    const budget = new Budget(callTimeoutMs);
    const path = resolve(file);
    return new ModernScript(await loadModule(path, budget), { file, path, callTimeoutMs, budget });
  }
  return await openOther(source);
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
