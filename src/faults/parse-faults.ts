// Checks what is said to be faults, whether it comes from a file, a script or the REST API.

import { createRequire } from 'node:module';
import type { ValidateFunction } from 'ajv';
import { MockError, messageOf } from '../core/errors.ts';
import { traceSchema } from '../trace-schema.ts';
import type { Fault } from './fault.ts';
import { toPattern } from './statement-pattern.ts';

/**
 * @param value a fault or a list of them; in JavaScript `statement` may be a RegExp
 * @param origin for messages
 * @throws MockError `USAGE`
 */
export function parseFaults(value: unknown, origin: string): readonly Fault[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((fault, index) => parseFault(fault, `${origin}, number ${index + 1}`));
}

function parseFault(value: unknown, where: string): Fault {
  if (typeof value !== 'object' || value === null) throw new MockError('USAGE', `${where}: expected an object`);
  const fault = value as Fault;
  const { statement } = fault;
  const isPattern = Object.prototype.toString.call(statement) === '[object RegExp]';
  const validate = validator();
  if (!validate(isPattern ? { ...fault, statement: '' } : fault)) {
    const [error] = validate.errors ?? [];
    const { additionalProperty, allowedValues } = (error?.params ?? {}) as Readonly<Record<string, unknown>>;
    const what = additionalProperty === undefined ? '' : ` "${String(additionalProperty)}"`;
    const values = Array.isArray(allowedValues) ? `: ${allowedValues.join(', ')}` : '';
    throw new MockError('USAGE', `${where}${error?.instancePath ?? ''} ${error?.message}${what}${values}`);
  }
  try {
    if (statement !== undefined) toPattern(statement);
  } catch (cause) {
    throw new MockError('USAGE', `${where}: ${messageOf(cause)}`, { cause });
  }
  return fault;
}

let compiled: ValidateFunction | null = null;

function validator(): ValidateFunction {
  if (compiled !== null) return compiled;
  // Loaded when there are faults: it takes longer than all the rest of a start.
  const { Ajv }: typeof import('ajv') = createRequire(import.meta.url)('ajv');
  const ajv = new Ajv({ allowUnionTypes: true, strictTypes: false });
  compiled = ajv.addSchema(traceSchema, 'trace').compile({ $ref: 'trace#/definitions/fault' });
  return compiled;
}
