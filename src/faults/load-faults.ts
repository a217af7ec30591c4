// Faults from a file: a list in JSON, or a module whose default export is one, alone or as `faults` of an object.

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MockError, messageOf } from '../domain/errors.ts';
import type { Fault } from './fault.ts';
import { parseFaults } from './parse-faults.ts';

/** @throws MockError `USAGE` that names the file */
export async function loadFaults(file: string): Promise<readonly Fault[]> {
  const value = await (file.endsWith('.json') ? readJson(file) : importDefault(file));
  const isWrapped = typeof value === 'object' && value !== null && 'faults' in value;
  return parseFaults(isWrapped ? value.faults : value, file);
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new MockError('USAGE', `${file}: ${messageOf(cause)}`, { cause });
  }
}

async function importDefault(file: string): Promise<unknown> {
  try {
    const module: { default?: unknown } = await import(pathToFileURL(resolve(file)).href);
    return module.default;
  } catch (cause) {
    throw new MockError('USAGE', `${file} cannot be loaded: ${messageOf(cause)}`, { cause });
  }
}
