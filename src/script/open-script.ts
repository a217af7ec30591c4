// Which form a script has, by its content: a trace in JSON, a module with defineScript(), or a script of MySQL Router's
// mock server.

import type { EngineOptions } from './engine/engine.ts';
import { RouterScript } from './router/router-script.ts';
import type { Script } from './script.ts';

export type ScriptSource = EngineOptions;

export async function openScript(source: ScriptSource): Promise<Script> {
  return new RouterScript(source);
}
