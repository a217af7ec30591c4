// Loads what is laid over a recording: faults, in JSON or from a module, and a module's answers.

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MockError, messageOf } from '../../core/errors.ts';
import type { Fault } from '../../faults/fault.ts';
import { parseFaults } from '../../faults/parse-faults.ts';
import { Budget } from '../limits/budget.ts';
import type { Overlay } from '../modern/define-overlay.ts';
import { OverlayScript } from './overlay-script.ts';

const FUNCTIONS = ['onQuery', 'onPrepare', 'onExecute', 'onClose'] as const;

export interface LoadedOverlay {
  readonly faults: readonly Fault[];
  /** Null where there are faults only. */
  readonly script: OverlayScript | null;
}

/**
 * @param file a list of faults, or an object with `faults`; in a module, whose default export it is, with functions too
 * @param callTimeoutMs longest that one call of them may take
 * @throws MockError `USAGE` that names the file
 */
export async function loadOverlay(file: string, callTimeoutMs: number): Promise<LoadedOverlay> {
  const budget = new Budget(callTimeoutMs);
  const path = resolve(file);
  const value = await (file.endsWith('.json') ? readJson(file) : loadModuleDefault(path, budget));
  if (Array.isArray(value) || typeof value !== 'object' || value === null) {
    return { faults: parseFaults(value, file), script: null };
  }
  if ('fault' in value) return { faults: parseFaults(value, file), script: null };
  const overlay = checked(value, file);
  const hasFunctions = FUNCTIONS.some((name) => overlay[name] !== undefined);
  return {
    faults: parseFaults(overlay.faults ?? [], file),
    script: hasFunctions ? new OverlayScript(overlay, { path, callTimeoutMs, budget }) : null,
  };
}

/** The compiler is loaded only for a module. */
async function loadModuleDefault(path: string, budget: Budget): Promise<unknown> {
  const { loadDefault } = await import('../modern/load-module.ts');
  return await loadDefault(path, budget);
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new MockError('USAGE', `${file}: ${messageOf(cause)}`, { cause });
  }
}

function checked(value: object, file: string): Overlay {
  const known: readonly string[] = [...FUNCTIONS, 'faults'];
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw new MockError('USAGE', `${file}: unknown key "${unknown}" in an overlay: expected ${known.join(', ')}`);
  }
  const overlay: Overlay = value;
  for (const name of FUNCTIONS) {
    if (overlay[name] !== undefined && typeof overlay[name] !== 'function') {
      throw new MockError('USAGE', `${file}: ${name} must be a function`);
    }
  }
  return overlay;
}
